import type { PageRequest } from '@tributary/kit';
import { recordEvents } from '@tributary/kit/events';
import { inTransaction, readForEach, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { RunPart, RunRequest, RunStatus, RunStep, RunType, Tables } from './tables.ts';

/** A run as the rest of the subgraph sees it. */
export interface Run {
  id: string;
  datasetId: string;
  status: RunStatus;
  steps: RunStep[];
  type: RunType;
  /** Name of the imported file; null for records sent through the API. */
  file: string | null;
  source: string | null;
  commentsPerPost: number;
  analysis: boolean;
  mentionsCount: number;
  rejectedCount: number;
  error: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Null for a run that reads no platform. */
  request: RunRequest | null;
  /** What a run reads of platforms, and how far it is; empty for others. */
  parts: RunPart[];
  /** Identifies the run to the sources that it has read; null for an import. */
  readingId: string | null;
}

/** Fields of a new run. */
export type NewRun = Pick<
  Run,
  'id' | 'datasetId' | 'type' | 'file' | 'source' | 'commentsPerPost' | 'analysis' | 'createdAt'
> &
  Partial<Pick<Run, 'request' | 'parts' | 'readingId'>>;

const COLUMNS = [
  'id',
  'dataset_id as datasetId',
  'status',
  'steps',
  'type',
  'file',
  'source',
  'comments_per_post as commentsPerPost',
  'analysis',
  'mentions_count as mentionsCount',
  'rejected_count as rejectedCount',
  'error',
  'created_at as createdAt',
  'started_at as startedAt',
  'finished_at as finishedAt',
  'request',
  'parts',
  'reading_id as readingId',
] as const;

/** Inserts a run, with the records to ingest unless they come from a file. */
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
      file: run.file,
      source: run.source,
      comments_per_post: run.commentsPerPost,
      analysis: run.analysis,
      created_at: run.createdAt,
      request: run.request ? JSON.stringify(run.request) : null,
      parts: JSON.stringify(run.parts ?? []),
      reading_id: run.readingId ?? null,
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

/** Finds a run of the workspace; null if there is none. */
export async function findRun(scope: Scope<Tables>, id: string): Promise<Run | null> {
  const [run] = await loadRuns(scope, [id]);
  return run ?? null;
}

/** Returns the runs with these ids, in any order, for a loader. */
export function loadRuns(scope: Scope<Tables>, ids: readonly string[]): Promise<Run[]> {
  return scope.db
    .selectFrom('runs')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .select(COLUMNS)
    .execute();
}

/** A page of a dataset's runs. */
export interface RunsRequest {
  readonly datasetId: string;
  readonly page: Pick<PageRequest, 'after' | 'limit'>;
}

const PAGE = {
  dataset_id: 'text',
  after_time: 'timestamptz',
  after_id: 'text',
  row_limit: 'integer',
} as const;

/** Returns one page of each dataset's runs, newest first, plus one row, for a loader. */
export function loadRunPages(scope: Scope<Tables>, requests: readonly RunsRequest[]): Promise<Run[][]> {
  const query = scope.db
    .selectFrom('runs')
    .where('workspace_id', '=', scope.workspaceId)
    .where(sql<boolean>`dataset_id = wanted.dataset_id`)
    .where(sql<boolean>`(wanted.after_id is null or (created_at, id) < (wanted.after_time, wanted.after_id))`)
    .select(COLUMNS)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(sql<number>`wanted.row_limit`);
  const keys = requests.map(({ datasetId, page: { after, limit } }) => ({
    dataset_id: datasetId,
    after_time: after?.[0] ?? null,
    after_id: after?.[1] ?? null,
    row_limit: limit + 1,
  }));
  return readForEach(scope.db, PAGE, keys, query);
}

/** Selects runs of undeleted datasets, optionally by status. */
export interface RunSelection {
  readonly status: RunStatus | null;
}

/** Lists a page of the workspace's runs, newest first, plus one row. */
export function listRuns(
  scope: Scope<Tables>,
  selection: RunSelection,
  { after, limit }: Pick<PageRequest, 'after' | 'limit'>,
): Promise<Run[]> {
  const [time, id] = after ?? [];
  return runsOf(scope, selection)
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${time}::timestamptz, ${id}::text)`),
    )
    .select(COLUMNS)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
}

/** Counts the runs of the workspace. */
export async function countRuns(scope: Scope<Tables>, selection: RunSelection): Promise<number> {
  const counted = runsOf(scope, selection).select(sql<number>`count(*)`.as('count'));
  return (await counted.executeTakeFirstOrThrow()).count;
}

function runsOf(scope: Scope<Tables>, { status }: RunSelection) {
  const living = scope.db
    .selectFrom('datasets')
    .where('workspace_id', '=', scope.workspaceId)
    .where('deleted_at', 'is', null)
    .select('id');
  return scope.db
    .selectFrom('runs')
    .where('workspace_id', '=', scope.workspaceId)
    .where('dataset_id', 'in', living)
    .$if(status !== null, (query) => query.where('status', '=', status!));
}

/** Counts the runs of each dataset, for a loader. */
export async function loadRunCounts(scope: Scope<Tables>, datasetIds: readonly string[]): Promise<number[]> {
  const rows = await scope.db
    .selectFrom('runs')
    .where('workspace_id', '=', scope.workspaceId)
    .where('dataset_id', '=', sql<string>`any(${datasetIds}::text[])`)
    .groupBy('dataset_id')
    .select(['dataset_id', sql<number>`count(*)`.as('count')])
    .execute();
  const counts = new Map(rows.map(({ dataset_id, count }) => [dataset_id, count]));
  return datasetIds.map((id) => counts.get(id) ?? 0);
}

/** Returns the records a run has yet to ingest; null after ingestion or for a run from a file. */
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
