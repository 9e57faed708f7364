import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // GIN over (workspace_id, search): the workspace leads every index, also the one for full text.
  await sql`create extension if not exists btree_gin`.execute(db);
  await createPosts(db);
  await createKeywords(db);
}

async function createPosts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('community_posts')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull().defaultTo(sql`gen_random_uuid()`))
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('external_id', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('link', 'text')
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('posted_at', 'timestamptz(3)', (column) => column.notNull())
    .addColumn('subreddit', 'text')
    .addColumn('points', 'bigint')
    .addColumn('comment_count', 'bigint')
    .addColumn('engagement_status', 'text')
    .addColumn('score', sql`numeric(3,1)`, (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('intent', 'text')
    .addColumn('urgency', 'text', (column) => column.notNull())
    .addColumn('buying_stage', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('suggested_play', 'text', (column) => column.notNull())
    .addColumn('competitor_named', 'text')
    .addColumn('signals', 'jsonb', (column) => column.notNull())
    .addColumn('analysis_engine', 'text', (column) => column.notNull())
    .addColumn('analysis_version', 'integer', (column) => column.notNull())
    .addColumn('search', sql`tsvector`, (column) => column.notNull())
    .addPrimaryKeyConstraint('community_posts_pkey', ['workspace_id', 'id'])
    .addUniqueConstraint('community_posts_identity', ['workspace_id', 'source', 'external_id'])
    .execute();
  await db.schema
    .createIndex('community_posts_newest')
    .on('community_posts')
    .columns(['workspace_id', 'posted_at desc', 'url', 'id'])
    .execute();
  await db.schema
    .createIndex('community_posts_search')
    .on('community_posts')
    .using('gin')
    .columns(['workspace_id', 'search'])
    .execute();
  // Which posts an upgrade has to score again, found without reading the others.
  await db.schema
    .createIndex('community_posts_version')
    .on('community_posts')
    .columns(['workspace_id', 'analysis_version'])
    .execute();
}

async function createKeywords(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tracked_keywords')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull().defaultTo(sql`gen_random_uuid()`))
    .addColumn('keyword', 'text', (column) => column.notNull())
    // Lower case, so that a keyword is tracked once however it is written.
    .addColumn('folded', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz(3)', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('tracked_keywords_pkey', ['workspace_id', 'id'])
    .addUniqueConstraint('tracked_keywords_folded', ['workspace_id', 'folded'])
    .execute();
}
