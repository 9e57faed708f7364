import { readFileSync } from 'node:fs';
import { aiSchema, aiSettings } from '@tributary/ai';
import { connectionResolvers, defineSubgraph } from '@tributary/kit';
import { foldedOfId } from './brand.ts';
import { type Context, createContext, type Resources } from './context.ts';
import { migrations } from './data/migrations/index.ts';
import { type Tables, tenantTables } from './data/tables.ts';
import { demo } from './demo.ts';
import { dailySnapshots } from './jobs/daily-snapshots.ts';
import { Brand } from './resolvers/brand.ts';
import { BrandShare } from './resolvers/brand-share.ts';
import { DerivedAliasKind, ShareDriverDirection, SummaryEngine, TrendWindow } from './resolvers/enums.ts';
import { findQuery, IntelligenceQuery } from './resolvers/intelligence-query.ts';
import { Mutation } from './resolvers/mutation.ts';
import { Query } from './resolvers/query.ts';
import { findSnapshot, Snapshot } from './resolvers/snapshot.ts';
import { findTopic, TrendingTopic } from './resolvers/trending-topic.ts';

/**
 * The intelligence subgraph: queries and daily snapshots of share of voice, and trending topics.
 */
export const intelligence = defineSubgraph<Tables, Context, Record<never, never>, Resources>({
  name: 'intelligence',
  queriesGraph: true,
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    Query,
    Mutation,
    Brand,
    BrandShare,
    DerivedAliasKind,
    IntelligenceQuery,
    IntelligenceQueryConnection: connectionResolvers,
    ShareDriverDirection,
    Snapshot,
    SnapshotConnection: connectionResolvers,
    SummaryEngine,
    TrendingTopic,
    TrendWindow,
  },
  nodes: {
    IntelligenceQuery: (id, context) => findQuery({ id }, context),
    Brand: (id, context) => foldedOfId(context.scope().workspaceId, id),
    Snapshot: (id, context) => findSnapshot({ id }, context),
    TrendingTopic: (id, context) => findTopic({ id }, context),
  },
  resources: ({ config }) => ({ ai: config.read(aiSettings) }),
  context: createContext,
  migrations,
  requires: [aiSchema],
  tables: { tenant: tenantTables, shared: [] },
  jobs: [dailySnapshots],
  demo,
});
