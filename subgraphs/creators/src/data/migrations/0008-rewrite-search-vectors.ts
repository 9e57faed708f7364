import { rewriteSearchVectors } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';

/** Vectors have signed names, words as they are written, and emoji. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await rewriteSearchVectors(db, {
    table: 'creators.known_creators',
    title: sql.ref('username'),
    body: sql`coalesce(full_name, '')`,
  });
}
