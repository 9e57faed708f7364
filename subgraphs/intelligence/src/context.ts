import type { aiSettings } from '@tributary/ai';
import {
  type BatchLoader,
  batchLoader,
  type ContextSource,
  delegated,
  type GraphPort,
  type ListLoader,
  loaderById,
  type SettingValues,
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
  type SeriesRequest,
  type SnapshotRequest,
  type SnapshotSummary,
} from './data/snapshot-ranges.ts';
import { loadSnapshots, loadSnapshotsOfBrands, type ShareSearch } from './data/snapshots.ts';
import type { Tables } from './data/tables.ts';
import type { IntelligenceQuery, Snapshot, SnapshotFacts } from './snapshot.ts';
import { busyHours, listTrends, type TrendingTopic, type TrendWindow } from './trending/index.ts';

/** Active queries that track a brand, oldest first. */
export interface Tracking {
  /** Folded name of the brand. */
  id: string;
  queries: IntelligenceQuery[];
}

/** What all requests share. */
export interface Resources {
  /** Settings of the language model. */
  readonly ai: SettingValues<typeof aiSettings>;
}

/** Context of the resolvers for one request. */
export interface Context extends SubgraphRequest, Resources {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  readonly graph: GraphPort;
  /** Scope of the caller's workspace; throws UNAUTHENTICATED without a caller. */
  scope(): Scope<Tables>;
  /** The same for reads that may come from a replica. */
  reading(): Scope<Tables>;
  /**
   * Loads intelligence queries by id; null if unknown. A mutation clears the queries that it
   * changes.
   */
  readonly queries: {
    load(id: string): Promise<IntelligenceQuery | null>;
    clear(id: string): unknown;
  };
  /** Loads snapshots by id; null if unknown. */
  readonly snapshots: { load(id: string): Promise<Snapshot | null> };
  /** Loads the queries that track a brand, by folded name; null if there are none. */
  readonly tracking: { load(folded: string): Promise<Tracking | null> };
  /** Loads the snapshot with a brand's share of voice; empty if there is none. */
  readonly shares: ListLoader<ShareSearch, Snapshot>;
  /** Loads snapshots of a query, newest first. */
  readonly snapshotPages: ListLoader<SnapshotRequest, Snapshot>;
  /** Loads the count and the first and last day of a query's snapshots. */
  readonly snapshotSummaries: BatchLoader<DayRange & { readonly queryId: string }, SnapshotSummary>;
  /** Loads points of a query's series, oldest first. */
  readonly series: ListLoader<SeriesRequest, SnapshotFacts>;
  /** Loads the trending topics of a window, highest score first. */
  readonly topics: ListLoader<TrendWindow, TrendingTopic>;
  /** Returns the newest hours before a given time that may have topics, newest first. */
  busyHours(before: Date): Promise<Date[]>;
}

export function createContext(source: ContextSource<Tables>, { ai }: Resources): Context {
  return {
    ...source,
    ai,
    queries: loaderById((ids) => loadQueries(source.scope(), ids)),
    shares: batchLoader((searches) => loadSnapshotsOfBrands(source.reading(), searches)),
    snapshotPages: batchLoader((requests) => loadSnapshotPages(source.reading(), requests)),
    snapshotSummaries: batchLoader((ranges) => loadSnapshotSummaries(source.reading(), ranges)),
    series: batchLoader((requests) => loadSeries(source.reading(), requests)),
    topics: batchLoader((windows) =>
      Promise.all(
        windows.map((window) => listTrends(source.graph, delegated(source, COUNTING_RIGHTS), window)),
      ),
    ),
    busyHours: (before) => busyHours(source.graph, delegated(source, COUNTING_RIGHTS), before),
    snapshots: loaderById((ids) => loadSnapshots(source.reading(), ids)),
    tracking: loaderById(async (names) => {
      const queries = await listQueriesTracking(source.scope(), names);
      const has = (name: string) =>
        queries.filter(({ brands }) => brands.some(({ folded }) => folded === name));
      return names.map((id) => ({ id, queries: has(id) })).filter(({ queries }) => queries.length > 0);
    }),
  };
}
