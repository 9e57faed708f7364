import {
  type BatchLoader,
  batchLoader,
  type ContextSource,
  type ImportRecord,
  type JobQueue,
  type ListLoader,
  type Logger,
  listLoader,
  loaderById,
  type Scope,
  type SubgraphContext,
} from '@tributary/kit';
import DataLoader from 'dataloader';
import { type BrandPage, type BrandSearch, loadBrandPages, loadBrandPostCounts } from './data/brand-posts.ts';
import type { CommunityPost } from './data/community-post-rows.ts';
import {
  type CommunityPostPage,
  type CountRequest,
  loadCommunityPostCounts,
  loadCommunityPostPages,
  loadCommunityPosts,
} from './data/community-posts.ts';
import { imports } from './data/imports.ts';
import type { Tables } from './data/tables.ts';
import { loadTrackedKeywords, type TrackedKeyword } from './data/tracked-keywords.ts';
import { loadFollowed, loadFollowedByNumber, type XAccount } from './data/x-accounts.ts';
import {
  listThreads,
  loadXPostCounts,
  loadXPostPages,
  loadXPosts,
  type XPost,
  type XPostCountRequest,
  type XPostPage,
} from './data/x-posts.ts';
import type { XSource } from './providers/x.ts';
import type { postsSettings } from './settings.ts';

/** What resolvers of this subgraph may touch in one request. */
export interface Context extends SubgraphContext {
  /** The caller's workspace; UNAUTHENTICATED when there is no caller. */
  scope(): Scope<Tables>;
  /** The same for what is paid for: it is kept whoever is gone. */
  lasting(): Scope<Tables>;
  /** Community posts of the workspace by id; null for any other id. A mutation clears what it has changed. */
  readonly communityPosts: {
    load(id: string): Promise<CommunityPost | null>;
    clear(id: string): unknown;
  };
  /** X itself; null without a key, and then the store alone answers. */
  readonly x: XSource | null;
  /** What a workspace may spend on X in a UTC day, in millionths of a dollar. */
  readonly dailyCap: number;
  readonly queue: JobQueue;
  readonly log: Logger;
  /** Followed accounts of X by username in lower case; null for one that the workspace does not follow. */
  readonly xAccounts: DataLoader<string, XAccount | null>;
  /** The same by our own number of them. */
  readonly xAccountsByNumber: BatchLoader<number, XAccount | null>;
  /** Imports and tracked keywords of the workspace by id; null for any other id. */
  readonly imports: { load(id: string): Promise<ImportRecord | null> };
  readonly trackedKeywords: { load(id: string): Promise<TrackedKeyword | null> };
  /** Posts of followed accounts by X's id. */
  readonly xPosts: DataLoader<string, XPost | null>;
  /** The posts of threads by the id of the post that opens them, oldest first. */
  readonly xThreads: DataLoader<string, XPost[]>;
  /** Pages of posts of X, of community posts, and of those that name a brand. */
  readonly xPostPages: ListLoader<XPostPage, XPost>;
  readonly communityPostPages: ListLoader<CommunityPostPage, CommunityPost>;
  readonly brandPages: ListLoader<BrandPage, CommunityPost>;
  /** How many there are of each. */
  readonly xPostCounts: BatchLoader<XPostCountRequest, number>;
  readonly communityPostCounts: BatchLoader<CountRequest, number>;
  readonly brandPostCounts: BatchLoader<BrandSearch, number>;
}

export function createContext(
  source: ContextSource<Tables, typeof postsSettings>,
  x: XSource | null,
): Context {
  return {
    ...source,
    x,
    dailyCap: Math.round(source.settings.POSTS_X_DAILY_DOLLARS * 1_000_000),
    communityPosts: loaderById((ids) => loadCommunityPosts(source.scope(), ids)),
    xAccounts: new DataLoader(
      async (folded) => {
        const found = await loadFollowed(source.scope(), folded);
        const byName = new Map(found.map((account) => [account.username.toLowerCase(), account]));
        return folded.map((name) => byName.get(name) ?? null);
      },
      { maxBatchSize: 1_000 },
    ),
    xAccountsByNumber: batchLoader(async (numbers) => {
      const found = await loadFollowedByNumber(source.scope(), numbers);
      return numbers.map((number) => found.find(({ internalId }) => internalId === number) ?? null);
    }),
    imports: loaderById((ids) => imports.load(source.scope(), ids)),
    trackedKeywords: loaderById((ids) => loadTrackedKeywords(source.scope(), ids)),
    xPosts: loaderById((ids) => loadXPosts(source.scope(), ids)),
    xThreads: new DataLoader(
      async (ids) => {
        const threads = Map.groupBy(await listThreads(source.scope(), ids), (post) => post.conversationId);
        return ids.map((id) => threads.get(id) ?? []);
      },
      { maxBatchSize: 100 },
    ),
    xPostPages: listLoader((pages) => loadXPostPages(source.scope(), pages)),
    communityPostPages: listLoader((pages) => loadCommunityPostPages(source.scope(), pages)),
    brandPages: listLoader((pages) => loadBrandPages(source.scope(), pages)),
    xPostCounts: batchLoader((requests) => loadXPostCounts(source.scope(), requests)),
    communityPostCounts: batchLoader((requests) => loadCommunityPostCounts(source.scope(), requests)),
    brandPostCounts: batchLoader((searches) => loadBrandPostCounts(source.scope(), searches)),
  };
}
