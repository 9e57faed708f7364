import {
  type BatchLoader,
  batchLoader,
  type ContextSource,
  delegated,
  type GraphPort,
  type ListLoader,
  listLoader,
  loaderById,
  type SubgraphRequest,
} from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { COUNTING_RIGHTS } from './counting.ts';
import { listQueriesTracking, loadQueries } from './data/queries.ts';
import {
  type DayRange,
  loadSeries,
  loadSnapshotPages,
  loadSnapshotSummaries,
  loadSnapshots,
  loadSnapshotsOfBrands,
  type SeriesRequest,
  type ShareSearch,
  type SnapshotRequest,
  type SnapshotSummary,
} from './data/snapshots.ts';
import type { Tables } from './data/tables.ts';
import type { IntelligenceQuery, Snapshot, SnapshotFacts } from './snapshot.ts';
import { busyHours, type TrendingTopic, trendingTopics } from './trending.ts';

/** The active queries that track a brand, oldest first. */
export interface Tracking {
  /** The folded name. */
  id: string;
  queries: IntelligenceQuery[];
}

/** What resolvers of this subgraph may touch in one request. */
export interface Context extends SubgraphRequest {
  readonly graph: GraphPort;
  /** The caller's workspace; UNAUTHENTICATED when there is no caller. */
  scope(): Scope<Tables>;
  /** Intelligence queries by id; null for any other id. A mutation clears what it has changed. */
  readonly queries: {
    load(id: string): Promise<IntelligenceQuery | null>;
    clear(id: string): unknown;
  };
  /** Snapshots by id; null for any other id. */
  readonly snapshots: { load(id: string): Promise<Snapshot | null> };
  /** Who tracks the brand of a folded name; null for nobody. */
  readonly tracking: { load(folded: string): Promise<Tracking | null> };
  /** The snapshot that has a brand's share of voice; empty when none has. */
  readonly shares: ListLoader<ShareSearch, Snapshot>;
  /** Snapshots of a query, newest first. */
  readonly snapshotPages: ListLoader<SnapshotRequest, Snapshot>;
  /** Count, first and last day of a query's snapshots. */
  readonly snapshotSummaries: BatchLoader<DayRange & { readonly queryId: string }, SnapshotSummary>;
  /** Points of a query's series, oldest first. */
  readonly series: ListLoader<SeriesRequest, SnapshotFacts>;
  /** The trending topics of an hour, the highest score first. */
  readonly topics: ListLoader<Date, TrendingTopic>;
  /** The newest hours before a moment that may have topics, newest first. */
  busyHours(before: Date): Promise<Date[]>;
}

export function createContext(source: ContextSource<Tables>): Context {
  return {
    ...source,
    queries: loaderById((ids) => loadQueries(source.scope(), ids)),
    shares: listLoader((searches) => loadSnapshotsOfBrands(source.scope(), searches)),
    snapshotPages: listLoader((requests) => loadSnapshotPages(source.scope(), requests)),
    snapshotSummaries: batchLoader((ranges) => loadSnapshotSummaries(source.scope(), ranges)),
    series: listLoader((requests) => loadSeries(source.scope(), requests)),
    topics: listLoader((hours) =>
      Promise.all(
        hours.map((hour) => trendingTopics(source.graph, delegated(source, COUNTING_RIGHTS), hour)),
      ),
    ),
    busyHours: (before) => busyHours(source.graph, delegated(source, COUNTING_RIGHTS), before),
    snapshots: loaderById((ids) => loadSnapshots(source.scope(), ids)),
    tracking: loaderById(async (names) => {
      const queries = await listQueriesTracking(source.scope(), names);
      const has = (name: string) =>
        queries.filter(({ brands }) => brands.some(({ folded }) => folded === name));
      return names.map((id) => ({ id, queries: has(id) })).filter(({ queries }) => queries.length > 0);
    }),
  };
}
