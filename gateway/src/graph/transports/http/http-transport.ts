import { TributaryError } from '@tributary/kit';
import { DELIVERY_HEADER, ONCE_HEADER, PRINCIPAL_HEADER, signPrincipal } from '@tributary/kit/host';
import { OpenCircuitError, ResponseTooLargeError } from '@tributary/kit/http-client';
import type { Tracer } from '@tributary/kit/telemetry';
import { Pool } from 'undici';
import { cachedTransport } from '../../caching/cached-transport.ts';
import type { PartCache } from '../../caching/part-cache.ts';
import { freshnessOf } from '../../caching/response-freshness.ts';
import type { RoutedRequest } from '../client-exchange.ts';
import type { SubgraphOperation, Transport } from '../transport.ts';
import { readAddress, type SubgraphAddress } from './connections/subgraph-address.ts';
import type { Posted } from './exchange.ts';
import { subscribeOverHttp } from './http-subscription.ts';
import { readResponse } from './read-response.ts';
import { type ClientOptions, codeOf, type HeadersOf, openSubgraphClient } from './subgraph-client.ts';
import { subscribeOverWebSocket } from './web-socket-subscription.ts';

/** Maximum time that nothing arrives from a subgraph, in milliseconds. */
const TIMEOUT = 30_000;

/** How long a signed principal is reused, in milliseconds: well within the minute it is valid. */
const SIGNED_FOR = 30_000;

/** Codes of errors that say that a response was late. */
const LATE = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'LATE_RESPONSE']);

/** Protocols by which a subgraph can be subscribed to. */
export type SubscriptionProtocol = 'sse' | 'websocket';

/** How operations are sent to a subgraph over HTTP. */
export interface HttpOptions
  extends Omit<ClientOptions, 'headersOf' | 'traceOf' | 'timeout' | 'unauthorized'> {
  /** Adds to the headers of an operation; the same for all operations of a request. */
  readonly headers?: HeadersOf | undefined;
  /** Maximum time that nothing arrives, in milliseconds. */
  readonly timeout?: number | undefined;
  /** How the subgraph is subscribed to; by server-sent events if not given. */
  readonly subscriptions?: SubscriptionProtocol | undefined;
  /** Its trace continues in the subgraph: the operation gets a `traceparent`. */
  readonly tracer?: Tracer | undefined;
  /** Stores parts of its responses; absent if nothing is stored. */
  readonly caching?: Caching | undefined;
}

/** How responses of a subgraph are stored. */
export interface Caching {
  readonly cache: PartCache;
  /** Seconds for which a response that says nothing about it may be used again. */
  readonly usualMaxAge: number;
}

/** Sends operations to a subgraph of Tributary over HTTP, with the principal in a signed header. */
export function httpTransport(
  name: string,
  url: string,
  secret: string,
  options: HttpOptions = {},
): Transport {
  if (!secret) throw new Error(`SUBGRAPH_SECRET is required to reach the subgraph ${name} over HTTP.`);
  const sign = signer(name, secret);
  const { headers = async ({ requestId }) => ({ 'x-request-id': requestId }) } = options;
  return openHttp(name, url, {
    ...options,
    headers,
    unauthorized: 'The subgraph rejected the gateway: their SUBGRAPH_SECRET differs.',
    signature: async (request) => ({
      ...(request.delivery ? { [DELIVERY_HEADER]: request.delivery } : {}),
      ...(request.once ? { [ONCE_HEADER]: request.once } : {}),
      [PRINCIPAL_HEADER]: await sign(request),
    }),
  });
}

/**
 * Sends operations to any GraphQL server over HTTP. An unreachable server or an invalid response is
 * UPSTREAM_FAILED; the server's URL appears in the log only.
 */
export function plainHttpTransport(name: string, url: string, options: HttpOptions = {}): Transport {
  return openHttp(name, url, options);
}

interface OpenOptions extends HttpOptions {
  /** Headers that no response depends on beyond the principal, and that are not in its key. */
  readonly signature?: HeadersOf;
  readonly unauthorized?: string;
}

