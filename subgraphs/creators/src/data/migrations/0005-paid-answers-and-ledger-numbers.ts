import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // What is cached from before was paid by nobody known: it is read again when it is asked for.
  for (const table of ['answers', 'catalogue_answers'])
    await db.schema
      .alterTable(table)
      .addColumn('paid', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
  // Entries of one transaction may have one time. They are numbered while the workspace's balance
  // is locked, so the numbers of a workspace are in the order of its balances.
  await db.schema
    .alterTable('ledger')
    .addColumn('number', 'bigint', (column) => column.notNull().generatedAlwaysAsIdentity())
    .execute();
  await sql`drop index creators.ledger_created_at`.execute(db);
  await db.schema
    .createIndex('ledger_number')
    .unique()
    .on('ledger')
    .columns(['workspace_id', 'number'])
    .execute();
}
