import type { Kysely } from 'kysely';

/**
 * Retries last for 24 hours from the first attempt of a round, so a round and what bounds it are
 * columns.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('targets')
    .addColumn('first_attempt_at', 'timestamptz(3)')
    .addColumn('next_attempt_at', 'timestamptz(3)')
    .addColumn('doubts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('refusals', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
