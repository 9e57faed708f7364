import { type PageRequest, readTogether, type Scope } from '@tributary/kit';
import { type Selectable, sql } from 'kysely';
import type { CountedBrand, CountRow, Snapshot, SnapshotFacts } from '../snapshot.ts';
import type { SnapshotsTable, Tables } from './tables.ts';

/** A snapshot that was counted and is to be kept. */
export type NewSnapshot = Omit<Snapshot, 'id' | 'previous'>;

/** Days of a query, both included; null is without a bound. */
export interface DayRange {
  from?: string | null;
  to?: string | null;
}

/** Longest series. */
const MOST_POINTS = 400;

/** One page of a query's snapshots, newest first, and one row more. */
export async function listSnapshots(
  scope: Scope<Tables>,
  queryId: string,
  range: DayRange,
  page: PageRequest,
): Promise<Snapshot[]> {
  const rows = await withPrevious(scope)
    .where('snapshot.query_id', '=', queryId)
    .$if(range.from != null, (query) => query.where('snapshot.date', '>=', range.from!))
    .$if(range.to != null, (query) => query.where('snapshot.date', '<=', range.to!))
    .$if(page.after !== null, (query) => query.where('snapshot.date', '<', page.after![0] as string))
    .orderBy('snapshot.date', 'desc')
    .limit(page.limit + 1)
    .execute();
  return rows.map(toSnapshot);
}

