import { type Kysely, sql } from 'kysely';

/** X has one slug in every subgraph: `twitter` becomes `x`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of [
    'history',
    'catalogue_history',
    'catalogue_creators',
    'catalogue_posts',
    'known_creators',
  ])
    await sql`update ${sql.table(`creators.${table}`)} set platform = 'x' where platform = 'twitter'`.execute(
      db,
    );
  // Cached answers are keyed `operation:platform:id`; they keep what was paid for them.
  for (const table of ['answers', 'catalogue_answers'])
    await sql`update ${sql.table(`creators.${table}`)} set key = regexp_replace(key, '^([a-z_]+):twitter:', '\\1:x:')
      where key like '%:twitter:%'`.execute(db);
}
