import { type Kysely, sql } from 'kysely';

/**
 * When delivered items are read again for new counts and deletions, and when the last reading of a
 * target has failed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('seen')
    // Null once the item is not read again.
    .addColumn('recheck_at', sql`timestamptz(3)`)
    .execute();
  await db.schema
    .createIndex('seen_recheck')
    .on('seen')
    .columns(['platform', 'recheck_at'])
    .where('recheck_at', 'is not', null)
    .execute();
  await db.schema.alterTable('positions').addColumn('failed_at', sql`timestamptz(3)`).execute();
}
