import type { Kysely } from 'kysely';

/** One row per day for each resource read from X, which charges the installation for it once a day. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('x_reads')
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('resource', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('x_reads_pkey', ['day', 'resource'])
    .execute();
}
