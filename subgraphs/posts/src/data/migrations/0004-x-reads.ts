import type { Kysely } from 'kysely';

/**
 * What was read of X on a day: X charges for it once, whoever of the installation reads it again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('x_reads')
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('resource', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('x_reads_pkey', ['day', 'resource'])
    .execute();
}
