import { readFileSync } from 'node:fs';
import { connectionResolvers, defineSubgraph } from '@tributary/kit';
import { type Context, createContext } from './context.ts';
import { migrations } from './data/migrations/index.ts';
import { sharedTables, type Tables, tenantTables } from './data/tables.ts';
import { demo } from './demo.ts';
import { importPosts } from './import.ts';
import { importXPosts } from './import-x-posts.ts';
import { fetchXPosts } from './jobs/fetch-x-posts.ts';
import { forgetX } from './jobs/forget-x.ts';
import { rescore } from './jobs/rescore.ts';
import { openX, type XSource } from './providers/x.ts';
import { Brand, TrendingTopic } from './resolvers/brand.ts';
import { CommunityPost, findCommunityPost } from './resolvers/community-post.ts';
import * as enums from './resolvers/enums.ts';
import { Import, readableImport } from './resolvers/import.ts';
import { Mutation } from './resolvers/mutation.ts';
import { Query } from './resolvers/query.ts';
import { findTrackedKeyword, TrackedKeyword } from './resolvers/tracked-keyword.ts';
import { Creator, findXAccount, XAccount } from './resolvers/x-account.ts';
import { XPost, XThread, xPost } from './resolvers/x-post.ts';
import { postsSettings } from './settings.ts';

/** Community posts, their scoring and the keywords a workspace watches; accounts of X and their posts. */
export const posts = defineSubgraph<Tables, Context, typeof postsSettings, XSource | null>({
  name: 'posts',
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    ...enums,
    Query,
    Mutation,
    CommunityPost,
    CommunityPostConnection: connectionResolvers,
    Brand,
    TrendingTopic,
    XAccount,
    XPost,
    XThread,
    XPostConnection: connectionResolvers,
    FollowedAccountConnection: connectionResolvers,
    ImportConnection: connectionResolvers,
    Creator,
    Import,
    TrackedKeyword,
  },
  nodes: {
    CommunityPost: (id, context) => findCommunityPost({ id }, context),
    TrackedKeyword: (id, context) => findTrackedKeyword({ id }, context),
    Import: (id, context) => readableImport({ id }, context),
    XAccount: (id, context) => findXAccount({ id }, context),
    XPost: (id, context) => xPost(null, { id }, context),
  },
  settings: postsSettings,
  resources: ({ settings, metrics }) => openX(settings, metrics),
  context: createContext,
  migrations,
  tables: { tenant: tenantTables, shared: sharedTables },
  jobs: [rescore, fetchXPosts, forgetX],
  imports: [importPosts, importXPosts],
  demo,
});
