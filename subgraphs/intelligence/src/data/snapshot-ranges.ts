import type { PageRequest } from '@tributary/kit';
import {
  countRows,
  readForEach,
  type Scope,
  type Sort,
  sortedPage,
  sortedPageOf,
} from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Snapshot, SnapshotFacts } from '../snapshot.ts';
import { toSnapshot, withPrevious } from './snapshots.ts';
import type { Tables } from './tables.ts';

/** An inclusive range of days; null leaves an end open. */
export interface DayRange {
  from?: string | null;
  to?: string | null;
}

/** Maximum number of points in a series. */
const MOST_POINTS = 400;

/** A request for the newest `limit` snapshots of a query within a range of days. */
export interface SnapshotRequest extends DayRange {
  readonly queryId: string;
  /** Returns only snapshots before this day; the cursor of a page. */
  readonly before?: string | null;
  readonly limit: number;
}

const REQUEST = {
  query_id: 'uuid',
  first_day: 'date',
  last_day: 'date',
  before_day: 'date',
  row_limit: 'integer',
} as const;

/** Returns the snapshots of each request, newest first; for a loader. */
export async function loadSnapshotPages(
  scope: Scope<Tables>,
  requests: readonly SnapshotRequest[],
): Promise<Snapshot[][]> {
  const query = withPrevious(scope)
    .where(requested('snapshot'))
    .orderBy('snapshot.date', 'desc')
    .limit(sql<number>`wanted.row_limit`);
  const read = await readForEach(scope.db, REQUEST, requests.map(requestRow), query);
  return read.map((rows) => rows.map(toSnapshot));
}

/** Selects snapshots of several queries; all criteria must match. */
export interface SnapshotFilter extends DayRange {
  /** Null means every query. */
  readonly queryIds: readonly string[] | null;
}

/** The order of the key of a query's day. */
const BY_QUERY: Sort = {
  column: 'snapshot.query_id',
  type: 'uuid',
  ties: [{ column: 'snapshot.date', type: 'date' }],
};

/** Lists one page of snapshots, query by query and newest first, plus one row. */
export async function listSnapshots(
  scope: Scope<Tables>,
  filter: SnapshotFilter,
  page: PageRequest,
): Promise<Snapshot[]> {
  const rows = withPrevious(scope).where(matches('snapshot', filter));
  const read = await sortedPage(scope.db as never, rows, BY_QUERY, 'desc', sortedPageOf(page)).execute();
  return read.map(toSnapshot);
}

/** Counts the snapshots that match `filter`; estimates a count that reaches `atMost`. */
export function countSnapshots(
  scope: Scope<Tables>,
  filter: SnapshotFilter,
  atMost: number | null,
): Promise<number> {
  const rows = scope.db
    .selectFrom('snapshots')
    .where('workspace_id', '=', scope.workspaceId)
    .where(matches('snapshots', filter));
  return countRows(scope.db, { rows, atMost });
}

function matches(alias: 'snapshot' | 'snapshots', { queryIds, from = null, to = null }: SnapshotFilter) {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql<boolean>`((${queryIds}::uuid[] is null or ${column('query_id')} = any(${queryIds}::uuid[]))
    and (${from}::date is null or ${column('date')} >= ${from}::date)
    and (${to}::date is null or ${column('date')} <= ${to}::date))`;
}

/**
 * Number of a query's snapshots in a range, and their first and last day (null if there are none).
 */
export interface SnapshotSummary {
  readonly count: number;
  readonly first: string | null;
  readonly latest: string | null;
}

/** Counts the snapshots of each range and finds its first and last day; for a loader. */
export async function loadSnapshotSummaries(
  scope: Scope<Tables>,
  ranges: readonly (DayRange & { readonly queryId: string })[],
): Promise<SnapshotSummary[]> {
  const query = scope.db
    .selectFrom('snapshots')
    .where('workspace_id', '=', scope.workspaceId)
    .where(requested('snapshots'))
    .select([
      sql<number>`count(*)`.as('count'),
      sql<string | null>`min(date)`.as('first'),
      sql<string | null>`max(date)`.as('latest'),
    ]);
  const read = await readForEach(
    scope.db,
    REQUEST,
    ranges.map((range) => requestRow({ ...range, limit: 1 })),
    query,
  );
  return read.map(([row]) => row!);
}

/** Matches the snapshots of an alias with a row of {@link REQUEST}. */
function requested(alias: 'snapshot' | 'snapshots') {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql<boolean>`(${column('query_id')} = wanted.query_id
    and (wanted.first_day is null or ${column('date')} >= wanted.first_day)
    and (wanted.last_day is null or ${column('date')} <= wanted.last_day)
    and (wanted.before_day is null or ${column('date')} < wanted.before_day))`;
}

function requestRow({ queryId, from, to, before, limit }: SnapshotRequest) {
  return {
    query_id: queryId,
    first_day: from ?? null,
    last_day: to ?? null,
    before_day: before ?? null,
    row_limit: limit,
  };
}

/** Finds the newest snapshot of a query, or that of `date` if given; null if there is none. */
export async function findSnapshot(
  scope: Scope<Tables>,
  queryId: string,
  date?: string | null,
): Promise<Snapshot | null> {
  const [rows] = await loadSnapshotPages(scope, [
    { queryId, from: date ?? null, to: date ?? null, limit: 1 },
  ]);
  return rows![0] ?? null;
}

/** A request for the newest points of a query's series within a range of days. */
export type SeriesRequest = DayRange & { readonly queryId: string; readonly limit?: number };

/**
 * Returns day, brands and counts of each request's newest snapshots, at most 400, oldest first; for
 * a loader.
 */
export async function loadSeries(
  scope: Scope<Tables>,
  requests: readonly SeriesRequest[],
): Promise<SnapshotFacts[][]> {
  const query = scope.db
    .selectFrom('snapshots')
    .where('workspace_id', '=', scope.workspaceId)
    .where(requested('snapshots'))
    .select(['date', 'range_days as rangeDays', 'communities', 'brands', 'counts'])
    .orderBy('date', 'desc')
    .limit(sql<number>`wanted.row_limit`);
  const rows = requests.map((request) => requestRow({ limit: MOST_POINTS, ...request }));
  const read = await readForEach(scope.db, REQUEST, rows, query);
  return read.map((points) => points.reverse());
}

/** Lists the days of the range that have a snapshot. */
export async function listSnapshotDays(
  scope: Scope<Tables>,
  queryId: string,
  range: DayRange,
): Promise<string[]> {
  const rows = await inRange(scope, queryId, range).select('date').execute();
  return rows.map(({ date }) => date);
}

function inRange(scope: Scope<Tables>, queryId: string, { from, to }: DayRange) {
  return scope.db
    .selectFrom('snapshots')
    .where('workspace_id', '=', scope.workspaceId)
    .where('query_id', '=', queryId)
    .$if(from != null, (query) => query.where('date', '>=', from!))
    .$if(to != null, (query) => query.where('date', '<=', to!));
}
