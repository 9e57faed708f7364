import { type Kysely, sql } from 'kysely';

/** Hashes and names are compared byte by byte: faster than by a locale, and the same everywhere. */
const NAME = sql`text collate "C"`;
const TIME = sql`timestamptz(3)`;

export async function up(db: Kysely<unknown>): Promise<void> {
  await createJudgements(db);
  await createLedger(db);
}

async function createJudgements(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('judgements')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('hash', NAME, (column) => column.notNull())
    // Null if the model's judgement was dropped.
    .addColumn('label', 'text')
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('evidence', sql`text[]`, (column) => column.notNull())
    .addColumn('judged_at', TIME, (column) => column.notNull())
    .addPrimaryKeyConstraint('judgements_pkey', ['workspace_id', 'hash'])
    .execute();
  await db.schema
    .createIndex('judgements_judged')
    .on('judgements')
    .columns(['workspace_id', 'judged_at'])
    .execute();
  await db.schema
    .createTable('agreements')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('task', NAME, (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('model', NAME, (column) => column.notNull())
    .addColumn('embedded', NAME, (column) => column.notNull())
    .addColumn('judged', NAME, (column) => column.notNull())
    .addColumn('texts', 'bigint', (column) => column.notNull())
    .addColumn('counted_at', TIME, (column) => column.notNull())
    .addPrimaryKeyConstraint('agreements_pkey', [
      'workspace_id',
      'task',
      'version',
      'model',
      'embedded',
      'judged',
    ])
    .execute();
}

async function createLedger(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('token_budgets')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    // Tokens used, and those held for requests under way.
    .addColumn('tokens', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('token_budgets_pkey', ['workspace_id', 'day'])
    .execute();
  await db.schema
    .createTable('ledger')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('task', NAME, (column) => column.notNull())
    .addColumn('model', NAME, (column) => column.notNull())
    .addColumn('requests', 'bigint', (column) => column.notNull())
    .addColumn('judged', 'bigint', (column) => column.notNull())
    .addColumn('dropped', 'bigint', (column) => column.notNull())
    .addColumn('cached', 'bigint', (column) => column.notNull())
    .addColumn('input_tokens', 'bigint', (column) => column.notNull())
    .addColumn('output_tokens', 'bigint', (column) => column.notNull())
    .addColumn('dollars', 'numeric', (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_pkey', ['workspace_id', 'day', 'task', 'model'])
    .execute();
}