function openHttp(name: string, url: string, options: OpenOptions): Transport {
  const { headers = async () => ({}), signature, timeout = TIMEOUT, tracer, caching, ...rest } = options;
  const common = caching ? onceForRequest(headers) : headers;
  const headersOf: HeadersOf = signature
    ? async (request) => ({ ...(await common(request)), ...(await signature(request)) })
    : common;
  const address = readAddress(url);
  const traceOf = tracer && (({ span }: SubgraphOperation) => (span ?? tracer).headers());
  const client = openSubgraphClient(name, address, { ...rest, headersOf, traceOf, timeout });
  const traced: HeadersOf = async (request) => ({ ...(await headersOf(request)), ...tracer?.headers() });
  const streams = openStreams(name, { ...options, url, address, headersOf: traced, timeout });
  const send = async (operation: SubgraphOperation): Promise<Posted> => {
    const { query, variables, operationName } = operation;
    const body = JSON.stringify({ query, variables, operationName });
    try {
      return await client.send(operation, body);
    } catch (cause) {
      throw failure(name, cause);
    }
  };
  const execute = async (operation: SubgraphOperation) => readResponse(name, await send(operation));
  const sendFresh = async (operation: SubgraphOperation) => {
    const posted = await send(operation);
    const rules = { usual: caching?.usualMaxAge ?? 0, declared: operation.hints?.declared ?? null };
    return { result: readResponse(name, posted), freshness: freshnessOf(posted.headers, rules) };
  };
  return {
    continuesTrace: true,
    execute,
    ...(caching
      ? cachedTransport({ name, url, cache: caching.cache, headersOf: common, execute, sendFresh })
      : {}),
    subscribe: streams.subscribe,
    async stop() {
      await Promise.all([client.stop(), streams.stop()]);
    },
  };
}

/** Computes the headers of a request once for all of its operations and their keys. */
function onceForRequest(headersOf: HeadersOf): HeadersOf {
  const known = new WeakMap<RoutedRequest, Promise<Record<string, string>>>();
  return (request) => {
    let headers = known.get(request);
    if (!headers) {
      headers = headersOf(request);
      known.set(request, headers);
    }
    return headers;
  };
}

interface StreamOptions extends Pick<HttpOptions, 'subscriptions'> {
  readonly url: string;
  readonly address: SubgraphAddress;
  readonly headersOf: HeadersOf;
  readonly timeout: number;
}

/** Subscribes on connections of their own, because subscriptions keep them. */
function openStreams(name: string, { subscriptions, url, address, headersOf, timeout }: StreamOptions) {
  const socketPath = 'path' in address.target ? address.target.path : null;
  const origin = socketPath === null ? new URL(url).origin : 'http://localhost';
  let pool: Pool | undefined;
  return {
    async subscribe({ query, variables, operationName, request }: SubgraphOperation) {
      const headers = await headersOf(request);
      const { signal } = request;
      const payload = { query, variables: { ...variables }, operationName };
      if (subscriptions === 'websocket')
        return subscribeOverWebSocket({
          name,
          url: webSocketUrl(url, address),
          headers,
          payload,
          signal,
          timeout,
        });
      pool ??= new Pool(origin, { headersTimeout: timeout, bodyTimeout: 0, connect: { socketPath } });
      const sent = { name, path: address.path, headers, body: JSON.stringify(payload), signal };
      return subscribeOverHttp(pool, sent).catch((cause) => {
        throw cause instanceof TributaryError ? cause : failure(name, cause);
      });
    },
    stop: async () => pool?.destroy(),
  };
}

/** Returns the URL of a WebSocket, in the form of `ws`. */
function webSocketUrl(url: string, { target, path }: SubgraphAddress): string {
  return 'path' in target ? `ws+unix://${target.path}:${path}` : url.replace(/^http/, 'ws');
}

/** Signs principals, and reuses a signature while it is fresh and its principal is referenced. */
function signer(name: string, secret: string): (request: RoutedRequest) => Promise<string> {
  const nobody = {};
  const signed = new WeakMap<object, { token: Promise<string>; until: number }>();
  return ({ principal }) => {
    const known = signed.get(principal ?? nobody);
    if (known && known.until > performance.now()) return known.token;
    const token = signPrincipal(principal, name, secret);
    signed.set(principal ?? nobody, { token, until: performance.now() + SIGNED_FOR });
    return token;
  };
}

function failure(name: string, cause: unknown): TributaryError {
  const details = { service: name };
  const tooLarge = ResponseTooLargeError.behind(cause);
  if (tooLarge)
    return new TributaryError('UPSTREAM_FAILED', `The subgraph ${name} returned ${tooLarge.excess}.`, {
      cause,
      details,
    });
  const timedOut = LATE.has(codeOf(cause));
  return new TributaryError(
    timedOut ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_FAILED',
    `The subgraph ${name} ${timedOut ? 'did not respond in time' : reasonOf(cause)}.`,
    { cause, details },
  );
}

function reasonOf(cause: unknown): string {
  return cause instanceof OpenCircuitError
    ? 'has failed repeatedly and is not called for now'
    : 'could not be reached';
}
