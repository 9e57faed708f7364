import type { PageRequest, Scope } from '@tributary/kit';
import { sql } from 'kysely';
import type { RunStatus, RunStep, Tables } from './tables.ts';

/** A run as the rest of the subgraph sees it. */
export interface Run {
  id: string;
  datasetId: string;
  status: RunStatus;
  steps: RunStep[];
  type: string;
  source: string | null;
  commentsPerPost: number;
  analysis: boolean;
  mentionsCount: number;
  rejectedCount: number;
  error: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** What a run is made of. */
export type NewRun = Pick<
  Run,
  'id' | 'datasetId' | 'type' | 'source' | 'commentsPerPost' | 'analysis' | 'createdAt'
>;

const COLUMNS = [
  'id',
  'dataset_id as datasetId',
  'status',
  'steps',
  'type',
  'source',
  'comments_per_post as commentsPerPost',
  'analysis',
  'mentions_count as mentionsCount',
  'rejected_count as rejectedCount',
  'error',
  'created_at as createdAt',
  'started_at as startedAt',
  'finished_at as finishedAt',
] as const;

/** Notes a run, with what it is to take in where that is known; null when the dataset is not there any more. */
export async function insertRun(
  scope: Scope<Tables>,
  run: NewRun,
  steps: readonly RunStep[],
  ndjson: string | null,
): Promise<Run> {
  const row = await scope.db
    .insertInto('runs')
    .values({
      workspace_id: scope.workspaceId,
      id: run.id,
      dataset_id: run.datasetId,
      status: 'pending',
      steps: JSON.stringify(steps),
      type: run.type,
      source: run.source,
      comments_per_post: run.commentsPerPost,
      analysis: run.analysis,
      created_at: run.createdAt,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  if (ndjson !== null)
    await scope.db
      .insertInto('run_inputs')
      .values({ workspace_id: scope.workspaceId, run_id: run.id, ndjson })
      .execute();
  return row;
}

/** What changes of a run as it goes on. */
export type RunProgress = Partial<
  Pick<Run, 'status' | 'steps' | 'mentionsCount' | 'rejectedCount' | 'error' | 'startedAt' | 'finishedAt'>
>;

const CHANGING = {
  status: 'status',
  mentionsCount: 'mentions_count',
  rejectedCount: 'rejected_count',
  error: 'error',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
} as const;

export async function updateRun(scope: Scope<Tables>, id: string, progress: RunProgress): Promise<void> {
  const { steps, ...rest } = progress;
  const changes = Object.entries(rest).map(([name, value]) => [
    CHANGING[name as keyof typeof CHANGING],
    value,
  ]);
  await scope.db
    .updateTable('runs')
    .set({ ...Object.fromEntries(changes), ...(steps ? { steps: JSON.stringify(steps) } : {}) })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** A run of the workspace, of this dataset where one is given; null when there is none. */
export async function findRun(scope: Scope<Tables>, id: string, datasetId?: string): Promise<Run | null> {
  const row = await scope.db
    .selectFrom('runs')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .$if(datasetId !== undefined, (query) => query.where('dataset_id', '=', datasetId!))
    .select(COLUMNS)
    .executeTakeFirst();
  return row ?? null;
}

/** One page of a dataset's runs, newest first, and one row more. */
export function listRuns(scope: Scope<Tables>, datasetId: string, page: PageRequest): Promise<Run[]> {
  return ofDataset(scope, datasetId)
    .select(COLUMNS)
    .$if(page.after !== null, (query) => {
      const [createdAt, id] = page.after!;
      return query.where(sql<boolean>`(created_at, id) < (${createdAt}::timestamptz, ${id})`);
    })
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute();
}

export async function countRuns(scope: Scope<Tables>, datasetId: string): Promise<number> {
  const { count } = await ofDataset(scope, datasetId)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** What a run is to take in; null when it has, or came from a file. */
export async function findRunInput(scope: Scope<Tables>, id: string): Promise<string | null> {
  const row = await scope.db
    .selectFrom('run_inputs')
    .where('workspace_id', '=', scope.workspaceId)
    .where('run_id', '=', id)
    .select('ndjson')
    .executeTakeFirst();
  return row?.ndjson ?? null;
}

export async function deleteRunInput(scope: Scope<Tables>, id: string): Promise<void> {
  await scope.db
    .deleteFrom('run_inputs')
    .where('workspace_id', '=', scope.workspaceId)
    .where('run_id', '=', id)
    .execute();
}

function ofDataset(scope: Scope<Tables>, datasetId: string) {
  return scope.db
    .selectFrom('runs')
    .where('workspace_id', '=', scope.workspaceId)
    .where('dataset_id', '=', datasetId);
}
