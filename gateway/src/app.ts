import {
  type BoundJob,
  type Config,
  createMetrics,
  exclusively,
  jobQueue,
  type Logger,
  migrate,
  type OpenSubgraph,
  openDatabase,
  startJobs,
} from '@tributary/kit';
import { openMediaDoor } from '@tributary/publishing';
import { supergraphSdl } from '@tributary/schema';
import { type Admin, createDemo, type DemoKeys, defineAccess, identify, openAccess } from './access/index.ts';
import {
  type Graph,
  httpTransport,
  inProcessPort,
  inProcessTransport,
  openGraph,
  type Transport,
} from './graph/index.ts';
import { registerGraphql } from './graphql/index.ts';
import { registerDocuments } from './http/documents.ts';
import { registerMedia } from './http/media.ts';
import { registerOperations } from './http/operations.ts';
import { createServer } from './http/server.ts';
import { createAddressLimiter, limitsSchema, openAnswers, openLimits } from './limits/index.ts';
import {
  createRewrite,
  dialects,
  openApiOf,
  parseHosts,
  registerDialect,
  unreadableIn,
} from './rest/index.ts';
import { subgraphs } from './subgraphs.ts';

/** The whole gateway, listening. */
export interface App {
  readonly url: string;
  readonly admin: Admin;
  readonly graph: Graph;
  /** Keys of the demo workspace, when this start created it. */
  readonly demoKeys: DemoKeys | null;
  /** Answers what has begun, takes no more, and closes everything; for SIGTERM. */
  stop(): Promise<void>;
}

/** What tests may replace. */
export interface Overrides {
  /** The time, in milliseconds: for limits, expiry and last-used times. */
  clock?: () => number;
}

/** Puts the gateway together: the only place that knows all rooms. What it opened is closed again when it fails. */
export async function startApp(config: Config, log: Logger, overrides: Overrides = {}): Promise<App> {
  const opened: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    return await assemble(config, log, overrides, opened, stop);
  } catch (error) {
    await stop().catch((cause) => log.error({ err: cause }, 'closing after a failed start has failed'));
    throw error;
  }
}

async function assemble(
  config: Config,
  log: Logger,
  { clock = Date.now }: Overrides,
  opened: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<App> {
  const metrics = createMetrics();
  const database = await openDatabase(config, log);
  opened.push(() => database.stop());

  // Identity has connections of its own: it never waits behind the subgraphs' queries, and a server that does not
  // answer is noticed within the five seconds that a request may take to fail.
  const pool = database.openPool({ max: 4, queryTimeout: 4_000 });
  const limits = openLimits({ pool, clock });
  const answers = openAnswers({ pool, clock });
  const access = defineAccess(limits.read);
  const local = subgraphs.filter(({ name }) => !addressOf(config, name));
  await migrate(database, [access, limitsSchema, ...local]);

  const { authenticator, admin } = openAccess({ pool, log, clock });
  opened.push(() => authenticator.stop());
  const port = inProcessPort();
  const queue = jobQueue();
  const services = { pool: database.pool, log, config, graph: port, metrics: metrics.registry, queue };
  const here = [access, ...local].map((subgraph) => subgraph.open(services));
  const demoKeys = database.embedded
    ? await exclusively(database.pool, 'demo', () => createDemo(admin, config.dataDir, fillWith(here, clock)))
    : null;

  const graph = await openGraph({
    supergraphSdl: supergraphSdl(),
    transports: transports(config, here, log),
    log,
  });
  opened.push(() => graph.stop());
  port.bind(graph);
  const jobs = await startJobs(database.pool, [...jobsOf(here), answers.sweep], log);
  queue.bind(jobs);
  opened.push(() => jobs.stop());

  const server = await createServer({
    config,
    log,
    metrics,
    rewrite: createRewrite(dialects, parseHosts(config.DIALECT_HOSTS, dialects)),
    unreadable: unreadableIn(dialects),
  });
  const doors = {
    graph,
    authenticator,
    limits,
    answers,
    addresses: createAddressLimiter(clock),
    metrics,
    config,
    log,
  };
  const graphql = await registerGraphql(server, doors);
  opened.push(() => graphql.stop());
  opened.push(() => server.close());
  for (const dialect of dialects) await registerDialect(server, dialect, doors);
  const media = openMediaDoor(config);
  if (media) await registerMedia(server, media, clock);
  registerOperations(server, { metrics, pool: database.pool, ping: () => pool.query('select 1') });
  registerDocuments(server, {
    introspection: config.INTROSPECTION,
    known: async (request) =>
      (await identify(request, ['bearer', 'x-api-key'], authenticator)).outcome === 'known',
    openApi: Object.fromEntries(dialects.map((dialect) => [dialect.name, openApiOf(dialect)])),
  });
  const url = await server.listen({ host: config.HOST, port: config.PORT });
  return { url, admin, graph, demoKeys, stop };
}

/** The address of a subgraph that runs in another process; empty for one that runs here. */
function addressOf(config: Config, name: string): string {
  return config[`SUBGRAPH_${name.toUpperCase()}_URL` as 'SUBGRAPH_POSTS_URL'] ?? '';
}

function transports(config: Config, here: readonly OpenSubgraph[], log: Logger): Map<string, Transport> {
  const found = new Map<string, Transport>();
  for (const subgraph of here) found.set(subgraph.name, inProcessTransport(subgraph, log));
  for (const { name } of subgraphs) {
    if (!found.has(name))
      found.set(name, httpTransport(name, addressOf(config, name), config.SUBGRAPH_SECRET));
  }
  return found;
}

function jobsOf(here: readonly OpenSubgraph[]): BoundJob[] {
  return here.flatMap(({ jobs }) => jobs);
}

function fillWith(here: readonly OpenSubgraph[], clock: () => number) {
  return async (workspaceId: string) => {
    for (const subgraph of here) await subgraph.demo(workspaceId, new Date(clock()));
  };
}
