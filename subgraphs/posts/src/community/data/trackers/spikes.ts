import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import type { HourlyCounts } from '../../spikes/index.ts';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const WEEKS = 4;

/** A tracker that listens, and since when its query is the present one. */
export interface ListeningTracker {
  readonly id: string;
  readonly name: string;
  readonly changedAt: Date;
}

/**
 * Lists the active trackers of all workspaces that have not spiked since a time, by their
 * workspace.
 */
export async function listQuietTrackers(
  db: Kysely<Tables>,
  since: Date,
): Promise<Map<string, ListeningTracker[]>> {
  const rows = await acrossWorkspaces(db, 'posts')
    .selectFrom('trackers')
    .where('status', '=', 'active')
    .where((eb) => eb.or([eb('spiked_at', 'is', null), eb('spiked_at', '<', since)]))
    .select(['workspace_id as workspaceId', 'id', 'name', 'changed_at as changedAt'])
    .execute();
  return Map.groupBy(rows, ({ workspaceId }) => workspaceId);
}

/**
 * Counts the matches of a tracker in the hour before a time, and in the weeks before it. What a
 * backfill has found was not posted when it was found.
 */
export async function countHourly(
  { db, workspaceId }: Scope<Tables>,
  { id, changedAt }: ListeningTracker,
  now: Date,
): Promise<HourlyCounts> {
  const start = now.getTime() - HOUR;
  const since = Math.max(changedAt.getTime(), start - WEEKS * WEEK);
  const weeks = Math.floor((start - since) / WEEK);
  const starts = Array.from({ length: weeks + 1 }, (_, week) => start - week * WEEK);
  const hours = starts.map(
    (from) =>
      sql<number>`count(*) filter (where found_at >= ${new Date(from)} and found_at < ${new Date(from + HOUR)})`,
  );
  const { counts, before } = await db
    .selectFrom('post_matches')
    .where('workspace_id', '=', workspaceId)
    .where('tracker_id', '=', id)
    .where('found_at', '>=', new Date(since))
    .where('found_at', '<', now)
    .where('origin', '<>', 'backfill')
    .select(sql<number[]>`array[${sql.join(hours)}]::integer[]`.as('counts'))
    .select(sql<number>`(count(*) filter (where found_at < ${new Date(start)}))::integer`.as('before'))
    .executeTakeFirstOrThrow();
  const [count, ...sameHours] = counts;
  return { count: count!, sameHours, before, listenedFor: start - since };
}

/**
 * Records that a tracker has spiked; false if another process has recorded it since the end of the
 * last pause.
 */
export async function recordSpike(
  { db, workspaceId }: Scope<Tables>,
  id: string,
  { now, pauseSince }: { readonly now: Date; readonly pauseSince: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('trackers')
    .set({ spiked_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where((eb) => eb.or([eb('spiked_at', 'is', null), eb('spiked_at', '<', pauseSince)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
