import {
  type BatchLoader,
  batchLoader,
  type ListLoader,
  loaderById,
  type SubgraphRequest,
} from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
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
import { loadTrackedKeywords, type TrackedKeyword } from './data/tracked-keywords.ts';

/** Per-request context of the community post resolvers. */
export interface CommunityContext extends SubgraphRequest {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  /** The caller's workspace; throws UNAUTHENTICATED without a caller. */
  scope(): Scope<Tables>;
  /**
   * Loads community posts of the workspace by id; null for unknown ids. Mutations clear the entries
   * they change.
   */
  readonly communityPosts: {
    load(id: string): Promise<CommunityPost | null>;
    clear(id: string): unknown;
  };
  /** Loads tracked keywords of the workspace by id; null for unknown ids. */
  readonly trackedKeywords: { load(id: string): Promise<TrackedKeyword | null> };
  readonly communityPostPages: ListLoader<CommunityPostPage, CommunityPost>;
  readonly communityPostCounts: BatchLoader<CountRequest, number>;
  /** Loads pages of posts that name a brand. */
  readonly brandPages: ListLoader<BrandPage, CommunityPost>;
  readonly brandPostCounts: BatchLoader<BrandSearch, number>;
}

/** Creates the loaders of one request. */
export function createCommunityContext(
  scope: () => Scope<Tables>,
): Omit<CommunityContext, keyof SubgraphRequest | 'clock' | 'scope'> {
  return {
    communityPosts: loaderById((ids) => loadCommunityPosts(scope(), ids)),
    trackedKeywords: loaderById((ids) => loadTrackedKeywords(scope(), ids)),
    communityPostPages: batchLoader((pages) => loadCommunityPostPages(scope(), pages)),
    communityPostCounts: batchLoader((requests) => loadCommunityPostCounts(scope(), requests)),
    brandPages: batchLoader((pages) => loadBrandPages(scope(), pages)),
    brandPostCounts: batchLoader((searches) => loadBrandPostCounts(scope(), searches)),
  };
}
