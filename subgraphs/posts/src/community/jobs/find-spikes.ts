import type { Job, SubgraphServices } from '@tributary/kit';
import { recordEvents } from '@tributary/kit/events';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import { countRecentMatches } from '../data/trackers/post-matches.ts';
import {
  countHourly,
  type ListeningTracker,
  listQuietTrackers,
  recordSpike,
} from '../data/trackers/spikes.ts';
import { type Spike, spikeOf } from '../spikes/index.ts';

const HOUR = 3_600_000;
/** How long a tracker that has spiked is not reported again. */
const PAUSE = 6 * HOUR;

/** Compares the last hour of each tracker with the same hours of four weeks, every ten minutes. */
export const findSpikes: Job<SubgraphServices<Tables>> = {
  name: 'posts.find-spikes',
  schedule: '*/10 * * * *',
  async run({ db, clock }, { signal }) {
    const now = new Date(clock());
    const pauseSince = new Date(now.getTime() - PAUSE);
    for (const [workspaceId, trackers] of await listQuietTrackers(db, pauseSince)) {
      if (signal.aborted) return;
      await findSpikesOf({ db, workspaceId }, trackers, { now, pauseSince });
    }
  },
};

interface Times {
  readonly now: Date;
  readonly pauseSince: Date;
}

/** Reads four weeks only of trackers that have found something in the hour. */
async function findSpikesOf(
  scope: Scope<Tables>,
  trackers: readonly ListeningTracker[],
  times: Times,
): Promise<void> {
  const hourAgo = new Date(times.now.getTime() - HOUR);
  const recent = await countRecentMatches(
    scope,
    trackers.map(({ id }) => id),
    hourAgo,
  );
  for (const tracker of trackers.filter(({ id }) => recent.has(id))) {
    const spike = spikeOf(await countHourly(scope, tracker, times.now));
    if (spike) await report(scope, tracker, spike, times);
  }
}

function report(
  scope: Scope<Tables>,
  { id, name }: ListeningTracker,
  { count, expected }: Spike,
  { now, pauseSince }: Times,
): Promise<void> {
  const usual = Math.round(expected * 10) / 10;
  const payload = {
    trackerId: id,
    name,
    count,
    expected: usual,
    from: new Date(now.getTime() - HOUR).toISOString(),
    to: now.toISOString(),
    message: `"${name}" has found ${count} posts in an hour; ${usual} are usual.`,
  };
  return inTransaction(scope, async (inside) => {
    if (await recordSpike(inside, id, { now, pauseSince }))
      await recordEvents(inside, now, [{ type: 'tracker.spiked', subject: id, payload }]);
  });
}
