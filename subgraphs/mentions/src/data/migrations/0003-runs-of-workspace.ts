import type { Kysely } from 'kysely';

/** Runs are listed across datasets too, and name the file that they came from. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('runs').addColumn('file', 'text').execute();
  await db.schema
    .createIndex('runs_of_workspace')
    .on('runs')
    .columns(['workspace_id', 'created_at', 'id'])
    .execute();
}
