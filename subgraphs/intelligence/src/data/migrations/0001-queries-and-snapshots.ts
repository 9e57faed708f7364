import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // GIN over (workspace_id, folded): the workspace leads every index.
  await sql`create extension if not exists btree_gin`.execute(db);
  await createQueries(db);
  await createSnapshots(db);
}

async function createQueries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('intelligence_queries')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull().defaultTo(sql`gen_random_uuid()`))
    .addColumn('brands', 'jsonb', (column) => column.notNull())
    // The brands' names as they are compared, to find the queries that track a brand.
    .addColumn('folded', sql`text[]`, (column) => column.notNull())
    .addColumn('communities', sql`text[]`, (column) => column.notNull())
    .addColumn('range_days', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz(3)', (column) => column.notNull())
    .addColumn('archived_at', 'timestamptz(3)')
    .addPrimaryKeyConstraint('intelligence_queries_pkey', ['workspace_id', 'id'])
    .execute();
  await db.schema
    .createIndex('intelligence_queries_oldest')
    .on('intelligence_queries')
    .columns(['workspace_id', 'created_at', 'id'])
    .execute();
  await db.schema
    .createIndex('intelligence_queries_brands')
    .on('intelligence_queries')
    .using('gin')
    .columns(['workspace_id', 'folded'])
    .execute();
}

/**
 * A snapshot is one row, so that one statement replaces it whole: there is never a mixture of two.
 */
async function createSnapshots(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('snapshots')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull().defaultTo(sql`gen_random_uuid()`))
    .addColumn('query_id', 'uuid', (column) => column.notNull())
    .addColumn('date', 'date', (column) => column.notNull())
    .addColumn('range_days', 'integer', (column) => column.notNull())
    .addColumn('communities', sql`text[]`, (column) => column.notNull())
    .addColumn('brands', 'jsonb', (column) => column.notNull())
    .addColumn('counts', 'jsonb', (column) => column.notNull())
    .addColumn('sources', sql`text[]`, (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('summary_engine', 'text', (column) => column.notNull())
    .addColumn('analysis_version', 'integer', (column) => column.notNull())
    .addColumn('captured_at', 'timestamptz(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('snapshots_pkey', ['workspace_id', 'id'])
    .addUniqueConstraint('snapshots_day', ['workspace_id', 'query_id', 'date'])
    .addForeignKeyConstraint(
      'snapshots_query',
      ['workspace_id', 'query_id'],
      'intelligence_queries',
      ['workspace_id', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
}
