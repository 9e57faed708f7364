import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Finds the workspace of a page by its unguessable address, so that it has no tenant.
  await db.schema
    .createTable('sandbox_pages')
    .addColumn('token', 'text', (column) => column.primaryKey())
    .addColumn('workspace_id', 'uuid', (column) => column.notNull().unique())
    .addColumn('created_at', 'timestamptz(3)', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('sandbox_posts')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('reference', 'text', (column) => column.notNull())
    .addColumn('bodies', sql`text[]`, (column) => column.notNull())
    .addColumn('media', 'jsonb', (column) => column.notNull())
    .addColumn('published_at', 'timestamptz(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('sandbox_posts_pkey', ['workspace_id', 'reference'])
    .execute();
  await db.schema
    .createIndex('sandbox_posts_newest')
    .on('sandbox_posts')
    .columns(['workspace_id', 'published_at', 'reference'])
    .execute();
}
