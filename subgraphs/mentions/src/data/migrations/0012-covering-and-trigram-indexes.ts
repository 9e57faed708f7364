import { type Kysely, sql } from 'kysely';

/**
 * Charts that filter by a metric count mentions from the index of pages by date alone, without the
 * rows. Parts of hooks and calls to action are found by their trigrams; only those with characters
 * outside of ASCII, whose letters PostgreSQL lower-cases by other rules than JavaScript, are read
 * one by one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index mentions_newest on mentions.mentions (workspace_id, posted_at, id)
    include (source, likes, views, num_comments, shares, engagement_rate,
      likes_change, views_change, comments_change, engagement_rate_change)`.execute(db);
  await sql`drop index mentions.mentions_posted_at`.execute(db);
  await sql`create extension if not exists pg_trgm`.execute(db);
  for (const column of ['hook', 'cta']) {
    const name = sql.ref(column);
    await sql`create index ${sql.ref(`mentions_${column}_trigrams`)} on mentions.mentions
      using gin (workspace_id, ${name} collate "C" gin_trgm_ops) where ${name} is not null`.execute(db);
    await sql`create index ${sql.ref(`mentions_${column}_beyond_ascii`)} on mentions.mentions
      (workspace_id) where (octet_length(${name}) > length(${name}))::integer = 1`.execute(db);
    await sql`drop index ${sql.ref(`mentions.mentions_${column}`)}`.execute(db);
  }
}
