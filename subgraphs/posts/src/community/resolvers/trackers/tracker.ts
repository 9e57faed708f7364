import { isUuid } from '@tributary/kit/postgres';
import type { SourceHealth } from '@tributary/listening';
import type { CommunityContext } from '../../context.ts';
import { listTrackers, type Tracker as Row } from '../../data/trackers/trackers.ts';

/** `Query.trackers`. */
export function trackers(_: unknown, __: unknown, context: CommunityContext): Promise<Row[]> {
  return listTrackers(context.scope());
}

/** `Query.trackerSources`: the platforms as they are for a tracker that is created now. */
export async function trackerSources(_: unknown, __: unknown, { listening, clock }: CommunityContext) {
  const query = { query: ANY_WORD, platforms: null, places: {}, since: new Date(clock()) };
  const [health] = await listening.loadHealth([query]);
  return health!.map(toTrackerSource);
}

/** A query that every platform can be searched for. */
const ANY_WORD = 'software';

function toTrackerSource({ platform, ...rest }: SourceHealth) {
  return { source: platform, ...rest };
}

/** Finds a tracker of the workspace by id; null for unknown ids. */
export async function findTracker({ id }: { id: string }, context: CommunityContext): Promise<Row | null> {
  return isUuid(id) ? context.trackers.load(id) : null;
}

export const Tracker = {
  __resolveReference: findTracker,
  health: async (tracker: Row, _: unknown, context: CommunityContext) => {
    const health = await context.trackerHealth.load(tracker);
    return health.map(toTrackerSource);
  },
  backfill: async ({ id }: Row, _: unknown, context: CommunityContext) => {
    const progress = await context.backfills.load(id);
    return progress && { ...progress, finished: progress.finished + progress.failed };
  },
  corrections: (_: Row, __: unknown, context: CommunityContext) => context.corrections.load('all'),
};
