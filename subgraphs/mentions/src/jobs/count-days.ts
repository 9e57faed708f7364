import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import { countNextDay } from '../data/counts/counted-days.ts';
import type { Tables } from '../data/tables.ts';

/**
 * Counts the past days of a workspace, so that charts need not read their mentions. Queued by
 * requests that had to read many.
 */
export const countDays: Job<SubgraphServices<Tables>> = {
  name: 'mentions.count-days',
  async run({ db, clock }, { data, signal }) {
    const { workspaceId } = data as { workspaceId: string };
    // Today still grows.
    const before = new Date(Math.floor(clock() / DAY) * DAY);
    while (!signal.aborted && (await countNextDay({ db, workspaceId }, before)));
  },
};
