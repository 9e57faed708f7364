import { asWorkspace, type Job, type SubgraphServices } from '@tributary/kit';
import { loadBrands, openBrandCache } from '@tributary/kit/brands';
import { takeDeliveries } from '@tributary/listening';
import { storeDeliveries } from '../collect/live-mentions.ts';
import type { Tables } from '../data/tables.ts';

/** Takes the matches of live datasets from the match log and stores them as mentions. */
export const takeMatches: Job<SubgraphServices<Tables>> = {
  name: 'mentions.take-matches',
  always: true,
  async run({ db, clock, graph, log }, { signal }) {
    const brands = openBrandCache({ graph, asWorkspace, clock });
    await takeDeliveries(
      { db, log },
      'dataset',
      {
        prepare: (workspaceIds) => loadBrands(brands, workspaceIds, log),
        store(scope, deliveries, loaded) {
          // While the graph fails, mentions are searched for the last known brands.
          const tracked = loaded.get(scope.workspaceId) ?? brands.lastLoaded(scope.workspaceId) ?? [];
          return storeDeliveries(scope, deliveries, { clock, tracked });
        },
      },
      signal,
    );
  },
};
