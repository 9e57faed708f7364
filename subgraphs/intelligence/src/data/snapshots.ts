import { readTogether, type Scope } from '@tributary/kit/postgres';
import { type Selectable, sql } from 'kysely';
import type { CountedBrand, CountRow, Driver, Snapshot } from '../snapshot.ts';
import type { SnapshotsTable, Tables } from './tables.ts';

/** A snapshot to store. */
export type NewSnapshot = Omit<Snapshot, 'id' | 'previous'>;

/** Loads snapshots by id, in any order; for a loader. */
export async function loadSnapshots(scope: Scope<Tables>, ids: readonly string[]): Promise<Snapshot[]> {
  const rows = await withPrevious(scope)
    .where('snapshot.id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  return rows.map(toSnapshot);
}

/** A search for the snapshot with a brand's share of voice. */
export interface ShareSearch {
  readonly queryIds: readonly string[];
  /** The brand's folded name. */
  readonly folded: string;
  readonly rangeDays: number;
}

/**
 * Finds, for each search, the newest snapshot of its queries that contains the brand, preferring
 * those over `rangeDays`; for a loader.
 */
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

/**
 * Inserts a snapshot, or replaces that of the same query and day in one statement, keeping its id.
 */
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
      driver: snapshot.driver ? sql<Driver>`${JSON.stringify(snapshot.driver)}::jsonb` : null,
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
        driver: eb.ref('excluded.driver'),
        summary: eb.ref('excluded.summary'),
        summary_engine: eb.ref('excluded.summary_engine'),
        analysis_version: eb.ref('excluded.analysis_version'),
        captured_at: eb.ref('excluded.captured_at'),
      })),
    )
    .returning(['id', sql<boolean>`xmax <> 0`.as('replaced')])
    .executeTakeFirstOrThrow();
}

/** Selects snapshots with the brands of the previous one. */
export function withPrevious(scope: Scope<Tables>) {
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

/** Converts a row of {@link withPrevious}. */
export function toSnapshot(row: Selectable<SnapshotsTable> & { previous: CountedBrand[] | null }): Snapshot {
  return {
    id: row.id,
    queryId: row.query_id,
    date: row.date,
    rangeDays: row.range_days,
    communities: row.communities,
    brands: row.brands,
    counts: row.counts,
    sources: row.sources,
    driver: row.driver,
    summary: row.summary,
    summaryEngine: row.summary_engine,
    analysisVersion: row.analysis_version,
    capturedAt: row.captured_at,
    previous: row.previous,
  };
}
