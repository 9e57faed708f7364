import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('media_assets')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('filename', 'text', (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('alt', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull().check(sql`status in ('pending', 'ready')`))
    .addColumn('sha256', 'text')
    .addColumn('created_at', 'timestamptz(3)', (column) => column.notNull())
    .addColumn('confirmed_at', 'timestamptz(3)')
    .addColumn('expires_at', 'timestamptz(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('media_assets_pkey', ['workspace_id', 'id'])
    .execute();
  // What the sweep looks for: uploads that were never confirmed.
  await db.schema
    .createIndex('media_assets_pending')
    .on('media_assets')
    .columns(['workspace_id', 'created_at'])
    .where(sql.ref('status'), '=', sql.lit('pending'))
    .execute();
  await db.schema
    .createTable('personas')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('name', 'text')
    .addColumn('voice', 'text')
    .addColumn('tones', sql`text[]`, (column) => column.notNull())
    .addColumn('topics', sql`text[]`, (column) => column.notNull())
    .addColumn('examples', sql`text[]`, (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz(3)')
    .addPrimaryKeyConstraint('personas_pkey', ['workspace_id'])
    .execute();
  await db.schema
    .createTable('ai_usage')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('month', 'text', (column) => column.notNull())
    // The last guard: a unit is given back once.
    .addColumn('used', 'integer', (column) => column.notNull().defaultTo(0).check(sql`used >= 0`))
    .addPrimaryKeyConstraint('ai_usage_pkey', ['workspace_id', 'month'])
    .execute();
}
