import { type Kysely, sql } from 'kysely';

const TIME = sql`timestamptz(3)`;

/** How far the check of a platform's items for deletions has come. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('deletion_checks')
    .addColumn('platform', 'text', (column) => column.primaryKey())
    .addColumn('pass_began_at', TIME, (column) => column.notNull())
    .addColumn('checked_to', 'text', (column) => column.notNull())
    .addColumn('job', 'text')
    .addColumn('job_to', 'text')
    .addColumn('job_started_at', TIME)
    .addColumn('due_at', TIME, (column) => column.notNull())
    .execute();
}
