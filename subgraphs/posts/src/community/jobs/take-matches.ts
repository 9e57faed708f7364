import type { Job, SubgraphServices } from '@tributary/kit';
import { type BrandCache, loadBrands } from '@tributary/kit/brands';
import { takeDeliveries } from '@tributary/listening';
import type { Tables } from '../../data/tables.ts';
import { storeDeliveries } from '../tracking/store-deliveries.ts';

/** What the job needs of the subgraph's resources. */
interface Resources {
  readonly brands: BrandCache;
}

/** Takes the matches of trackers from the match log and stores them as community posts. */
export const takeMatches: Job<SubgraphServices<Tables>, Resources> = {
  name: 'posts.take-matches',
  always: true,
  async run({ db, clock, log }, { signal }, { brands }) {
    await takeDeliveries(
      { db, log },
      'tracker',
      {
        prepare: (workspaceIds) => loadBrands(brands, workspaceIds, log),
        store: (scope, deliveries, tracked) =>
          storeDeliveries(scope, deliveries, tracked.get(scope.workspaceId) ?? null, new Date(clock())),
      },
      signal,
    );
  },
};
