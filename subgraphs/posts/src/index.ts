import { readFileSync } from 'node:fs';
import { aiSchema, aiSettings, openJudge } from '@tributary/ai';
import { asWorkspace, connectionResolvers, defineSubgraph } from '@tributary/kit';
import { openBrandCache } from '@tributary/kit/brands';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { listeningSchema, listeningSettings, openListeningClient } from '@tributary/listening';
import { platformSettings } from '@tributary/platforms';
import { community, communityDemo } from './community/index.ts';
import { type Context, createContext, type Resources } from './context.ts';
import { migrations } from './data/migrations/index.ts';
import { sharedTables, type Tables, tenantTables, undistributed } from './data/tables.ts';
import { Import, ImportKind, imports, readableImport, undoImport } from './resolvers/import.ts';
import { postsSettings } from './settings.ts';
import { x, xDemo } from './x/index.ts';
import { openX } from './x/refresh/x-source.ts';

/**
 * The posts subgraph: community posts (`community/`), accounts and posts of X (`x/`), and the
 * imports of both.
 */
export const posts = defineSubgraph<Tables, Context, typeof postsSettings, Resources>({
  name: 'posts',
  queriesGraph: true,
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    Query: { ...community.queries, ...x.queries, imports },
    Mutation: { ...community.mutations, ...x.mutations, undoImport },
    ...community.types,
    ...x.types,
    Import,
    ImportKind,
    ImportConnection: connectionResolvers,
  },
  nodes: {
    ...community.nodes,
    ...x.nodes,
    Import: (id, context) => readableImport({ id }, context),
  },
  settings: postsSettings,
  resources: ({ db, config, metrics, clock, graph }) => ({
    brands: openBrandCache({ graph, asWorkspace, clock }),
    x: openX(config.read(platformSettings), metrics, clock),
    listening: openListeningClient({ db, clock, metrics, settings: config.read(listeningSettings) }),
    installationDays: config.RETENTION_DAYS || null,
    judge: openJudge(config.read(aiSettings), { metrics: upstreamMetrics(metrics), clock }),
  }),
  context: createContext,
  migrations,
  requires: [listeningSchema, aiSchema],
  tables: { tenant: tenantTables, shared: sharedTables, undistributed },
  jobs: [...community.jobs, ...x.jobs],
  imports: [...community.imports, ...x.imports],
  async demo(scope, now) {
    await communityDemo(scope, now);
    await xDemo(scope, now);
  },
});
