import { type Kysely, sql } from 'kysely';

const TIME = sql`timestamptz(3)`;

/** Searches for items that are older than their query, and since when a target is needed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createBackfills(db);
  await db.schema
    .alterTable('positions')
    .addColumn('needed_since', TIME, (column) => column.notNull().defaultTo(sql`to_timestamp(0)`))
    .addColumn('needed_anew', 'boolean', (column) => column.notNull().defaultTo(false))
    .execute();
}

async function createBackfills(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('backfills')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('query_id', 'uuid', (column) => column.notNull())
    .addColumn('platform', sql`text collate "C"`, (column) => column.notNull())
    // A query may need several searches of a platform.
    .addColumn('part', 'integer', (column) => column.notNull())
    .addColumn('search', 'text', (column) => column.notNull())
    .addColumn('since', TIME, (column) => column.notNull())
    .addColumn('cursor', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('pages', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('matches', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('failures', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('problem', 'text')
    .addColumn('requested_at', TIME, (column) => column.notNull())
    .addColumn('finished_at', TIME)
    // While a process reads a page, the time at which another one may read it again.
    .addColumn('due_at', TIME, (column) => column.notNull())
    .addColumn('lease', 'uuid')
    .addPrimaryKeyConstraint('backfills_pkey', ['workspace_id', 'query_id', 'platform', 'part'])
    .execute();
  await db.schema
    .createIndex('backfills_due')
    .on('backfills')
    .columns(['due_at'])
    .where(sql.ref('state'), '=', 'waiting')
    .execute();
}
