import { readFileSync } from 'node:fs';
import { aiSchema } from '@tributary/ai';
import { connectionResolvers, defineSubgraph } from '@tributary/kit';
import { accountSecrets } from './accounts/index.ts';
import { type Context, createContext, openResources, type Resources } from './context.ts';
import { migrations } from './data/migrations/index.ts';
import { sharedTables, type Tables, tenantTables, undistributed } from './data/tables.ts';
import { demo } from './demo/index.ts';
import { deliverDuePosts } from './jobs/deliver-due-posts.ts';
import { sweepMedia } from './jobs/sweep-media.ts';
import { sweepSandbox } from './jobs/sweep-sandbox.ts';
import { accountMutations } from './resolvers/account-mutations.ts';
import { assistanceMutations } from './resolvers/assistance/mutations.ts';
import { TrendingTopic } from './resolvers/assistance/trending-topic.ts';
import { ConnectedAccount, findAccount } from './resolvers/connected-account.ts';
import * as enums from './resolvers/enums.ts';
import { findAsset, MediaAsset, MediaStatus } from './resolvers/media-asset.ts';
import { mediaMutations } from './resolvers/media-mutations.ts';
import { personaMutations } from './resolvers/persona-mutations.ts';
import {
  CommunityPost,
  findPost,
  Mention,
  Post,
  PostAnalytics,
  PostTarget,
  PostTargetAnalytics,
} from './resolvers/post.ts';
import { postMutations } from './resolvers/post-mutations.ts';
import { Query } from './resolvers/query.ts';
import { publishingSettings } from './settings.ts';

/**
 * The publishing subgraph: posts from draft to publication, connected accounts, media, writing
 * assistance and analytics.
 */
export const publishing = defineSubgraph<Tables, Context, typeof publishingSettings, Resources>({
  name: 'publishing',
  queriesGraph: true,
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    ...enums,
    MediaStatus,
    Query,
    Mutation: {
      ...postMutations,
      ...accountMutations,
      ...mediaMutations,
      ...assistanceMutations,
      ...personaMutations,
    },
    Post,
    PostConnection: connectionResolvers,
    PostTarget,
    PostAnalytics,
    PostTargetAnalytics,
    ConnectedAccount,
    ConnectedAccountConnection: connectionResolvers,
    MediaAsset,
    MediaAssetConnection: connectionResolvers,
    CommunityPost,
    Mention,
    TrendingTopic,
  },
  nodes: {
    Post: (id, context) => findPost({ id }, context),
    ConnectedAccount: (id, context) => findAccount({ id }, context),
    MediaAsset: (id, context) => findAsset({ id }, context),
  },
  settings: publishingSettings,
  resources: openResources,
  context: createContext,
  migrations,
  requires: [aiSchema],
  tables: { tenant: tenantTables, shared: sharedTables, undistributed },
  sealed: [accountSecrets.column],
  jobs: [deliverDuePosts, sweepMedia, sweepSandbox],
  demo,
});

export { openMediaEndpoint, uploadOrigin } from './media/index.ts';
export {
  openSandboxPages,
  type SandboxPages,
  type ShownPage,
  type ShownPost,
} from './sandbox/sandbox-pages.ts';
