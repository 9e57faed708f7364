import type { Logger } from '@tributary/kit';
import { type Config, createMetrics } from '@tributary/kit/host';
import { migrate, openDatabase } from '@tributary/kit/postgres';
import { createAdmission, limitsSchema } from './admission/index.ts';
import { type Close, withClosing } from './closing.ts';
import { type GatewayConfig, gatewayConfig } from './config/index.ts';
import {
  httpTransport,
  inProcessPort,
  inProcessTransport,
  openGraph,
  plainHttpTransport,
  type TransportOf,
} from './graph/index.ts';
import { admit, type Manifest, readManifest, registerGraphql } from './graphql/index.ts';
import { createServer, registerHealth } from './http/index.ts';
import { openIdentity } from './identity.ts';

/** The gateway as a router of somebody's supergraph, listening. */
export interface Router {
  readonly url: string;
  /** IdempotentResponses what has begun, takes no more, and closes everything. */
  stop(): Promise<void>;
}

/** What a router routes. */
export interface RouterOptions {
  /** Any Federation 2 supergraph; the addresses of its subgraphs are in it. */
  readonly supergraphSdl: string;
  /** Without identity and limits, and so without a database. */
  readonly plain: boolean;
  /** How subgraphs are reached, for those that are not behind their addresses. */
  readonly transportOf?: TransportOf;
}

/** Puts a router together: the gateway with its GraphQL door alone, in front of any supergraph. */
export function startRouter(config: Config, log: Logger, options: RouterOptions): Promise<Router> {
  return withClosing(log, (opened) => assemble(gatewayConfig(config), log, options, opened));
}

async function assemble(
  config: GatewayConfig,
  log: Logger,
  { supergraphSdl, plain, ...options }: RouterOptions,
  opened: (close: Close) => void,
): Promise<Omit<Router, 'stop'>> {
  const metrics = createMetrics();
  const identity = plain ? null : await openCallers(config, log, opened);
  const transportOf = options.transportOf ?? identity?.transportOf ?? plainTransport;
  const graph = await openGraph({
    supergraphSdl,
    transportOf,
    log,
    showErrors: true,
    engine: config.GRAPH_ENGINE,
    deadline: config.REQUEST_DEADLINE_MS,
  });
  opened(() => graph.stop());
  identity?.port.bind(graph);
  if (!config.SUBGRAPH_SECRET || plain) warnOfSecurity(supergraphSdl, log);

  const server = await createServer({
    config,
    log,
    metrics,
    router: { prepare: () => null, rewrite: (_, url) => url },
    unreadable: () => null,
  });
  const admission =
    identity &&
    createAdmission({
      authenticator: identity.authenticator,
      limits: identity.limits,
      metrics,
      maxConcurrent: config.KEY_MAX_CONCURRENT,
      trustProxy: config.TRUST_PROXY === 'true',
      clock: Date.now,
    });
  const graphql = await registerGraphql(server, {
    graph,
    config,
    log,
    admit: admission ? admit({ config, admission }) : undefined,
    tellsCost: !plain,
    persisted: manifestOf(config),
  });
  opened(() => graphql.stop());
  opened(() => server.close());
  registerHealth(server, { metrics, database: identity?.database });
  return { url: await server.listen({ host: config.HOST, port: config.PORT }) };
}

/** Keys, plans and limits of the database that the environment names, as `tributary start` has them. */
async function openCallers(config: Config, log: Logger, opened: (close: Close) => void) {
  const database = await openDatabase(config, log);
  opened(() => database.stop());
  const { access, authenticator, limits, ping } = openIdentity(database, config, log, {
    clock: Date.now,
    issuer: () => config.PUBLIC_URL,
  });
  opened(() => authenticator.stop());
  await migrate(database, [access, limitsSchema]);
  const secret = config.SUBGRAPH_SECRET;
  const port = inProcessPort();
  const own = access.open({ pool: database.pool, log, config, graph: port });
  const transportOf: TransportOf = (name, url) => {
    // A supergraph that was composed with the gateway's own subgraph finds it here.
    if (name === access.name) return inProcessTransport(own, log);
    return secret ? httpTransport(name, url, secret) : plainTransport(name, url);
  };
  return { authenticator, limits, transportOf, port, database: { pool: database.pool, ping } };
}

function plainTransport(name: string, url: string) {
  return plainHttpTransport(name, url, {
    headers: async ({ requestId }) => ({ 'x-request-id': requestId }),
  });
}

function manifestOf({ PERSISTED_DOCUMENTS_FILE }: GatewayConfig): Manifest {
  return PERSISTED_DOCUMENTS_FILE ? readManifest(PERSISTED_DOCUMENTS_FILE) : new Map();
}

/** Subgraphs enforce these, by the signed principal; without it they must know their callers in another way. */
function warnOfSecurity(supergraphSdl: string, log: Logger): void {
  const found = /specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\//.exec(supergraphSdl);
  if (!found) return;
  log.warn(`The supergraph uses @${found[1]}, which its subgraphs must enforce: they are not told who asks.`);
}
