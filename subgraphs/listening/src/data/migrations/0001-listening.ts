import { type Kysely, sql } from 'kysely';

/** Ids are compared byte by byte: faster than by a locale, and the same everywhere. */
const ID = sql`text collate "C"`;
const TIME = sql`timestamptz(3)`;

export async function up(db: Kysely<unknown>): Promise<void> {
  await createQueries(db);
  await createSources(db);
  await createBudgets(db);
  await createMatches(db);
}

async function createQueries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('queries')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull())
    .addColumn('consumer', 'text', (column) => column.notNull())
    .addColumn('query', 'text', (column) => column.notNull())
    .addColumn('platforms', sql`text[]`)
    .addColumn('languages', sql`text[]`)
    .addColumn('places', 'jsonb', (column) => column.notNull())
    .addColumn('active', 'boolean', (column) => column.notNull())
    .addColumn('changed_at', TIME, (column) => column.notNull())
    // The id of the transaction that wrote the row, so that a runner reads only what has changed.
    .addColumn('changed', sql`xid8`, (column) => column.notNull().defaultTo(sql`pg_current_xact_id()`))
    .addPrimaryKeyConstraint('queries_pkey', ['workspace_id', 'id'])
    .execute();
  await db.schema.createIndex('queries_changed').on('queries').columns(['changed']).execute();
}

async function createSources(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sources')
    .addColumn('platform', ID, (column) => column.primaryKey())
    .addColumn('holder', 'uuid')
    .addColumn('held_until', TIME)
    .addColumn('last_success', TIME)
    .addColumn('last_failure', TIME)
    .addColumn('problem', 'text')
    .addColumn('next_attempt', TIME)
    .execute();
  await db.schema
    .createTable('positions')
    .addColumn('platform', ID, (column) => column.notNull())
    .addColumn('target', ID, (column) => column.notNull())
    .addColumn('cursor', 'text')
    .addColumn('due_at', TIME, (column) => column.notNull())
    .addColumn('failures', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('last_success', TIME)
    .addColumn('problem', 'text')
    .addPrimaryKeyConstraint('positions_pkey', ['platform', 'target'])
    .execute();
  await db.schema.createIndex('positions_due').on('positions').columns(['platform', 'due_at']).execute();
}

async function createBudgets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('budgets')
    .addColumn('platform', ID, (column) => column.notNull())
    .addColumn('window_ms', 'bigint', (column) => column.notNull())
    .addColumn('paid_until', 'timestamptz', (column) => column.notNull())
    .addColumn('blocked_until', TIME)
    .addPrimaryKeyConstraint('budgets_pkey', ['platform', 'window_ms'])
    .execute();
  await db.schema
    .createTable('spending')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('platform', ID, (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('dollars', 'numeric', (column) => column.notNull())
    .addPrimaryKeyConstraint('spending_pkey', ['workspace_id', 'platform', 'day'])
    .execute();
}

async function createMatches(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('seen')
    .addColumn('platform', ID, (column) => column.notNull())
    .addColumn('native_id', ID, (column) => column.notNull())
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('query_id', 'uuid', (column) => column.notNull())
    .addColumn('consumer', 'text', (column) => column.notNull())
    .addColumn('author_id', ID)
    .addColumn('found_at', TIME, (column) => column.notNull())
    .addPrimaryKeyConstraint('seen_pkey', ['platform', 'native_id', 'workspace_id', 'query_id'])
    .execute();
  await db.schema
    .createIndex('seen_author')
    .on('seen')
    .columns(['platform', 'author_id'])
    .where('author_id', 'is not', null)
    .execute();
  await db.schema.createIndex('seen_found').on('seen').columns(['platform', 'found_at']).execute();
  await db.schema
    .createTable('deliveries')
    .addColumn('sequence', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('query_id', 'uuid', (column) => column.notNull())
    .addColumn('consumer', 'text', (column) => column.notNull())
    .addColumn('change', 'text', (column) => column.notNull())
    .addColumn('item', 'jsonb', (column) => column.notNull())
    .addColumn('reasons', 'jsonb')
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('found_at', TIME, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('deliveries_consumer')
    .on('deliveries')
    .columns(['consumer', 'sequence'])
    .execute();
}
