import { type ContextSource, loaderById, type Scope, type SubgraphContext } from '@tributary/kit';
import { type CommunityPost, loadCommunityPosts } from './data/community-posts.ts';
import type { Tables } from './data/tables.ts';

/** What resolvers of this subgraph may touch in one request. */
export interface Context extends SubgraphContext {
  /** The caller's workspace; UNAUTHENTICATED when there is no caller. */
  scope(): Scope<Tables>;
  /** Community posts of the workspace by id; null for any other id. A mutation clears what it has changed. */
  readonly communityPosts: {
    load(id: string): Promise<CommunityPost | null>;
    clear(id: string): unknown;
  };
}

export function createContext(source: ContextSource<Tables>): Context {
  return {
    ...source,
    communityPosts: loaderById((ids) => loadCommunityPosts(source.scope(), ids)),
  };
}
