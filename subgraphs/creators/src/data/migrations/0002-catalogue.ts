import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('catalogue_creators')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('creator', 'text', (column) => column.notNull())
    .addColumn('username', 'text', (column) => column.notNull())
    .addColumn('full_name', 'text')
    .addColumn('bio', 'text')
    .addColumn('picture_url', 'text')
    .addColumn('followers', 'bigint')
    .addColumn('following', 'bigint')
    .addColumn('posts_count', 'bigint')
    .addColumn('is_verified', 'boolean')
    .addColumn('external_url', 'text')
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('measured_at', 'timestamptz(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('catalogue_creators_pkey', ['workspace_id', 'platform', 'creator'])
    .execute();
  await createPosts(db);
}

async function createPosts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('catalogue_posts')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('post_id', 'text', (column) => column.notNull())
    .addColumn('listed', 'boolean', (column) => column.notNull())
    .addColumn('creator', 'text')
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('views', 'bigint')
    .addColumn('likes', 'bigint')
    .addColumn('comments', 'bigint')
    .addColumn('shares', 'bigint')
    .addColumn('pinned', 'boolean', (column) => column.notNull())
    .addColumn('posted_at', 'timestamptz(3)')
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('measured_at', 'timestamptz(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('catalogue_posts_pkey', ['workspace_id', 'platform', 'post_id', 'listed'])
    .execute();
  await db.schema
    .createIndex('catalogue_posts_newest')
    .on('catalogue_posts')
    .columns(['workspace_id', 'platform', 'creator', 'posted_at desc', 'post_id'])
    .execute();
}
