import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { RunPart, RunRequest, RunStatus, RunStep, RunType, Tables } from '../tables.ts';

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

/** The columns of a run. */
export const RUN_COLUMNS = [
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
    .returning(RUN_COLUMNS)
    .executeTakeFirstOrThrow();
  if (ndjson !== null)
    await scope.db
      .insertInto('run_inputs')
      .values({ workspace_id: scope.workspaceId, run_id: run.id, ndjson })
      .execute();
  return row;
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
    .select(RUN_COLUMNS)
    .execute();
}
