import type { Logger } from '@tributary/kit';
import type { Tracer } from '@tributary/kit/telemetry';
import type { GatewayConfig } from '../config/index.ts';
import {
  type HttpOptions,
  httpTransport,
  type PartCache,
  plainHttpTransport,
  type TransportOf,
} from '../graph/index.ts';
import type { BreakerStates } from './breaker-states.ts';
import type { RouterFile, SubgraphSettings } from './file/index.ts';
import { compileRequestRules, type WriteHeaders } from './headers/request-headers.ts';
import { compileResponseRules, type ResponseRules } from './headers/response-headers.ts';

/** Options of the transports of a router. */
export interface TransportOptions {
  readonly file: RouterFile;
  readonly config: GatewayConfig;
  /** Whether subgraphs receive the principal in a signed header. */
  readonly signs: boolean;
  readonly log: Logger;
  /** Its traces continue in subgraphs. */
  readonly tracer: Tracer | undefined;
  /** Stores what the file allows. */
  readonly cache: PartCache | undefined;
  /** Receives the states of circuit breakers. */
  readonly breakers: BreakerStates;
}

/** Returns the transports of a router's subgraphs, by its configuration file. */
export function subgraphTransports({
  file,
  config,
  signs,
  log,
  tracer,
  cache,
  breakers,
}: TransportOptions): TransportOf {
  return (name, declaredUrl) => {
    const settings = settingsOf(file, name);
    const caching = cache && file.cache && { cache, usualMaxAge: file.cache.maxAgeSeconds ?? 0 };
    if (settings.breaker) breakers.set(name, false);
    const onBreaker = (isOpen: boolean) => {
      breakers.set(name, isOpen);
      log.warn({ subgraph: name, isOpen }, 'the circuit breaker of a subgraph has changed');
    };
    const options = { ...httpOptions(settings, config), onBreaker, tracer, caching };
    const url = settings.url ?? declaredUrl;
    return signs
      ? httpTransport(name, url, config.SUBGRAPH_SECRET, options)
      : plainHttpTransport(name, url, options);
  };
}

/** Returns the compiled response rules of each subgraph; null if there are none at all. */
export function responseRules(file: RouterFile): ((service: string) => ResponseRules | null) | null {
  const all = compileResponseRules(file.allSubgraphs?.responseHeaders ?? []);
  const own = new Map(
    Object.keys(file.subgraphs ?? {}).map((name) => [
      name,
      compileResponseRules(settingsOf(file, name).responseHeaders ?? []),
    ]),
  );
  if (!all && [...own.values()].every((rules) => !rules)) return null;
  return (service) => own.get(service) ?? all;
}

/** Returns the settings of one subgraph: its own before those of all, and header rules of both. */
function settingsOf({ allSubgraphs = {}, subgraphs = {} }: RouterFile, name: string): SubgraphSettings {
  const own: SubgraphSettings = (Object.hasOwn(subgraphs, name) && subgraphs[name]) || {};
  return {
    ...allSubgraphs,
    ...own,
    requestHeaders: [...(allSubgraphs.requestHeaders ?? []), ...(own.requestHeaders ?? [])],
    responseHeaders: [...(allSubgraphs.responseHeaders ?? []), ...(own.responseHeaders ?? [])],
  };
}

function httpOptions(settings: SubgraphSettings, config: GatewayConfig): HttpOptions {
  const { breaker, requestHeaders = [], responseHeaders = [] } = settings;
  return {
    headers: headersBy(compileRequestRules(requestHeaders)),
    // The limit of inactivity is at least as long, so that the total time alone decides.
    timeout: settings.timeoutMs && settings.timeoutMs + 1_000,
    totalTimeout: settings.timeoutMs,
    retries: settings.retries,
    breaker: breaker && { after: breaker.failures, coolDown: breaker.pauseMs },
    maxBytes: settings.maxResponseBytes,
    deduplicates: settings.deduplicate,
    compression: settings.compression,
    subscriptions: settings.subscriptions ?? config.SUBGRAPH_SUBSCRIPTIONS,
    reportsHeaders: responseHeaders.length > 0,
  };
}

/** A request that no client has sent. */
const NOBODY = { headers: {}, identity: null };

function headersBy(write: WriteHeaders | null): NonNullable<HttpOptions['headers']> {
  if (!write) return async ({ requestId }) => ({ 'x-request-id': requestId });
  return async ({ requestId, exchange }) => {
    const headers: Record<string, string> = { 'x-request-id': requestId };
    write(exchange ?? NOBODY, headers);
    return headers;
  };
}
