import { type SubgraphRequest, TributaryError } from '@tributary/kit';
import { DELIVERY_HEADER, ONCE_HEADER, PRINCIPAL_HEADER, signPrincipal } from '@tributary/kit/host';
import { ResponseTooLargeError } from '@tributary/kit/http-client';
import { Pool } from 'undici';
import { type Posted, post } from './http-post.ts';
import { subscribeOverHttp } from './http-subscription.ts';
import { readResponse } from './read-response.ts';
import type { SubgraphOperation, Transport } from './transport.ts';
import { subscribeOverWebSocket } from './web-socket-subscription.ts';

/** Maximum response time of a subgraph, in milliseconds. */
const TIMEOUT = 30_000;

/**
 * Connections to one subgraph; each carries one operation at a time, so that a slow one does not
 * block others.
 */
const CONNECTIONS = 64;

/** How long a signed principal is reused, in milliseconds: well within the minute it is valid. */
const SIGNED_FOR = 30_000;

/**
 * Errors of a connection without a response: the subgraph restarts, or has closed an idle
 * connection.
 */
const NO_RESPONSE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Returns the headers of an operation for the request it is part of. */
export type HeadersOf = (request: SubgraphRequest) => Promise<Record<string, string>>;

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
};

/** An HTTP client of one subgraph. */
interface Client {
  readonly path: string;
  readonly pool: Pool;
  readonly headersOf: HeadersOf;
  /** The error message for status 401. */
  readonly unauthorized: string | undefined;
}

/** Sends operations to a subgraph of Tributary over HTTP, with the principal in a signed header. */
export function httpTransport(name: string, url: string, secret: string): Transport {
  if (!secret) throw new Error(`SUBGRAPH_SECRET is required to reach the subgraph ${name} over HTTP.`);
  const sign = signer(name, secret);
  return openHttp(name, url, {
    unauthorized: 'The subgraph rejected the gateway: their SUBGRAPH_SECRET differs.',
    headers: async (request) => ({
      'x-request-id': request.requestId,
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
export function plainHttpTransport(
  name: string,
  url: string,
  options: Omit<HttpOptions, 'unauthorized'> = {},
): Transport {
  return openHttp(name, url, options);
}

interface HttpOptions {
  readonly headers?: HeadersOf;
  readonly timeout?: number;
  /** The error message for status 401, if it is not about the caller. */
  readonly unauthorized?: string;
  /** How the subgraph is subscribed to; by server-sent events if not given. */
  readonly subscriptions?: SubscriptionProtocol | undefined;
}

/** Protocols by which a subgraph can be subscribed to. */
export type SubscriptionProtocol = 'sse' | 'websocket';

function openHttp(
  name: string,
  url: string,
  { headers, timeout = TIMEOUT, unauthorized, subscriptions = 'sse' }: HttpOptions,
): Transport {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: { timeout: Math.min(timeout, 10_000) },
  });
  const headersOf = headers ?? (async () => ({}));
  const path = pathname + search;
  const client: Client = { path, pool, headersOf, unauthorized };
  // Of their own, because subscriptions keep their connections.
  let streams: Pool | undefined;
  return {
    async execute(operation) {
      const { query, variables, operationName } = operation;
      const body = JSON.stringify({ query, variables, operationName });
      let posted: Posted;
      try {
        posted = await sendWithRetry(client, operation, body);
      } catch (cause) {
        throw failure(name, cause);
      }
      return readResponse(name, posted);
    },
    async subscribe({ query, variables, operationName, request }) {
      const own = await headersOf(request);
      const { signal } = request;
      const payload = { query, variables: { ...variables }, operationName };
      if (subscriptions === 'websocket')
        return subscribeOverWebSocket({ name, url, headers: own, payload, signal, timeout });
      streams ??= new Pool(origin, { headersTimeout: timeout, bodyTimeout: 0 });
      const post = { name, path, headers: { ...HEADERS, ...own }, body: JSON.stringify(payload), signal };
      return subscribeOverHttp(streams, post).catch((cause) => {
        throw cause instanceof TributaryError ? cause : failure(name, cause);
      });
    },
    async stop() {
      await Promise.all([pool.destroy(), streams?.destroy()]);
    },
  };
}

/** Retries once, and only a query whose connection closed without a response. */
async function sendWithRetry(client: Client, operation: SubgraphOperation, body: string): Promise<Posted> {
  const { kind, request } = operation;
  try {
    return await send(client, request, body);
  } catch (error) {
    const retry = kind === 'query' && !request.signal.aborted && NO_RESPONSE.has(codeOf(error));
    if (!retry) throw error;
    return send(client, request, body);
  }
}

async function send(client: Client, request: SubgraphRequest, body: string): Promise<Posted> {
  const { pool, path, headersOf, unauthorized } = client;
  const headers = { ...HEADERS, ...(await headersOf(request)) };
  const posted = await post(pool, { path, headers, body, signal: request.signal });
  if (posted.status === 401 && unauthorized) throw new Error(unauthorized);
  return posted;
}

/** Signs principals, and reuses a signature while it is fresh and its principal is referenced. */
function signer(name: string, secret: string): (request: SubgraphRequest) => Promise<string> {
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
  const timedOut = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'].includes(codeOf(cause));
  return new TributaryError(
    timedOut ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_FAILED',
    `The subgraph ${name} ${timedOut ? 'did not respond in time' : 'could not be reached'}.`,
    { cause, details },
  );
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}
