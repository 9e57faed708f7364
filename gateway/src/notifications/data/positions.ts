import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** A reader of the event log that processes each event once. */
export type LogReader = 'webhooks' | 'alerts';

/**
 * Locks the position of a reader in the event log until the transaction ends, and returns it; null
 * if another process holds it.
 */
export async function lockPosition(db: Kysely<Tables>, reader: LogReader): Promise<number | null> {
  const row = await db
    .selectFrom('positions')
    .where('reader', '=', reader)
    .select('sequence')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row?.sequence ?? null;
}

/** Moves the position behind the last processed event. */
export async function updatePosition(db: Kysely<Tables>, reader: LogReader, sequence: number): Promise<void> {
  await db.updateTable('positions').set({ sequence }).where('reader', '=', reader).execute();
}
