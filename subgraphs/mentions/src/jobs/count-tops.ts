import type { Job, SubgraphServices } from '@tributary/kit';
import { countTop, type Months } from '../data/counts/keys/counted-tops.ts';
import type { Tables } from '../data/tables.ts';

/**
 * Adds up the authors of several months of a workspace, so that charts need not. Queued by requests
 * that had to.
 */
export const countTops: Job<SubgraphServices<Tables>> = {
  name: 'mentions.count-tops',
  async run({ db, clock }, { data }) {
    const { workspaceId, ...months } = data as { workspaceId: string } & Months;
    await countTop({ db, workspaceId }, months, new Date(clock()));
  },
};
