import { isUuid } from '@tributary/kit/postgres';
import type { CommunityContext } from '../../context.ts';
import { listTrackers, type Tracker as Row } from '../../data/trackers/trackers.ts';

/** `Query.trackers`. */
export function trackers(_: unknown, __: unknown, context: CommunityContext): Promise<Row[]> {
  return listTrackers(context.scope());
}

/** Finds a tracker of the workspace by id; null for unknown ids. */
export async function findTracker({ id }: { id: string }, context: CommunityContext): Promise<Row | null> {
  return isUuid(id) ? context.trackers.load(id) : null;
}

export const Tracker = {
  __resolveReference: findTracker,
  health: async (tracker: Row, _: unknown, context: CommunityContext) => {
    const health = await context.trackerHealth.load(tracker);
    return health.map(({ platform: source, ...rest }) => ({ source, ...rest }));
  },
  backfill: async ({ id }: Row, _: unknown, context: CommunityContext) => {
    const progress = await context.backfills.load(id);
    return progress && { ...progress, finished: progress.finished + progress.failed };
  },
  corrections: (_: Row, __: unknown, context: CommunityContext) => context.corrections.load('all'),
};
