import type { Kysely } from 'kysely';

/**
 * Money that is held for calls to X under way. `x_spending` has only what was spent from here on,
 * so that a call whose process was killed does not use up the day.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('x_holds')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    // Millionths of a dollar: the most that the call can cost.
    .addColumn('amount', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('x_holds_pkey', ['workspace_id', 'id'])
    .execute();
}
