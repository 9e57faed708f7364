import { readFileSync } from 'node:fs';
import { connectionResolvers, defineSubgraph } from '@tributary/kit';
import { type Context, createContext } from './context.ts';
import { migrations } from './data/migrations/index.ts';
import { type Tables, tenantTables } from './data/tables.ts';
import { demo } from './demo.ts';
import { dailySnapshots } from './jobs/daily-snapshots.ts';
import { Brand } from './resolvers/brand.ts';
import { BrandShare } from './resolvers/brand-share.ts';
import { IntelligenceQuery } from './resolvers/intelligence-query.ts';
import { Mutation } from './resolvers/mutation.ts';
import { Query } from './resolvers/query.ts';
import { Snapshot } from './resolvers/snapshot.ts';
import { TrendingTopic } from './resolvers/trending-topic.ts';

/** Intelligence queries and their snapshots: share of voice over what was really said. */
export const intelligence = defineSubgraph<Tables, Context>({
  name: 'intelligence',
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    Query,
    Mutation,
    Brand,
    BrandShare,
    IntelligenceQuery,
    IntelligenceQueryConnection: connectionResolvers,
    Snapshot,
    SnapshotConnection: connectionResolvers,
    TrendingTopic,
  },
  context: createContext,
  migrations,
  tables: { tenant: tenantTables, shared: [] },
  jobs: [dailySnapshots],
  demo,
});
