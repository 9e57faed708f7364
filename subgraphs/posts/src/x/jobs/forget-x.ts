import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import type { Kysely } from 'kysely';
import type { Tables } from '../../data/tables.ts';
import { deleteOldReads, deleteOldSpending, deleteUnusedAccounts } from '../data/unused-x-rows.ts';

/** Retention of daily spending, in milliseconds. */
const SPENDING_RETENTION = 90 * DAY;
/** Accounts deleted per transaction, with their posts. */
const BATCH = 50;

/** Deletes old spending, old reads, and accounts of X that no workspace follows any more. */
export const forgetX: Job<SubgraphServices<Tables>> = {
  name: 'posts.forget-x',
  schedule: '23 4 * * *',
  run: ({ db, clock }, { signal }) => forgetUnusedX(db, new Date(clock()), signal),
};

/** Does the job's work as of `now`. */
export async function forgetUnusedX(db: Kysely<Tables>, now: Date, signal: AbortSignal): Promise<void> {
  const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
  await deleteOldReads(db, dayOf(now.getTime()));
  await deleteOldSpending(db, dayOf(now.getTime() - SPENDING_RETENTION), now);
  const before = new Date(now.getTime() - DAY);
  while (!signal.aborted && (await deleteUnusedAccounts(db, before, BATCH)) > 0);
}
