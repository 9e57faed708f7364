import { asWorkspace, type GraphPort, type Job, type Logger, TributaryError } from '@tributary/kit';
import { BRAND_RIGHTS, type TrackedBrand, trackedBrands } from '@tributary/kit/brands';
import { endRun, updateRun } from '../data/runs/run-progress.ts';
import type { Run } from '../data/runs/runs.ts';
import type { IngestionParts } from '../ingest/ingest.ts';
import { allSteps } from '../ingest/run-steps.ts';

/** The input of one execution of a job. */
export type RunOptions = Parameters<Job<unknown>['run']>[1];

/** The data with which a job of a run is queued. */
export interface RunJobData {
  readonly workspaceId: string;
  readonly runId: string;
}

/**
 * Returns the workspace's brands; on the last attempt, continues without them instead of failing.
 */
export async function brandsForRun(
  workspaceId: string,
  graph: GraphPort,
  log: Logger,
  { lastAttempt }: Pick<RunOptions, 'lastAttempt'>,
): Promise<TrackedBrand[]> {
  try {
    return await trackedBrands(graph, asWorkspace(workspaceId, BRAND_RIGHTS));
  } catch (error) {
    if (!lastAttempt) throw error;
    log.warn({ err: error }, "could not load the workspace's brands; using those of the dataset only");
    return [];
  }
}

/** Returns whether a retry cannot succeed. */
export function isFinal(error: unknown): boolean {
  return error instanceof TributaryError && (error.code === 'INVALID_INPUT' || error.code === 'NOT_FOUND');
}

/** Records that a run has failed; it is pending again unless that is final, or the last attempt. */
export async function noteFailure(
  { scope, clock }: IngestionParts,
  run: Run,
  error: unknown,
  last: boolean,
): Promise<void> {
  const known = error instanceof TributaryError;
  const message = known ? error.message : 'An unexpected error occurred; see the log.';
  if (last || isFinal(error))
    return endRun(scope, run.id, {
      status: 'failed',
      steps: allSteps(run.steps, 'failed'),
      error: message,
      finishedAt: new Date(clock()),
    });
  await updateRun(scope, run.id, {
    status: 'pending',
    steps: allSteps(run.steps, 'pending'),
    error: message,
  });
}
