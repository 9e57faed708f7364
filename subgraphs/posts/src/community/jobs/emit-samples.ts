import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import { type BrandCache, loadBrands } from '@tributary/kit/brands';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { type Delivery, findMatches, listeningSettings } from '@tributary/listening';
import type { Tables } from '../../data/tables.ts';
import { deleteSamples, listSampleStreams } from '../data/sample-streams.ts';
import { listTrackers, queryOf } from '../data/trackers/trackers.ts';
import { sampleItems } from '../demo/sample-items.ts';
import { storeDeliveries } from '../tracking/store-deliveries.ts';

/** How long sample posts are stored, in days. */
const STORED_DAYS = 2;

/** What the job needs of the subgraph's resources. */
interface Resources {
  readonly brands: BrandCache;
}

/**
 * Adds a few made-up posts a minute to demo workspaces, as if their trackers had found them, so
 * that the stream is alive without a network.
 */
export const emitSamples: Job<SubgraphServices<Tables>, Resources> = {
  name: 'posts.emit-samples',
  schedule: '* * * * *',
  async run({ db, clock, config, log }, _, { brands }) {
    if (config.read(listeningSettings).TRIBUTARY_LISTENING === 'off') return;
    const workspaces = await listSampleStreams(db);
    const tracked = await loadBrands(brands, workspaces, log);
    for (const workspaceId of workspaces) {
      const now = new Date(clock());
      const scope = { db, workspaceId };
      const found = await matchesOf(scope, now);
      const known = tracked.get(workspaceId) ?? null;
      await inTransaction(scope, (inside) => storeDeliveries(inside, found, known, now));
      await deleteSamples(scope, new Date(now.getTime() - STORED_DAYS * DAY));
    }
  },
};

/** Matches the samples of this minute with the trackers that listen. */
async function matchesOf(scope: Scope<Tables>, now: Date): Promise<Delivery[]> {
  const active = (await listTrackers(scope)).filter(({ status }) => status === 'active');
  const items = sampleItems(now);
  return active.flatMap((tracker) =>
    findMatches(queryOf(tracker), items).map(({ item, reasons }) => ({
      sequence: '0',
      workspaceId: scope.workspaceId,
      queryId: tracker.id,
      change: 'matched',
      item,
      reasons,
      origin: 'sample',
      foundAt: now,
    })),
  );
}
