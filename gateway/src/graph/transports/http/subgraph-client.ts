import { setTimeout as wait } from 'node:timers/promises';
import { type CircuitLimits, openCircuit } from '@tributary/kit/http-client';
import type { TraceHeaders } from '@tributary/kit/telemetry';
import type { ClientExchange, Headers, RoutedRequest } from '../client-exchange.ts';
import type { SubgraphOperation } from '../transport.ts';
import { type Compression, compressedExchange } from './compressed-exchange.ts';
import type { SubgraphAddress } from './connections/subgraph-address.ts';
import { SubgraphPool } from './connections/subgraph-pool.ts';
import type { Exchange, Posted, PostLimits } from './exchange.ts';
import { sharedExchange } from './shared-exchange.ts';

/**
 * Connections to one subgraph; each carries one operation at a time, so that a slow one does not
 * block others.
 */
const CONNECTIONS = 64;

/**
 * Errors of a connection without a response: the subgraph restarts, or has closed an idle
 * connection.
 */
const NO_RESPONSE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT']);

/** Statuses of a proxy whose subgraph is temporarily unavailable. */
const UNAVAILABLE = new Set([502, 503, 504]);

/** Delay before the second retry, which doubles with each further one, and its maximum. */
const RETRY_DELAY = 50;
const MAX_RETRY_DELAY = 1_000;

/** Returns the headers of an operation for the request it is part of. */
export type HeadersOf = (request: RoutedRequest) => Promise<Record<string, string>>;

/** The protection of a subgraph, and of the gateway from it. */
export interface SubgraphLimits extends PostLimits {
  /**
   * How often a query is sent again after a lost connection, or a status that says that the
   * subgraph is unavailable. Without it, once, and only after a lost connection. Mutations never
   * are.
   */
  readonly retries?: number | undefined;
  /** Without it, a subgraph is called however often it has failed. */
  readonly breaker?: CircuitLimits | undefined;
  /** Whether equal queries that are in flight at the same time are sent once. */
  readonly deduplicates?: boolean | undefined;
  readonly compression?: Compression | undefined;
}

/** How a subgraph is reached. */
export interface ClientOptions extends SubgraphLimits {
  readonly headersOf: HeadersOf;
  /** Returns the headers that continue the trace of an operation; absent without tracing. */
  readonly traceOf?: ((operation: SubgraphOperation) => TraceHeaders | undefined) | undefined;
  /** Maximum time that nothing arrives, in milliseconds. */
  readonly timeout: number;
  /** The error message for status 401, if it is not about the caller. */
  readonly unauthorized?: string | undefined;
  /** Whether the client's exchange receives the headers of responses. */
  readonly reportsHeaders?: boolean | undefined;
  /** Reports that the circuit breaker has opened or closed. */
  readonly onBreaker?: ((isOpen: boolean) => void) | undefined;
}

/** An HTTP client of one subgraph. */
export interface SubgraphClient {
  /** Sends an operation; `body` is its JSON. */
  send(operation: SubgraphOperation, body: string): Promise<Posted>;
  stop(): Promise<void>;
}

type Send = SubgraphClient['send'];

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
};

/** Opens a client; the features that its options leave out cost nothing per request. */
export function openSubgraphClient(
  name: string,
  address: SubgraphAddress,
  options: ClientOptions,
): SubgraphClient {
  const { timeout, maxBytes, totalTimeout } = options;
  const pool = new SubgraphPool(address, { connections: CONNECTIONS, timeout, maxBytes, totalTimeout });
  let send = sender(pool, options);
  if (options.reportsHeaders) send = reporting(name, send);
  if (options.breaker) send = breaking(send, options.breaker, options.onBreaker);
  return { send: retrying(send, options.retries), stop: async () => pool.destroy() };
}

/** Sends each operation once. */
function sender(pool: SubgraphPool, options: ClientOptions): Send {
  const { headersOf, traceOf, unauthorized, compression, deduplicates, maxBytes } = options;
  let exchange: Exchange = (sent) => pool.post(sent);
  if (compression) exchange = compressedExchange(exchange, compression, maxBytes);
  const ofQueries = deduplicates ? sharedExchange(exchange) : exchange;
  return async (operation, body) => {
    const { kind, request } = operation;
    const headers = { ...HEADERS, ...(await headersOf(request)) };
    const sent = { headers, trace: traceOf?.(operation), body, signal: request.signal };
    const posted = await (kind === 'query' ? ofQueries(sent) : exchange(sent));
    if (posted.status === 401 && unauthorized) throw new Error(unauthorized);
    return posted;
  };
}

function reporting(name: string, send: Send): Send {
  return async (operation, body) => {
    const posted = await send(operation, body);
    reportHeaders(operation.request.exchange, name, posted.headers);
    return posted;
  };
}

function reportHeaders(exchange: ClientExchange | undefined, name: string, headers: Headers): void {
  exchange?.received(name, headers);
}

/** Counts failures of the subgraph; a request that its caller has given up is none. */
function breaking(send: Send, limits: CircuitLimits, onChange: (isOpen: boolean) => void = () => {}): Send {
  const abandoned = new WeakSet<object>();
  const circuit = openCircuit<Posted>({
    ...limits,
    isFailure: (error) => !abandoned.has(error as object),
    isFailedResult: ({ status }) => status >= 500,
    onChange,
  });
  return (operation, body) =>
    circuit.execute(async () => {
      try {
        return await send(operation, body);
      } catch (error) {
        if (operation.request.signal.aborted) abandoned.add(error as object);
        throw error;
      }
    });
}

function retrying(send: Send, retries: number | undefined): Send {
  const most = retries ?? 1;
  const isUnavailable = retries === undefined ? () => false : ({ status }: Posted) => UNAVAILABLE.has(status);
  return async (operation, body) => {
    for (let retry = 0; ; retry++) {
      const mayRetry = operation.kind === 'query' && retry < most;
      try {
        const posted = await send(operation, body);
        if (!mayRetry || !isUnavailable(posted)) return posted;
      } catch (error) {
        if (!mayRetry || operation.request.signal.aborted || !NO_RESPONSE.has(codeOf(error))) throw error;
      }
      if (retry > 0) await wait(delayOf(retry), undefined, { signal: operation.request.signal });
    }
  };
}

/** Half of the delay is random, so that requests that failed together are not repeated together. */
function delayOf(retry: number): number {
  const delay = Math.min(RETRY_DELAY * 2 ** (retry - 1), MAX_RETRY_DELAY);
  return delay / 2 + Math.random() * (delay / 2);
}

/** Returns the code of an error, or an empty text. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}
