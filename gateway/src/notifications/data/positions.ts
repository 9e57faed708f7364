import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

const READER = 'webhooks';

/**
 * Locks the position of the webhooks in the event log until the transaction ends, and returns it;
 * null if another process holds it.
 */
export async function lockPosition(db: Kysely<Tables>): Promise<number | null> {
  const row = await db
    .selectFrom('positions')
    .where('reader', '=', READER)
    .select('sequence')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row?.sequence ?? null;
}

/** Moves the position behind the last processed event. */
export async function updatePosition(db: Kysely<Tables>, sequence: number): Promise<void> {
  await db.updateTable('positions').set({ sequence }).where('reader', '=', READER).execute();
}
