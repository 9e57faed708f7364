import { LISTENING_PLATFORMS, platformOf } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import { deleteOldBackfills } from '../data/backfills.ts';
import { deleteStaleDeliveries } from '../data/matches.ts';
import { deleteRetiredQueries } from '../data/queries.ts';
import { forgetSeen } from '../data/seen.ts';
import type { Tables } from '../data/tables.ts';

const DAY = 86_400_000;
/**
 * Days after which it is forgotten that an item was delivered, if the platform's terms do not say.
 */
const SEEN_DAYS = 90;
const DELIVERY_DAYS = 7;
const RETIRED_DAYS = 1;
/** Days after which the progress of a backfill is deleted, finished or not. */
const BACKFILL_DAYS = 30;
const BATCH = 1_000;

/**
 * Deletes what has expired: what platforms allow to be stored for a limited time, and rows that
 * nobody needs any more.
 */
export async function sweep(db: Kysely<Tables>, now: Date, signal: AbortSignal): Promise<void> {
  const ago = (days: number) => new Date(now.getTime() - days * DAY);
  const repeat = async (step: () => Promise<boolean>) => {
    while (!signal.aborted && (await step()));
  };
  for (const platform of LISTENING_PLATFORMS) {
    const { retentionDays: days, deletionCheck } = platformOf(platform).listen!;
    // Deletions of an item are delivered as long as its record is kept.
    if (days === null && deletionCheck) continue;
    const options = { before: ago(days ?? SEEN_DAYS), expire: days !== null, limit: BATCH, now };
    await repeat(() => forgetSeen(db, platform, options));
  }
  await repeat(() => deleteStaleDeliveries(db, ago(DELIVERY_DAYS), BATCH));
  await repeat(() => deleteRetiredQueries(db, ago(RETIRED_DAYS), BATCH));
  await repeat(() => deleteOldBackfills(db, ago(BACKFILL_DAYS), BATCH));
}
