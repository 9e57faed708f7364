import { setTimeout as wait } from 'node:timers/promises';
import type { Job, SubgraphServices } from '@tributary/kit';
import { type BrandCache, loadBrands } from '@tributary/kit/brands';
import { consumeDeliveries, listWaitingWorkspaces } from '@tributary/listening';
import type { Tables } from '../../data/tables.ts';
import { openScoringThreads } from '../scoring/threads.ts';
import { storeDeliveries } from '../tracking/store-deliveries.ts';

/** Deliveries per transaction. */
const BATCH = 200;
/** How often the match log is looked at while it is empty, in milliseconds. */
const LOOK_EVERY = 500;

/** What the job needs of the subgraph's resources. */
interface Resources {
  readonly brands: BrandCache;
}

/**
 * Takes the matches of trackers from the match log and stores them as community posts, in the
 * transaction that deletes them from the log: none is lost, and none is stored twice.
 */
export const takeMatches: Job<SubgraphServices<Tables>, Resources> = {
  name: 'posts.take-matches',
  always: true,
  async run({ db, clock, log }, { signal }, { brands }) {
    const threads = openScoringThreads();
    try {
      while (!signal.aborted) {
        const waiting = await listWaitingWorkspaces(db, 'tracker', BATCH);
        const tracked = await loadBrands(brands, waiting, log);
        const taken = await consumeDeliveries(db, 'tracker', BATCH, async (inside, deliveries) => {
          const byWorkspace = Map.groupBy(deliveries, ({ workspaceId }) => workspaceId);
          for (const [workspaceId, own] of byWorkspace) {
            const scoring = { threads, brands: tracked.get(workspaceId) ?? null };
            await storeDeliveries({ db: inside, workspaceId }, own, scoring, new Date(clock()));
          }
        });
        if (taken === 0) await wait(LOOK_EVERY, undefined, { signal }).catch(() => {});
      }
    } finally {
      await threads.end();
    }
  },
};
