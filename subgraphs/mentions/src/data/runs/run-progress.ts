import { recordEvents } from '@tributary/kit/events';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { RunStep, Tables } from '../tables.ts';
import { findRun, type Run } from './runs.ts';

/** Fields of a run that change while it is in progress. */
export type RunProgress = Partial<
  Pick<
    Run,
    'status' | 'steps' | 'parts' | 'mentionsCount' | 'rejectedCount' | 'error' | 'startedAt' | 'finishedAt'
  >
>;

const CHANGING = {
  status: 'status',
  mentionsCount: 'mentions_count',
  rejectedCount: 'rejected_count',
  error: 'error',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
} as const;

/** Stores what has changed of a run. */
export async function updateRun(scope: Scope<Tables>, id: string, progress: RunProgress): Promise<void> {
  const { steps, parts, ...rest } = progress;
  const changes = Object.entries(rest).map(([name, value]) => [
    CHANGING[name as keyof typeof CHANGING],
    value,
  ]);
  await scope.db
    .updateTable('runs')
    .set({
      ...Object.fromEntries(changes),
      ...(steps ? { steps: JSON.stringify(steps) } : {}),
      ...(parts ? { parts: JSON.stringify(parts) } : {}),
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Adds mentions to the count of a live run. */
export async function addToRunCount(scope: Scope<Tables>, id: string, added: number): Promise<void> {
  await scope.db
    .updateTable('runs')
    .set((eb) => ({ mentions_count: eb('mentions_count', '+', added) }))
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** The result of a run. */
export interface RunResult extends Pick<RunProgress, 'mentionsCount' | 'rejectedCount'> {
  readonly status: 'completed' | 'failed';
  readonly steps: RunStep[];
  readonly error: string | null;
  readonly finishedAt: Date;
}

/** Stores the result of a run in a transaction of its own, see {@link endRunWithin}. */
export function endRun(scope: Scope<Tables>, id: string, result: RunResult): Promise<void> {
  return inTransaction(scope, (inside) => endRunWithin(inside, id, result));
}

/** Stores the result of a run, and records the event. `scope` must be a transaction. */
export async function endRunWithin(scope: Scope<Tables>, id: string, result: RunResult): Promise<void> {
  await updateRun(scope, id, result);
  const run = await findRun(scope, id);
  // The workspace may have been deleted.
  if (!run) return;
  const { datasetId, mentionsCount, rejectedCount } = run;
  const { status, error, finishedAt } = result;
  await recordEvents(scope, finishedAt, [
    {
      type: 'run.completed',
      subject: id,
      payload: { runId: id, datasetId, status, mentionsCount, rejectedCount, error },
    },
  ]);
}
