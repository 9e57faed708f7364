import { type Kysely, sql } from 'kysely';

/** Queries that follow another query: a live dataset follows that of a tracker. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('followers')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull())
    .addColumn('follows', 'uuid', (column) => column.notNull())
    .addColumn('consumer', 'text', (column) => column.notNull())
    .addColumn('platforms', sql`text[]`)
    .addPrimaryKeyConstraint('followers_pkey', ['workspace_id', 'id'])
    .execute();
  await db.schema
    .createIndex('followers_follows')
    .on('followers')
    .columns(['workspace_id', 'follows'])
    .execute();
}
