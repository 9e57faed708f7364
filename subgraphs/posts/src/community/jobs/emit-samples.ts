import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { type Delivery, findMatches, listeningSettings } from '@tributary/listening';
import type { Tables } from '../../data/tables.ts';
import { deleteSamples, listSampleStreams } from '../data/sample-streams.ts';
import { listTrackers, queryOf } from '../data/trackers/trackers.ts';
import { sampleItems } from '../demo/sample-items.ts';
import { openScoringThreads } from '../scoring/threads.ts';
import { storeDeliveries } from '../tracking/store-deliveries.ts';

/** How long sample posts are stored, in days. */
const STORED_DAYS = 2;

/**
 * Adds a few made-up posts a minute to demo workspaces, as if their trackers had found them, so
 * that the stream is alive without a network.
 */
export const emitSamples: Job<SubgraphServices<Tables>> = {
  name: 'posts.emit-samples',
  schedule: '* * * * *',
  async run({ db, clock, config }) {
    if (config.read(listeningSettings).TRIBUTARY_LISTENING === 'off') return;
    const threads = openScoringThreads();
    try {
      for (const workspaceId of await listSampleStreams(db)) {
        const now = new Date(clock());
        const scope = { db, workspaceId };
        const found = await matchesOf(scope, now);
        await inTransaction(scope, (inside) => storeDeliveries(inside, found, threads, now));
        await deleteSamples(scope, new Date(now.getTime() - STORED_DAYS * DAY));
      }
    } finally {
      await threads.end();
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
