import { readFileSync } from 'node:fs';
import { connectionResolvers, defineSubgraph } from '@tributary/kit';
import { type Context, createContext, openResources, type Resources } from './context.ts';
import { migrations } from './data/migrations/index.ts';
import { sharedTables, type Tables, tenantTables } from './data/tables.ts';
import { demo } from './demo/index.ts';
import { importCreators, importPosts } from './imports/index.ts';
import { forgetKnownCreators } from './jobs/forget-known-creators.ts';
import { forgetOldAnswers } from './jobs/forget-old-answers.ts';
import { findEntry, LedgerEntry } from './resolvers/balance.ts';
import { CommunityPost } from './resolvers/community-post.ts';
import { Creator, creatorOfId } from './resolvers/creator.ts';
import { CreatorImport, findImport } from './resolvers/creator-import.ts';
import { CreatorVideo } from './resolvers/creator-video.ts';
import * as enums from './resolvers/enums.ts';
import { KnownCreator } from './resolvers/known-creator.ts';
import { Mutation } from './resolvers/mutation.ts';
import { PostStats, postOfId } from './resolvers/post-stats.ts';
import { Query } from './resolvers/query.ts';
import { creatorSettings } from './settings.ts';

/**
 * The creators subgraph: profiles, statistics and history of creators and posts, and prepaid credit
 * for lookups.
 */
export const creators = defineSubgraph<Tables, Context, typeof creatorSettings, Resources>({
  name: 'creators',
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    ...enums,
    Query,
    Mutation,
    Creator,
    CreatorVideo,
    PostStats,
    CommunityPost,
    KnownCreator,
    KnownCreatorConnection: connectionResolvers,
    CreatorImport,
    CreatorImportConnection: connectionResolvers,
    LedgerEntry,
  },
  nodes: {
    Creator: creatorOfId,
    PostStats: postOfId,
    LedgerEntry: (id, context) => findEntry({ id }, context),
    CreatorImport: (id, context) => findImport({ id }, context),
  },
  settings: creatorSettings,
  resources: openResources,
  context: createContext,
  migrations,
  tables: { tenant: tenantTables, shared: sharedTables },
  jobs: [forgetOldAnswers, forgetKnownCreators],
  imports: [importCreators, importPosts],
  demo,
});
