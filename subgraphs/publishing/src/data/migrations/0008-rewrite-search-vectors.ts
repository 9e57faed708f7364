import { rewriteSearchVectors } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';

/** Vectors have signed names, words as they are written, and emoji. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await rewriteSearchVectors(db, {
    table: 'publishing.posts',
    title: sql`''`,
    body: sql`concat_ws(E'\\n', body, array_to_string(thread, E'\\n'))`,
  });
}
