import { fileURLToPath } from 'node:url';
import type { Logger } from '@tributary/kit';
import { type Close, type Config, withClosing } from '@tributary/kit/host';
import { exclusively } from '@tributary/kit/postgres';
import { openMediaEndpoint, openSandboxPages } from '@tributary/publishing';
import { persistedDocumentsFile, supergraphSdl } from '@tributary/schema';
import type { FastifyInstance } from 'fastify';
import { type Admin, createDemo, type DemoKeys, type OauthAdmin } from './access/index.ts';
import { type Composition, compose, type Overrides } from './compose/index.ts';
import { type GatewayConfig, gatewayConfig, subgraphUrlName, subgraphUrlSettings } from './config/index.ts';
import { type Graph, httpTransport, type TransportOf } from './graph/index.ts';
import { checkSize, GRAPHQL_RULES, readManifest, registerGraphql } from './graphql/index.ts';
import {
  type Console,
  createServer,
  openConsole,
  registerBilling,
  registerConsole,
  registerDocuments,
  registerEvents,
  registerExports,
  registerHealth,
  registerMedia,
  registerSandbox,
} from './http/index.ts';
import { registerMcp } from './mcp/index.ts';
import { eventFilter } from './notifications/index.ts';
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

/** The console's build, which `npm start` creates if it is missing. */
const CONSOLE_FOLDER = fileURLToPath(new URL('../console/dist', import.meta.url));

/** A running gateway. */
export interface App {
  readonly url: string;
  readonly admin: Admin;
  readonly oauth: OauthAdmin;
  readonly graph: Graph;
  /** Keys of the demo workspace, if this start created it. */
  readonly demoKeys: DemoKeys | null;
  /**
   * Creates the link by which the first owner makes an account; null if the installation has a
   * user, several workspaces or no console.
   */
  createOwnerLink(): Promise<string | null>;
  /** Finishes requests in flight, accepts no more, and closes everything; for SIGTERM. */
  stop(): Promise<void>;
}

/**
 * Starts the gateway: all subgraphs, jobs and endpoints. If it fails, the parts that were opened
 * are closed.
 */
export function startApp(config: Config, log: Logger, overrides: Overrides = {}): Promise<App> {
  return withClosing(log, (opened) => start(gatewayConfig(config), log, overrides, opened));
}

async function start(
  config: GatewayConfig,
  log: Logger,
  overrides: Overrides,
  opened: (close: Close) => void,
): Promise<Omit<App, 'stop'>> {
  let address = '';
  const issuer = () => config.PUBLIC_URL || address;
  const urlOf = subgraphUrls(config);
  requireSecret(config, urlOf);
  const layout = {
    subgraphs: subgraphs.filter(({ name }) => !urlOf(name)),
    supergraphSdl,
    remote: remoteSubgraphs(config, urlOf),
    issuer,
  };
  const parts = await compose(config, log, layout, overrides, opened);
  const graph = await parts.graph();
  const demoKeys = await createDemoWorkspace(config, parts);
  await parts.startJobs();
  const webConsole =
    config.TRIBUTARY_CONSOLE === 'on' ? openConsole({ folder: CONSOLE_FOLDER, publicUrl: issuer }) : null;
  const server = await createServer({
    config,
    log,
    metrics: parts.metrics,
    newId: parts.newId,
    router: createRouter(dialects, parseHosts(config.DIALECT_HOSTS, dialects), parts.admission.callers),
    malformed: malformedRequestIn(dialects),
    ...(webConsole ? { showPage: webConsole.show } : {}),
  });
  const graphql = await registerGraphql(server, {
    graph,
    config,
    log,
    admission: parts.admission,
    tickets: parts.tickets,
    streams: parts.streams,
    connections: parts.connections,
    newId: parts.newId,
    reportsCost: true,
    persisted: readManifest(config.PERSISTED_DOCUMENTS_FILE || persistedDocumentsFile),
  });
  opened(() => graphql.stop());
  opened(() => server.close());
  for (const dialect of dialects) await registerDialect(server, dialect, { ...parts, graph });
  await registerMcp(server, {
    ...parts,
    config,
    graph,
    log,
    issuer,
    supergraphSdl: supergraphSdl(),
    limit: (document, variables) =>
      void checkSize(graph, config, { document, operationName: undefined, variables }),
  });
  registerExports(server, { ...parts, graph, config });
  await registerPages(server, { config, log, parts, issuer, webConsole });
  address = await server.listen({ host: config.HOST, port: config.PORT });
  return {
    url: address,
    admin: parts.admin,
    oauth: parts.oauthAdmin,
    graph,
    demoKeys,
    createOwnerLink: async () => (webConsole ? ((await parts.admin.createOwnerLink())?.url ?? null) : null),
  };
}

/**
 * Creates the demo workspace. The graph is open by then: sample data of one subgraph refers to that
 * of another.
 */
async function createDemoWorkspace(
  config: GatewayConfig,
  { database, admin, subgraphs: here, clock }: Composition,
): Promise<DemoKeys | null> {
  if (!database.embedded || config.TRIBUTARY_DEMO !== 'on') return null;
  const fill = async (workspaceId: string) => {
    for (const subgraph of here) await subgraph.demo(workspaceId, new Date(clock()));
  };
  return exclusively(database.lockPool, 'demo', () => createDemo(admin, config.dataDir, fill));
}

/** Dependencies of the endpoints that belong to no API. */
interface PageOptions {
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly parts: Composition;
  readonly issuer: () => string;
  readonly webConsole: Console | null;
}

/** Registers the endpoints that belong to no API. */
async function registerPages(
  server: FastifyInstance,
  { config, log, parts, issuer, webConsole }: PageOptions,
): Promise<void> {
  const { admission, clock, database, events, metrics, streams, tickets } = parts;
  const { oauth: store, ping } = parts;
  const trustProxy = config.TRUST_PROXY === 'true';
  const media = openMediaEndpoint(config);
  if (media) await registerMedia(server, media, { clock, trustProxy });
  registerSandbox(server, openSandboxPages(database.pool, config), clock);
  const hasConsole = webConsole !== null;
  await registerOauth(server, { store, issuer, hasConsole, log, clock, trustProxy });
  if (webConsole) registerConsole(server, webConsole);
  else server.get('/', async (_, reply) => reply.redirect('/graphql'));
  registerEvents(server, {
    admission,
    events: events.reader,
    tickets,
    streams,
    filterOf: eventFilter,
    config,
    log,
    clock,
  });
  registerHealth(server, { metrics, database: { ...database, ping } });
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
}

/** Returns the URL of a subgraph that runs in another process; empty for one in this process. */
function subgraphUrls(config: Config): (name: string) => string {
  const urls = config.read(subgraphUrlSettings(subgraphs.map(({ name }) => name)));
  return (name) => urls[subgraphUrlName(name)] as string;
}

/** Fails the start if a subgraph in another process could not verify who sends its requests. */
function requireSecret({ SUBGRAPH_SECRET }: Config, urlOf: (name: string) => string): void {
  const remote = subgraphs.find(({ name }) => urlOf(name));
  if (remote && !SUBGRAPH_SECRET)
    throw new Error(`SUBGRAPH_SECRET is required, because ${subgraphUrlName(remote.name)} is set.`);
}

function remoteSubgraphs(config: Config, urlOf: (name: string) => string): TransportOf {
  return (name) =>
    subgraphs.some((subgraph) => subgraph.name === name)
      ? httpTransport(name, urlOf(name), config.SUBGRAPH_SECRET)
      : undefined;
}
