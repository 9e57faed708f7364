import {
  type BatchLoader,
  batchLoader,
  type ContextSource,
  type ListLoader,
  loaderById,
  type SubgraphRequest,
} from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import {
  type BackfillProgress,
  type HealthQuery,
  type ListeningClient,
  loadBackfillProgress,
  type SourceHealth,
} from '@tributary/listening';
import type { Tables } from '../data/tables.ts';
import { type BrandPage, type BrandSearch, loadBrandPages, loadBrandPostCounts } from './data/brand-posts.ts';
import type { CommunityPost } from './data/community-post-rows.ts';
import {
  type CommunityPostPage,
  type CountRequest,
  loadCommunityPostCounts,
  loadCommunityPostPages,
  loadCommunityPosts,
} from './data/community-posts.ts';
import { loadPostMatches, type PostMatch } from './data/trackers/post-matches.ts';
import { findRelevanceModel } from './data/trackers/relevance-models.ts';
import { loadTrackers, queryOf, type Tracker } from './data/trackers/trackers.ts';

/** Per-request context of the community post resolvers. */
export interface CommunityContext extends SubgraphRequest {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  /** The caller's workspace; throws UNAUTHENTICATED without a caller. */
  scope(): Scope<Tables>;
  /** The same for reads that may come from a replica. */
  reading(): Scope<Tables>;
  /**
   * Loads community posts of the workspace by id; null for unknown ids. Mutations clear the entries
   * they change.
   */
  readonly communityPosts: {
    load(id: string): Promise<CommunityPost | null>;
    clear(id: string): unknown;
  };
  /**
   * Loads trackers of the workspace by id; null for unknown ids. Mutations clear the entries they
   * change.
   */
  readonly trackers: { load(id: string): Promise<Tracker | null>; clear(id: string): unknown };
  /** Loads the matches of posts by the ids of the posts, most relevant first. */
  readonly postMatches: ListLoader<string, PostMatch>;
  /** Loads the state of each platform that trackers listen to. */
  readonly trackerHealth: BatchLoader<Tracker, SourceHealth[]>;
  /** Loads the progress of the backfills of trackers by id; null without one. */
  readonly backfills: BatchLoader<string, BackfillProgress | null>;
  /** Loads the number of corrections that the workspace has learned from, for the key `all`. */
  readonly corrections: BatchLoader<'all', number>;
  /** What is asked of the sources. */
  readonly listening: ListeningClient;
  /** Days after which the installation deletes posts and mentions; null if it keeps them. */
  readonly installationDays: number | null;
  readonly communityPostPages: ListLoader<CommunityPostPage, CommunityPost>;
  readonly communityPostCounts: BatchLoader<CountRequest, number>;
  /** Loads pages of posts that name a brand. */
  readonly brandPages: ListLoader<BrandPage, CommunityPost>;
  readonly brandPostCounts: BatchLoader<BrandSearch, number>;
}

/** Creates the loaders of one request. */
export function createCommunityContext(
  { scope, reading }: Pick<ContextSource<Tables>, 'scope' | 'reading'>,
  { listening, installationDays }: Pick<CommunityContext, 'listening' | 'installationDays'>,
): Omit<CommunityContext, keyof SubgraphRequest | 'clock' | 'scope' | 'reading'> {
  return {
    listening,
    installationDays,
    communityPosts: loaderById((ids) => loadCommunityPosts(reading(), ids)),
    trackers: loaderById((ids) => loadTrackers(scope(), ids)),
    postMatches: batchLoader((ids) => loadPostMatches(reading(), ids)),
    trackerHealth: batchLoader((trackers) => listening.loadHealth(trackers.map(healthQuery))),
    backfills: batchLoader((ids) => loadBackfills(scope(), ids)),
    corrections: batchLoader(async (keys) => {
      const model = await findRelevanceModel(scope());
      return keys.map(() => model?.corrections ?? 0);
    }),
    communityPostPages: batchLoader((pages) => loadCommunityPostPages(reading(), pages)),
    communityPostCounts: batchLoader((requests) => loadCommunityPostCounts(reading(), requests)),
    brandPages: batchLoader((pages) => loadBrandPages(reading(), pages)),
    brandPostCounts: batchLoader((searches) => loadBrandPostCounts(reading(), searches)),
  };
}

function healthQuery(tracker: Tracker): HealthQuery {
  return { ...queryOf(tracker), since: new Date(tracker.changedAt) };
}

async function loadBackfills(
  scope: Scope<Tables>,
  ids: readonly string[],
): Promise<(BackfillProgress | null)[]> {
  const byId = new Map((await loadBackfillProgress(scope, ids)).map((each) => [each.queryId, each]));
  return ids.map((id) => byId.get(id) ?? null);
}
