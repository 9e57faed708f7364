import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('trackers').addColumn('spiked_at', sql`timestamptz(3)`).execute();
}
