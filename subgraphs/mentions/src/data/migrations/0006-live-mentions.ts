import { type Kysely, sql } from 'kysely';

const TIME = sql`timestamptz(3)`;

/**
 * Runs read platforms themselves, datasets follow trackers, and a mention that its platform has
 * deleted is a tombstone.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('runs')
    .addColumn('request', 'jsonb')
    .addColumn('parts', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn('reading_id', 'uuid')
    .execute();
  await db.schema
    .alterTable('datasets')
    .addColumn('tracker_id', 'uuid')
    .addColumn('live_query_id', 'uuid')
    .addColumn('live_run_id', sql`text collate "C"`)
    .execute();
  await db.schema
    .createIndex('datasets_live')
    .on('datasets')
    .columns(['workspace_id', 'live_query_id'])
    .where(sql.ref('live_query_id'), 'is not', null)
    .execute();
  await db.schema.alterTable('mentions').addColumn('deleted_at', TIME).execute();
}
