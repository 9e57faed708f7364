import { rewriteSearchVectors } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';

/** Vectors have signed names, words as they are written, and emoji. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await rewriteSearchVectors(db, {
    table: 'posts.community_posts',
    title: sql.ref('title'),
    body: sql.ref('body'),
  });
  await rewriteSearchVectors(db, { table: 'posts.x_posts', title: sql`''`, body: sql.ref('content') });
  await rewriteSearchVectors(db, {
    table: 'posts.x_imported_posts',
    title: sql`''`,
    body: sql.ref('content'),
  });
}
