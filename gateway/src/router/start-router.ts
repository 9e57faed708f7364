import type { Logger } from '@tributary/kit';
import { type Close, type Config, withClosing } from '@tributary/kit/host';
import { compose, composePlain, type Overrides } from '../compose/index.ts';
import { type CorsRules, type GatewayConfig, gatewayConfig } from '../config/index.ts';
import { type ClientExchange, type Headers, subgraphsOf } from '../graph/index.ts';
import { type Manifest, readManifest, registerGraphql } from '../graphql/index.ts';
import { createServer, registerHealth } from '../http/index.ts';
import { NO_FILE, type ReadRouterFile, type RouterFile } from './file/index.ts';
import { openExchange } from './headers/response-headers.ts';
import { responseRules, subgraphTransports } from './subgraph-transports.ts';

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
  /** The configuration file, if there is one. */
  readonly file?: ReadRouterFile | undefined;
}

/** Starts a router: the GraphQL endpoint alone, in front of any supergraph. */
export function startRouter(config: Config, log: Logger, options: RouterOptions): Promise<Router> {
  return withClosing(log, (opened) => start(gatewayConfig(config), log, options, opened));
}

async function start(
  config: GatewayConfig,
  log: Logger,
  { supergraphSdl, plain, file = NO_FILE, ...overrides }: RouterOptions,
  opened: (close: Close) => void,
): Promise<Omit<Router, 'stop'>> {
  const signs = config.SUBGRAPH_SECRET !== '' && !plain;
  file.checkSubgraphs(subgraphsOf(supergraphSdl));
  const layout = {
    subgraphs: [],
    supergraphSdl: () => supergraphSdl,
    remote: subgraphTransports({ file: file.values, config, signs, log }),
    showErrors: true,
  };
  const identified = plain ? null : await compose(config, log, layout, overrides, opened);
  const parts = identified ?? composePlain(config, log, layout, overrides, opened);
  const graph = await parts.graph();
  if (!signs) warnOfSecurity(supergraphSdl, log);

  const { metrics, newId } = parts;
  const cors = corsRules(file.values);
  const server = await createServer({
    config,
    log,
    metrics,
    newId,
    router: { prepare: () => null, rewrite: (_, url) => url },
    malformed: () => null,
    cors,
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
    cors,
    openExchange: exchangeOpener(file.values),
  });
  opened(() => graphql.stop());
  opened(() => server.close());
  const database = identified ? { ...identified.database, ping: identified.ping } : undefined;
  registerHealth(server, { metrics, database });
  return { url: await server.listen({ host: config.HOST, port: config.PORT }) };
}

/** Returns the rules of the file; undefined if it has none and those of the environment apply. */
function corsRules({ cors }: RouterFile): CorsRules | undefined {
  if (!cors) return undefined;
  const { origins = [], originsMatching = [], allowHeaders, exposeHeaders, maxAgeSeconds, ...rules } = cors;
  const patterns = originsMatching.map((pattern) => new RegExp(`^(?:${pattern})$`));
  return {
    ...rules,
    origins: [...origins, ...patterns],
    allowedHeaders: allowHeaders,
    exposedHeaders: exposeHeaders,
    maxAge: maxAgeSeconds,
  };
}

/** Returns how exchanges are opened; undefined if no rule reads them. */
function exchangeOpener(file: RouterFile): ((headers: Headers) => ClientExchange) | undefined {
  const rules = responseRules(file);
  if (rules) return (headers) => openExchange(headers, rules);
  const all = [file.allSubgraphs, ...Object.values(file.subgraphs ?? {})];
  if (all.every((settings) => !settings?.requestHeaders?.length)) return undefined;
  return (headers) => ({ headers, received() {}, failed() {}, written: () => [] });
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
