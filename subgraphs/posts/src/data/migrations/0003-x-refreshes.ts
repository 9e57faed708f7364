import type { Kysely } from 'kysely';

/** When an account was last asked of X, by anybody, and what a workspace has spent on asking. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('x_accounts').addColumn('asked_at', 'timestamptz(3)').execute();
  await db.schema
    .createTable('x_spending')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    // Millionths of a dollar: what was spent, and what is set aside for calls under way.
    .addColumn('spent', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('x_spending_pkey', ['workspace_id', 'day'])
    .execute();
}
