import type { Logger } from '@tributary/kit';
import { type Close, type Config, withClosing } from '@tributary/kit/host';
import { openTelemetry, type Tracer } from '@tributary/kit/telemetry';
import {
  type Composition,
  compose,
  composePlain,
  type Overrides,
  type PlainComposition,
  sourcesOf,
} from '../compose/index.ts';
import { type GatewayConfig, gatewayConfig } from '../config/index.ts';
import { applyContract, type ReplaceableGraph, replaceableGraph, type TransportOf } from '../graph/index.ts';
import { type Manifest, readManifest, registerGraphql } from '../graphql/index.ts';
import { createServer, registerHealth } from '../http/index.ts';
import type { UsageRecorder } from '../usage/index.ts';
import { createBreakerStates } from './breaker-states.ts';
import { openRouterCache, type RouterCache, registerInvalidation } from './cache/index.ts';
import { authorizes, checkFile, warnOfSecurity } from './check-file.ts';
import { compileRules } from './compiled-rules.ts';
import { NO_FILE, type ReadRouterFile } from './file/index.ts';
import { healthSources } from './health-sources.ts';
import { type Reloader, reloadMetrics, type Sources, startReloader, warmPlans } from './reloading/index.ts';
import { recordUsage } from './router-usage.ts';
import { subgraphTransports } from './subgraph-transports.ts';
import { type Peers, sharedPort } from './workers/index.ts';

/** A running router of any supergraph. */
export interface Router {
  readonly url: string;
  /** Reads the supergraph and the configuration file again, and applies what has changed. */
  reload(): Promise<void>;
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
  /** Where both come from, to follow their changes; without it, nothing is reloaded. */
  readonly sources?: Sources | undefined;
  /** The workers that serve the same port; without it, this process serves it alone. */
  readonly peers?: Peers | undefined;
}

/** Starts a router: the GraphQL endpoint alone, in front of any supergraph. */
export function startRouter(config: Config, log: Logger, options: RouterOptions): Promise<Router> {
  return withClosing(log, (opened) => start(gatewayConfig(config), log, options, opened));
}

/** What a reload replaces. */
interface State {
  readonly live: ReplaceableGraph;
  rules: ReturnType<typeof compileRules>;
}

async function start(
  config: GatewayConfig,
  log: Logger,
  { supergraphSdl, plain, file = NO_FILE, sources, peers, ...overrides }: RouterOptions,
  opened: (close: Close) => void,
): Promise<Omit<Router, 'stop'>> {
  const signs = config.SUBGRAPH_SECRET !== '' && !plain;
  const telemetry = await openTelemetry(config);
  if (telemetry) opened(() => telemetry.stop());
  const tracer = telemetry?.tracer ?? undefined;
  const { clock } = sourcesOf(overrides);
  const cache = await openRouterCache({ file: file.values, config, log, clock }, opened);
  const breakers = createBreakerStates();
  const remote = ({ values }: ReadRouterFile) =>
    subgraphTransports({ file: values, config, signs, log, tracer, cache: cache?.cache, breakers });
  const source = sourceOf(file, supergraphSdl, remote(file));
  checkFile(file, source.supergraphSdl(), plain, config);
  const layout = {
    subgraphs: [],
    ...source,
    showErrors: true,
    tracer,
    workers: peers?.workers,
    cache: cache?.cache,
  };
  const identified = plain ? null : await compose(config, log, layout, overrides, opened);
  const parts = identified ?? composePlain(config, log, layout, overrides, opened);
  cache?.observe(parts.metrics.registry);
  breakers.observe(parts.metrics.registry);
  telemetry?.exportMetrics(parts.metrics.registry, parts.clock);
  const live = replaceableGraph(await parts.graph(), config.REQUEST_DEADLINE_MS);
  opened(() => live.stop());
  const state: State = { live, rules: compileRules(file.values, { config, clock: parts.clock }) };
  if (!signs && !authorizes(file)) warnOfSecurity(supergraphSdl, log);

  const followed = { supergraphSdl, plain, file, state, parts, remote, config, log, peers };
  const reloader = sources && follow(sources, followed);
  opened(async () => reloader?.stop());
  const hasRules = file !== NO_FILE;
  const own = identified?.usage;
  const usage = await recordUsage({ file: file.values, config, log, clock: parts.clock, own }, opened);
  const url = await serve(
    {
      config,
      log,
      state,
      parts,
      identified,
      hasRules,
      reloader,
      tracer,
      peers,
      usage,
      cache,
      file: file.values,
    },
    opened,
  );
  return { url, reload: async () => reloader?.reload() };
}

