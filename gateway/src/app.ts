import type { Logger } from '@tributary/kit';
import {
  type BoundJob,
  type Config,
  createMetrics,
  jobQueue,
  type OpenSubgraph,
  startJobs,
} from '@tributary/kit/host';
import { exclusively, migrate, openDatabase } from '@tributary/kit/postgres';
import { openMediaDoor, openSandboxPages } from '@tributary/publishing';
import { persistedDocumentsFile, supergraphSdl } from '@tributary/schema';
import { type Admin, createDemo, type DemoKeys, type OauthAdmin } from './access/index.ts';
import { createAdmission, limitsSchema } from './admission/index.ts';
import { type Close, withClosing } from './closing.ts';
import { type GatewayConfig, gatewayConfig, subgraphUrlName, subgraphUrlSettings } from './config/index.ts';
import {
  type Graph,
  httpTransport,
  inProcessPort,
  inProcessTransport,
  nodeTypes,
  openGraph,
  type TransportOf,
} from './graph/index.ts';
import { admit, GRAPHQL_RULES, readManifest, registerGraphql } from './graphql/index.ts';
import {
  createServer,
  registerBilling,
  registerDocuments,
  registerHealth,
  registerMedia,
  registerSandbox,
} from './http/index.ts';
import { openIdentity } from './identity.ts';
import { registerOauth } from './oauth/index.ts';
import {
  createRouter,
  dialects,
  gptSchemas,
  malformedRequestIn,
  openApiOf,
  parseHosts,
  registerDialect,
} from './rest/index.ts';
import { subgraphs } from './subgraphs.ts';

/** The whole gateway, listening. */
export interface App {
  readonly url: string;
  readonly admin: Admin;
  readonly oauth: OauthAdmin;
  readonly graph: Graph;
  /** Keys of the demo workspace, when this start created it. */
  readonly demoKeys: DemoKeys | null;
  /** IdempotentResponses what has begun, takes no more, and closes everything; for SIGTERM. */
  stop(): Promise<void>;
}

/** What tests may replace. */
export interface Overrides {
  /** The time, in milliseconds: for limits, expiry and last-used times. */
  clock?: () => number;
}

/** Puts the gateway together: the only place that knows all rooms. What it opened is closed again when it fails. */
export function startApp(config: Config, log: Logger, { clock = Date.now }: Overrides = {}): Promise<App> {
  return withClosing(log, (opened) => assemble(gatewayConfig(config), log, clock, opened));
}

async function assemble(
  config: GatewayConfig,
  log: Logger,
  clock: () => number,
  opened: (close: Close) => void,
): Promise<Omit<App, 'stop'>> {
  const metrics = createMetrics();
  const database = await openDatabase(config, log);
  opened(() => database.stop());

  let address = '';
  const issuer = () => config.PUBLIC_URL || address;
  const nodes = nodeTypes();
  const { access, admin, authenticator, idempotentResponses, limits, oauth, oauthAdmin, ping } = openIdentity(
    database,
    config,
    log,
    { clock, issuer, findNodeType: nodes.find },
  );
  opened(() => authenticator.stop());
  const addressOf = addressesOf(config);
  const local = subgraphs.filter(({ name }) => !addressOf(name));
  await migrate(database, [access, limitsSchema, ...local]);

  const port = inProcessPort();
  const queue = jobQueue();
  const { pool, lockPool } = database;
  const services = { pool, lockPool, log, config, graph: port, metrics: metrics.registry, queue };
  const here = [access, ...local].map((subgraph) => subgraph.open(services));
  const graph = await openGraph({
    supergraphSdl: supergraphSdl(),
    transportOf: transportOf(config, addressOf, here, log),
    log,
    engine: config.GRAPH_ENGINE,
    deadline: config.REQUEST_DEADLINE_MS,
  });
  opened(() => graph.stop());
  port.bind(graph);
  nodes.bind(graph);
  // After the graph: sample data of one subgraph refers to that of another.
  const demoKeys =
    database.embedded && config.TRIBUTARY_DEMO === 'on'
      ? await exclusively(lockPool, 'demo', () => createDemo(admin, config.dataDir, fillWith(here, clock)))
      : null;
  const jobs = await startJobs(
    database.pool,
    [...jobsOf(here), idempotentResponses.sweep, limits.sweep, oauth.sweep],
    log,
  );
  queue.bind(jobs);
  opened(() => jobs.stop());

  const trustProxy = config.TRUST_PROXY === 'true';
  const admission = createAdmission({
    authenticator,
    limits,
    metrics,
    maxConcurrent: config.KEY_MAX_CONCURRENT,
    trustProxy,
    clock,
  });
  const server = await createServer({
    config,
    log,
    metrics,
    router: createRouter(dialects, parseHosts(config.DIALECT_HOSTS, dialects), admission.callers),
    unreadable: malformedRequestIn(dialects),
  });
  const graphql = await registerGraphql(server, {
    graph,
    config,
    log,
    admit: admit({ config, admission }),
    tellsCost: true,
    persisted: readManifest(config.PERSISTED_DOCUMENTS_FILE || persistedDocumentsFile),
  });
  opened(() => graphql.stop());
  opened(() => server.close());
  for (const dialect of dialects)
    await registerDialect(server, dialect, { graph, admission, idempotentResponses });
  const media = openMediaDoor(config);
  if (media) await registerMedia(server, media, { clock, trustProxy });
  registerSandbox(server, openSandboxPages(database.pool, config), clock);
  await registerOauth(server, {
    store: oauth,
    issuer,
    log,
    clock,
    trustProxy,
  });
  registerHealth(server, { metrics, database: { pool: database.pool, ping } });
  registerBilling(server);
  registerDocuments(server, {
    introspection: config.INTROSPECTION,
    refuse: async ({ raw }, reply) => {
      const rules = { ...GRAPHQL_RULES, anonymous: false };
      const { refusal } = await admission.identify({ request: raw, response: reply.raw }, rules);
      if (refusal?.reason === 'address') return { status: 429, wait: refusal.wait };
      return refusal && { status: 401 };
    },
    openApi: Object.fromEntries(dialects.map((dialect) => [dialect.name, openApiOf(dialect)])),
    further: gptSchemas,
  });
  const url = await server.listen({ host: config.HOST, port: config.PORT });
  address = url;
  return { url, admin, oauth: oauthAdmin, graph, demoKeys };
}

/** Returns the URL of a subgraph that runs in another process; empty for one that runs in this process. */
function addressesOf(config: Config): (name: string) => string {
  const urls = config.read(subgraphUrlSettings(subgraphs.map(({ name }) => name)));
  return (name) => urls[subgraphUrlName(name)] as string;
}

function transportOf(
  config: Config,
  addressOf: (name: string) => string,
  here: readonly OpenSubgraph[],
  log: Logger,
): TransportOf {
  return (name) => {
    const open = here.find((subgraph) => subgraph.name === name);
    if (open) return inProcessTransport(open, log);
    const known = subgraphs.some((subgraph) => subgraph.name === name);
    return known ? httpTransport(name, addressOf(name), config.SUBGRAPH_SECRET) : undefined;
  };
}

function jobsOf(here: readonly OpenSubgraph[]): BoundJob[] {
  return here.flatMap(({ jobs }) => jobs);
}

function fillWith(here: readonly OpenSubgraph[], clock: () => number) {
  return async (workspaceId: string) => {
    for (const subgraph of here) await subgraph.demo(workspaceId, new Date(clock()));
  };
}
