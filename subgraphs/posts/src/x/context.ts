import {
  type BatchLoader,
  batchLoader,
  type ContextSource,
  type ListLoader,
  type Logger,
  loaderById,
  type SubgraphRequest,
} from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import DataLoader from 'dataloader';
import type { Tables } from '../data/tables.ts';
import type { postsSettings } from '../settings.ts';
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
import type { XSource } from './refresh/x-source.ts';

/** Per-request context of the X resolvers. */
export interface XContext extends SubgraphRequest {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  /** The caller's workspace; throws UNAUTHENTICATED without a caller. */
  scope(): Scope<Tables>;
  /**
   * Same as `scope`, for writes that must complete after the caller disconnects: data that X
   * charged for is always stored.
   */
  lasting(): Scope<Tables>;
  /** The X API; null without a token, in which case only stored posts are served. */
  readonly x: XSource | null;
  /** Maximum spending of a workspace on X per UTC day, in millionths of a dollar. */
  readonly dailyCap: number;
  readonly queue: ContextSource<Tables>['queue'];
  readonly log: Logger;
  /**
   * Loads followed accounts by lower-case username; null if the workspace does not follow the
   * account.
   */
  readonly xAccounts: DataLoader<string, XAccount | null>;
  /** Loads followed accounts by our internal id. */
  readonly xAccountsByNumber: BatchLoader<number, XAccount | null>;
  /** Loads posts of followed accounts by X's id. */
  readonly xPosts: DataLoader<string, XPost | null>;
  /** Loads the posts of a thread, oldest first, by the id of its first post. */
  readonly xThreads: DataLoader<string, XPost[]>;
  readonly xPostPages: ListLoader<XPostPage, XPost>;
  readonly xPostCounts: BatchLoader<XPostCountRequest, number>;
}

const MILLION = 1_000_000;

/** Creates the loaders of one request, with the client of X and the daily cap. */
export function createXContext(
  { scope, settings }: Pick<ContextSource<Tables, typeof postsSettings>, 'scope' | 'settings'>,
  x: XSource | null,
): Omit<XContext, keyof SubgraphRequest | 'clock' | 'scope' | 'lasting' | 'queue' | 'log'> {
  return {
    x,
    dailyCap: Math.round(settings.POSTS_X_DAILY_DOLLARS * MILLION),
    xAccounts: new DataLoader(
      async (folded) => {
        const found = await loadFollowed(scope(), folded);
        const byName = new Map(found.map((account) => [account.username.toLowerCase(), account]));
        return folded.map((name) => byName.get(name) ?? null);
      },
      { maxBatchSize: 1_000 },
    ),
    xAccountsByNumber: batchLoader(async (numbers) => {
      const found = await loadFollowedByNumber(scope(), numbers);
      return numbers.map((number) => found.find(({ internalId }) => internalId === number) ?? null);
    }),
    xPosts: loaderById((ids) => loadXPosts(scope(), ids)),
    xThreads: new DataLoader(
      async (ids) => {
        const threads = Map.groupBy(await listThreads(scope(), ids), (post) => post.conversationId);
        return ids.map((id) => threads.get(id) ?? []);
      },
      { maxBatchSize: 100 },
    ),
    xPostPages: batchLoader((pages) => loadXPostPages(scope(), pages)),
    xPostCounts: batchLoader((requests) => loadXPostCounts(scope(), requests)),
  };
}
