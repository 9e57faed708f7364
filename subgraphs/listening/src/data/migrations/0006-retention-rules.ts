import { type Kysely, sql } from 'kysely';

/** After how many days a workspace deletes what it has stored: in general, and by platform. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('retention_rules')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('days', 'integer', (column) => column.notNull().check(sql`days > 0`))
    .addPrimaryKeyConstraint('retention_rules_pkey', ['workspace_id', 'platform'])
    .execute();
}
