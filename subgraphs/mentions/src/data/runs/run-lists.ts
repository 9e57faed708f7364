import type { PageRequest } from '@tributary/kit';
import { readForEach, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { RunStatus, Tables } from '../tables.ts';
import { RUN_COLUMNS, type Run } from './runs.ts';

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
    .select(RUN_COLUMNS)
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
    .select(RUN_COLUMNS)
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
