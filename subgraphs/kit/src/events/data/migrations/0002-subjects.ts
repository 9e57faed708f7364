import type { Kysely } from 'kysely';

/** Events are found by what they are about, to erase what a platform has deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('events_subject').on('events').columns(['workspace_id', 'subject']).execute();
}
