import type { Logger } from '@tributary/kit';
import { type Close, type Config, withClosing } from '@tributary/kit/host';
import { compose, composePlain, type Overrides } from './compose/index.ts';
import { type GatewayConfig, gatewayConfig } from './config/index.ts';
import { httpTransport, plainHttpTransport, type TransportOf } from './graph/index.ts';
import { type Manifest, readManifest, registerGraphql } from './graphql/index.ts';
import { createServer, registerHealth } from './http/index.ts';

/** A running router of any supergraph. */
export interface Router {
  readonly url: string;
  /** Finishes requests in flight, accepts no more, and closes everything. */
  stop(): Promise<void>;
}

/** Options of a router. */
export interface RouterOptions extends Overrides {
  /** Any Federation 2 supergraph SDL, which contains the URLs of its subgraphs. */
  readonly supergraphSdl: string;
  /** Whether to run without identity and limits, and so without a database. */
  readonly plain: boolean;
}

/** Starts a router: the GraphQL endpoint alone, in front of any supergraph. */
export function startRouter(config: Config, log: Logger, options: RouterOptions): Promise<Router> {
  return withClosing(log, (opened) => start(gatewayConfig(config), log, options, opened));
}

async function start(
  config: GatewayConfig,
  log: Logger,
  { supergraphSdl, plain, ...overrides }: RouterOptions,
  opened: (close: Close) => void,
): Promise<Omit<Router, 'stop'>> {
  const signs = config.SUBGRAPH_SECRET !== '' && !plain;
  const layout = {
    subgraphs: [],
    supergraphSdl: () => supergraphSdl,
    remote: signs ? signedTransport(config) : plainTransport(config),
    showErrors: true,
  };
  const identified = plain ? null : await compose(config, log, layout, overrides, opened);
  const parts = identified ?? composePlain(config, log, layout, overrides, opened);
  const graph = await parts.graph();
  if (!signs) warnOfSecurity(supergraphSdl, log);

  const { metrics, newId } = parts;
  const server = await createServer({
    config,
    log,
    metrics,
    newId,
    router: { prepare: () => null, rewrite: (_, url) => url },
    malformed: () => null,
  });
  const graphql = await registerGraphql(server, {
    graph,
    config,
    log,
    admission: identified?.admission,
    tickets: identified?.tickets,
    streams: parts.streams,
    connections: parts.connections,
    newId,
    reportsCost: !plain,
    persisted: manifestOf(config),
  });
  opened(() => graphql.stop());
  opened(() => server.close());
  const database = identified ? { ...identified.database, ping: identified.ping } : undefined;
  registerHealth(server, { metrics, database });
  return { url: await server.listen({ host: config.HOST, port: config.PORT }) };
}

function signedTransport({ SUBGRAPH_SECRET }: Config): TransportOf {
  return (name, url) => httpTransport(name, url, SUBGRAPH_SECRET);
}

function plainTransport({ SUBGRAPH_SUBSCRIPTIONS: subscriptions }: GatewayConfig): TransportOf {
  return (name, url) =>
    plainHttpTransport(name, url, {
      headers: async ({ requestId }) => ({ 'x-request-id': requestId }),
      subscriptions,
    });
}

function manifestOf({ PERSISTED_DOCUMENTS_FILE }: GatewayConfig): Manifest {
  return PERSISTED_DOCUMENTS_FILE ? readManifest(PERSISTED_DOCUMENTS_FILE) : new Map();
}

/** Warns about security directives: only a signed principal lets subgraphs enforce them. */
function warnOfSecurity(supergraphSdl: string, log: Logger): void {
  const found = /specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\//.exec(supergraphSdl);
  if (!found) return;
  log.warn(
    `The supergraph uses @${found[1]}, which its subgraphs must enforce themselves: they receive no signed principal.`,
  );
}
