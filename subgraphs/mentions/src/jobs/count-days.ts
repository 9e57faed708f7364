import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import { countNextDay } from '../data/counts/days/count-next-day.ts';
import { countKeysOfNextDay, countKeysOfNextMonth } from '../data/counts/keys/counted-keys.ts';
import type { Tables } from '../data/tables.ts';

/**
 * Counts the past days and months of a workspace, so that charts need not read their mentions.
 * Queued by requests that had to read many.
 */
export const countDays: Job<SubgraphServices<Tables>> = {
  name: 'mentions.count-days',
  async run({ db, clock }, { data, signal }) {
    const { workspaceId } = data as { workspaceId: string };
    // Today still grows.
    const before = new Date(Math.floor(clock() / DAY) * DAY);
    for (const countNext of [countNextDay, countKeysOfNextDay, countKeysOfNextMonth])
      while (!signal.aborted && (await countNext({ db, workspaceId }, before)));
  },
};
