import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('balances')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    // The last guard: whatever the code does, nobody spends what is not there.
    .addColumn('micros', 'bigint', (column) => column.notNull().check(sql`micros >= 0`))
    .addPrimaryKeyConstraint('balances_pkey', ['workspace_id'])
    .execute();
  await db.schema
    .createTable('holds')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull().defaultTo(sql`gen_random_uuid()`))
    .addColumn('micros', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('holds_pkey', ['workspace_id', 'id'])
    .execute();
  await createLedger(db);
  await forbidChange(db);
}

async function createLedger(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ledger')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull().defaultTo(sql`gen_random_uuid()`))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('micros', 'bigint', (column) => column.notNull())
    .addColumn('balance', 'bigint', (column) => column.notNull())
    .addColumn('operation', 'text')
    .addColumn('answer', 'text')
    .addColumn('delivery', 'text')
    .addColumn('reverses', 'uuid')
    .addColumn('note', 'text')
    .addColumn('created_at', 'timestamptz(6)', (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .addPrimaryKeyConstraint('ledger_pkey', ['workspace_id', 'id'])
    .addUniqueConstraint('ledger_reverses', ['workspace_id', 'reverses'])
    .execute();
  for (const column of ['created_at', 'delivery'])
    await db.schema.createIndex(`ledger_${column}`).on('ledger').columns(['workspace_id', column]).execute();
}

/** Append-only, for every client of the database. */
async function forbidChange(db: Kysely<unknown>): Promise<void> {
  await sql`create function creators.refuse_change() returns trigger language plpgsql as
    $$ begin raise exception 'the ledger is append-only'; end $$`.execute(db);
  await sql`create trigger append_only before update or delete or truncate on creators.ledger
    for each statement execute function creators.refuse_change()`.execute(db);
}