interface Served {
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly state: State;
  readonly parts: PlainComposition;
  /** The same parts if callers are identified. */
  readonly identified: Composition | null;
  /** Whether rules may appear; without, requests need not look for any. */
  readonly hasRules: boolean;
  readonly reloader: Reloader | undefined;
  readonly tracer: Tracer | undefined;
  readonly peers: Peers | undefined;
  readonly usage: UsageRecorder | undefined;
  readonly cache: RouterCache | null;
  readonly file: ReadRouterFile['values'];
}

/** Serves the endpoints, and returns their URL. */
async function serve(
  { config, log, state, parts, identified, hasRules, reloader, tracer, peers, usage, cache, file }: Served,
  opened: (close: Close) => void,
): Promise<string> {
  const { metrics, newId, streams, connections } = parts;
  const rules = hasRules ? followedRules(state) : {};
  const server = await createServer({
    config,
    log,
    metrics,
    newId,
    router: { prepare: () => null, rewrite: (_, url) => url },
    malformed: () => null,
    tracer,
    ...rules,
  });
  const graphql = await registerGraphql(server, {
    graph: state.live,
    config,
    log,
    admission: identified?.admission,
    tickets: identified?.tickets,
    streams,
    connections,
    newId,
    reportsCost: identified !== null,
    usage,
    persisted: manifestOf(config),
    ...rules,
  });
  opened(() => graphql.stop());
  opened(() => server.close());
  const key = file.cache?.invalidationKey;
  if (cache && key) {
    peers?.onInvalidated((which) => cache.cache.invalidate(which));
    const tellOthers: Peers['invalidate'] = (which) => peers?.invalidate(which);
    registerInvalidation(server, { key, cache, tellOthers });
  }
  registerHealth(server, healthSources({ metrics, ping: identified?.ping, reloader, peers }));
  return server.listen({ host: config.HOST, port: config.PORT, ...(peers ? sharedPort() : {}) });
}

function followedRules(state: State) {
  return {
    cors: () => state.rules.cors,
    openExchange: (headers: Parameters<State['rules']['openExchange']>[0]) =>
      state.rules.openExchange(headers),
  };
}

interface Followed {
  readonly supergraphSdl: string;
  readonly plain: boolean;
  readonly file: ReadRouterFile;
  readonly state: State;
  readonly parts: PlainComposition;
  readonly remote: (file: ReadRouterFile) => TransportOf;
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly peers: Peers | undefined;
}

/** Replaces the graph and the rules whenever the supergraph or the configuration file changes. */
function follow(
  sources: Sources,
  { supergraphSdl, plain, file: first, state, parts, remote, config, log, peers }: Followed,
): Reloader {
  return startReloader({
    sources,
    initial: { supergraph: supergraphSdl, file: first === NO_FILE ? undefined : first.text },
    async apply(sdl, read) {
      const file = read ?? NO_FILE;
      const source = sourceOf(file, sdl, remote(file));
      checkFile(file, source.supergraphSdl(), plain, config);
      const rules = compileRules(file.values, { config, clock: parts.clock, before: state.rules });
      const next = await parts.openOther(source);
      const operations = await warmPlans(state.live.current(), next);
      await parts.bind(next);
      state.rules = rules;
      state.live.replace(next);
      log.info({ operations }, 'the supergraph was replaced');
      if (JSON.stringify(file.values.settings) !== JSON.stringify(first.values.settings))
        log.warn('changed `settings` of the configuration file take effect at the next start');
    },
    onApplied: (texts) => peers?.applied(texts),
    metrics: reloadMetrics(parts.metrics.registry),
    clock: parts.clock,
    log,
  });
}

/** Returns what a graph is opened from; a contract hides parts of it. */
function sourceOf(file: ReadRouterFile, sdl: string, remote: TransportOf) {
  const { contract } = file.values;
  const shown = contract ? applyContract(sdl, contract) : sdl;
  return { supergraphSdl: () => shown, remote, authorizes: authorizes(file) };
}

function manifestOf({ PERSISTED_DOCUMENTS_FILE }: GatewayConfig): Manifest {
  return PERSISTED_DOCUMENTS_FILE ? readManifest(PERSISTED_DOCUMENTS_FILE) : new Map();
}
