import { DAY, type Job, type Logger, type SubgraphServices } from '@tributary/kit';
import { pause, repeat } from '@tributary/kit/jobs';
import type { Kysely } from 'kysely';
import { deleteUsageBefore } from './data/counts.ts';
import type { Tables } from './data/tables.ts';

/** How many days usage is kept. */
export const USAGE_DAYS = 30;

const HOUR = 3_600_000;

/** Deletes usage that is too old. */
export async function deleteOldUsage(db: Kysely<Tables>, clock: () => number): Promise<void> {
  await deleteUsageBefore(db, new Date(clock() - USAGE_DAYS * DAY));
}

/** The hourly job that deletes old usage. */
export const usageSweep: Job<SubgraphServices<Tables>> = {
  name: 'usage.sweep',
  schedule: '41 * * * *',
  run: ({ db, clock }) => deleteOldUsage(db, clock),
};

/** Deletes old usage at once and each hour, in a process that runs no jobs. */
export function sweepUsage(
  db: Kysely<Tables>,
  { log, clock }: { readonly log: Logger; readonly clock: () => number },
): { stop(): Promise<void> } {
  const ending = new AbortController();
  const { signal } = ending;
  const work = async () => {
    await deleteOldUsage(db, clock);
    await pause(HOUR, signal);
  };
  const swept = repeat(work, { signal, log, failure: 'old usage of clients could not be deleted' });
  return {
    async stop() {
      ending.abort();
      await swept;
    },
  };
}