/** How many snapshots a query has in the range. */
export async function countSnapshots(
  scope: Scope<Tables>,
  queryId: string,
  range: DayRange,
): Promise<number> {
  const { count } = await inRange(scope, queryId, range)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** The newest snapshot of a query, or with a day that day's; null when there is none. */
export async function findSnapshot(
  scope: Scope<Tables>,
  queryId: string,
  date?: string | null,
): Promise<Snapshot | null> {
  const row = await withPrevious(scope)
    .where('snapshot.query_id', '=', queryId)
    .$if(date != null, (query) => query.where('snapshot.date', '=', date!))
    .orderBy('snapshot.date', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? toSnapshot(row) : null;
}

/** The snapshots of these ids, in any order; for a loader. */
export async function loadSnapshots(scope: Scope<Tables>, ids: readonly string[]): Promise<Snapshot[]> {
  const rows = await withPrevious(scope)
    .where('snapshot.id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  return rows.map(toSnapshot);
}

/** Which snapshot has a brand's share of voice. */
export interface ShareSearch {
  readonly queryIds: readonly string[];
  /** The brand's folded name. */
  readonly folded: string;
  readonly rangeDays: number;
}

/** For each search the newest snapshot of its queries that has the brand, of `rangeDays` before any other; for a loader. */
export async function loadSnapshotsOfBrands(
  scope: Scope<Tables>,
  searches: readonly ShareSearch[],
): Promise<Snapshot[][]> {
  const read = await readTogether(
    scope.db,
    searches.map((search) => ofBrand(scope, search)),
  );
  return read.map((rows) => rows.map(toSnapshot));
}

function ofBrand(scope: Scope<Tables>, { queryIds, folded, rangeDays }: ShareSearch) {
  return withPrevious(scope)
    .where('snapshot.query_id', '=', sql<string>`any(${queryIds}::uuid[])`)
    .where(sql<boolean>`snapshot.brands @> ${JSON.stringify([{ folded }])}::jsonb`)
    .orderBy(sql`snapshot.range_days = ${rangeDays}`, 'desc')
    .orderBy('snapshot.date', 'desc')
    .limit(1);
}

/** Day, brands and counts of the newest snapshots of the range, oldest first, `most` at most. */
export async function listSeries(
  scope: Scope<Tables>,
  queryId: string,
  range: DayRange,
  most: number = MOST_POINTS,
): Promise<SnapshotFacts[]> {
  const rows = await inRange(scope, queryId, range)
    .select(['date', 'range_days as rangeDays', 'communities', 'brands', 'counts'])
    .orderBy('date', 'desc')
    .limit(most)
    .execute();
  return rows.reverse();
}

/** The days of the range that have a snapshot. */
export async function listSnapshotDays(
  scope: Scope<Tables>,
  queryId: string,
  range: DayRange,
): Promise<string[]> {
  const rows = await inRange(scope, queryId, range).select('date').execute();
  return rows.map(({ date }) => date);
}

/** First and last day of a query's snapshots; null when it has none. */
export async function findSnapshotBounds(
  scope: Scope<Tables>,
  queryId: string,
): Promise<{ first: string | null; latest: string | null }> {
  return inRange(scope, queryId, {})
    .select([sql<string | null>`min(date)`.as('first'), sql<string | null>`max(date)`.as('latest')])
    .executeTakeFirstOrThrow();
}

/** Keeps a snapshot; one of the same query and day is replaced whole, by this one statement, and keeps its id. */
export async function upsertSnapshot(
  scope: Scope<Tables>,
  snapshot: NewSnapshot,
): Promise<{ id: string; replaced: boolean }> {
  return scope.db
    .insertInto('snapshots')
    .values({
      workspace_id: scope.workspaceId,
      query_id: snapshot.queryId,
      date: snapshot.date,
      range_days: snapshot.rangeDays,
      communities: snapshot.communities,
      brands: sql<CountedBrand[]>`${JSON.stringify(snapshot.brands)}::jsonb`,
      counts: sql<CountRow[]>`${JSON.stringify(snapshot.counts)}::jsonb`,
      sources: snapshot.sources,
      summary: snapshot.summary,
      summary_engine: snapshot.summaryEngine,
      analysis_version: snapshot.analysisVersion,
      captured_at: snapshot.capturedAt,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'query_id', 'date']).doUpdateSet((eb) => ({
        range_days: eb.ref('excluded.range_days'),
        communities: eb.ref('excluded.communities'),
        brands: eb.ref('excluded.brands'),
        counts: eb.ref('excluded.counts'),
        sources: eb.ref('excluded.sources'),
        summary: eb.ref('excluded.summary'),
        summary_engine: eb.ref('excluded.summary_engine'),
        analysis_version: eb.ref('excluded.analysis_version'),
        captured_at: eb.ref('excluded.captured_at'),
      })),
    )
    .returning(['id', sql<boolean>`xmax <> 0`.as('replaced')])
    .executeTakeFirstOrThrow();
}

function inRange(scope: Scope<Tables>, queryId: string, { from, to }: DayRange) {
  return scope.db
    .selectFrom('snapshots')
    .where('workspace_id', '=', scope.workspaceId)
    .where('query_id', '=', queryId)
    .$if(from != null, (query) => query.where('date', '>=', from!))
    .$if(to != null, (query) => query.where('date', '<=', to!));
}

/** Snapshots, each with the brands of the newest one before it. */
function withPrevious(scope: Scope<Tables>) {
  return scope.db
    .selectFrom('snapshots as snapshot')
    .where('snapshot.workspace_id', '=', scope.workspaceId)
    .selectAll('snapshot')
    .select((eb) =>
      eb
        .selectFrom('snapshots as earlier')
        .where('earlier.workspace_id', '=', scope.workspaceId)
        .whereRef('earlier.query_id', '=', 'snapshot.query_id')
        .whereRef('earlier.date', '<', 'snapshot.date')
        .orderBy('earlier.date', 'desc')
        .limit(1)
        .select('earlier.brands')
        .as('previous'),
    );
}

function toSnapshot(row: Selectable<SnapshotsTable> & { previous: CountedBrand[] | null }): Snapshot {
  return {
    id: row.id,
    queryId: row.query_id,
    date: row.date,
    rangeDays: row.range_days,
    communities: row.communities,
    brands: row.brands,
    counts: row.counts,
    sources: row.sources,
    summary: row.summary,
    summaryEngine: row.summary_engine,
    analysisVersion: row.analysis_version,
    capturedAt: row.captured_at,
    previous: row.previous,
  };
}
