import { setTimeout as wait } from 'node:timers/promises';
import { asWorkspace, type Job, type SubgraphServices } from '@tributary/kit';
import { loadBrands, openBrandCache } from '@tributary/kit/brands';
import { consumeDeliveries, listWaitingWorkspaces } from '@tributary/listening';
import { openAnalysisThreads } from '../analysis/threads.ts';
import { storeDeliveries } from '../collect/live-mentions.ts';
import type { Tables } from '../data/tables.ts';

/** Deliveries per transaction. */
const BATCH = 200;
/** How often the match log is looked at while it is empty, in milliseconds. */
const LOOK_EVERY = 500;

/**
 * Takes the matches of live datasets from the match log and stores them as mentions, in the
 * transaction that deletes them from the log: none is lost, and none is stored twice.
 */
export const takeMatches: Job<SubgraphServices<Tables>> = {
  name: 'mentions.take-matches',
  always: true,
  async run({ db, clock, graph, log }, { signal }) {
    const threads = openAnalysisThreads();
    const brands = openBrandCache({ graph, asWorkspace, clock });
    try {
      while (!signal.aborted) {
        // Brands are fetched before the transaction, which must not wait for other services.
        const waiting = await listWaitingWorkspaces(db, 'dataset', BATCH);
        const loaded = await loadBrands(brands, waiting, log);
        const taken = await consumeDeliveries(db, 'dataset', BATCH, async (inside, deliveries) => {
          for (const [workspaceId, own] of Map.groupBy(deliveries, (each) => each.workspaceId)) {
            // While the graph fails, mentions are searched for the last known brands.
            const tracked = loaded.get(workspaceId) ?? brands.lastLoaded(workspaceId) ?? [];
            const parts = { threads, clock, tracked };
            await storeDeliveries({ db: inside, workspaceId }, own, parts);
          }
        });
        if (taken === 0) await wait(LOOK_EVERY, undefined, { signal }).catch(() => {});
      }
    } finally {
      await threads.end();
    }
  },
};
