import { delegated } from '@tributary/kit';
import type { Context } from '../context.ts';

const RIGHTS = { scopes: ['community:read'], policies: ['community-tracker:api'] };

/** Lists the ids of the workspace's trackers, whether or not the caller may read them. */
export async function listTrackerIds({ parts, ...source }: Context): Promise<ReadonlySet<string>> {
  const { trackers } = await parts.graph.ask<{ trackers: { id: string }[] }>(
    delegated(source, RIGHTS),
    'query TrackerIds { trackers { id } }',
  );
  return new Set(trackers.map(({ id }) => id));
}
