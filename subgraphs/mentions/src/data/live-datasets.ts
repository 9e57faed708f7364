import { randomUUID } from 'node:crypto';
import type { Scope } from '@tributary/kit/postgres';
import { followQuery, unfollowQuery } from '@tributary/listening';
import { LISTENING_PLATFORMS, MENTION_PLATFORMS } from '@tributary/platforms';
import { sql } from 'kysely';
import { newId } from '../ids.ts';
import { allSteps, newSteps } from '../ingest/run-steps.ts';
import { endRunWithin, updateRun } from './runs/run-progress.ts';
import { insertRun, loadRuns } from './runs/runs.ts';
import type { BrandSpec, Tables } from './tables.ts';

/** Platforms whose posts are mentions and can be listened to. */
const PLATFORMS = MENTION_PLATFORMS.filter((slug) =>
  (LISTENING_PLATFORMS as readonly string[]).includes(slug),
);

/** A dataset that follows a tracker. */
export interface LiveDataset {
  readonly id: string;
  readonly brands: BrandSpec[];
  /** Its own query, which follows the tracker's. */
  readonly queryId: string;
  readonly runId: string;
}

/**
 * Follows the query of a tracker from now on, as a run that receives mentions until it is stopped.
 * Replaces what the dataset followed before. Returns false if the workspace has no such tracker
 * that listens. `scope` must be a transaction.
 */
export async function followTracker(
  scope: Scope<Tables>,
  datasetId: string,
  trackerId: string,
  now: Date,
): Promise<boolean> {
  const queryId = randomUUID();
  const follower = { id: queryId, consumer: 'dataset', follows: trackerId, platforms: PLATFORMS } as const;
  // Locks the tracker's query before the dataset's former one, in the order of a change of the
  // tracker, which would deadlock otherwise.
  if (!(await followQuery(scope, follower, now))) return false;
  await stopFollowing(scope, datasetId, now);
  const runId = newId('dr', now.getTime());
  const steps = newSteps(true, 'collect');
  const plan = { type: 'live', file: null, source: null, commentsPerPost: 0, analysis: true } as const;
  await insertRun(scope, { id: runId, datasetId, createdAt: now, readingId: queryId, ...plan }, steps, null);
  await updateRun(scope, runId, { status: 'working', steps: allSteps(steps, 'working'), startedAt: now });
  await update(scope, datasetId, { tracker_id: trackerId, live_query_id: queryId, live_run_id: runId });
  return true;
}

/** Stops following a tracker, and completes the run; the mentions stay. */
export async function stopFollowing(scope: Scope<Tables>, datasetId: string, now: Date): Promise<void> {
  const row = await scope.db
    .selectFrom('datasets')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', datasetId)
    .select(['live_query_id as queryId', 'live_run_id as runId'])
    .forUpdate()
    .executeTakeFirst();
  if (!row?.queryId) return;
  await unfollowQuery(scope, row.queryId, now);
  const [run] = await loadRuns(scope, [row.runId!]);
  if (run)
    await endRunWithin(scope, run.id, {
      status: 'completed',
      steps: allSteps(run.steps, 'completed'),
      error: null,
      finishedAt: now,
    });
  await update(scope, datasetId, { tracker_id: null, live_query_id: null, live_run_id: null });
}

async function update(
  scope: Scope<Tables>,
  id: string,
  values: { tracker_id: string | null; live_query_id: string | null; live_run_id: string | null },
): Promise<void> {
  await scope.db
    .updateTable('datasets')
    .set(values)
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Finds the live datasets that these queries belong to. */
export function listLiveDatasets(scope: Scope<Tables>, queryIds: readonly string[]): Promise<LiveDataset[]> {
  return scope.db
    .selectFrom('datasets')
    .where('workspace_id', '=', scope.workspaceId)
    .where('live_query_id', '=', sql<string>`any(${queryIds}::uuid[])`)
    .where('deleted_at', 'is', null)
    .select(['id', 'brands'])
    .select([sql<string>`live_query_id`.as('queryId'), sql<string>`live_run_id`.as('runId')])
    .execute();
}
