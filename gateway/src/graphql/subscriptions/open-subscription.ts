import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Logger, type Principal, TributaryError } from '@tributary/kit';
import type { GraphQLFormattedError } from 'graphql';
import type { Admission, SentCredential } from '../../admission/index.ts';
import type { GraphRequest, GraphResult } from '../../graph/index.ts';
import type { EndReason, OpenStream, OpenStreams } from '../../streams/index.ts';
import type { UsageRecorder } from '../../usage/index.ts';
import { GRAPHQL_RULES } from '../admit-operation.ts';
import type { OpenExchange } from '../client-exchanges.ts';
import type { OperationReader, ReadOperation } from './read-operation.ts';

/** Dependencies of subscriptions. */
export interface SubscriptionServices extends OperationReader {
  readonly log: Logger;
  readonly streams: OpenStreams;
  /** Without it, all callers are anonymous and uncounted. */
  readonly admission: Admission | undefined;
  /** Opens the exchange that the header rules of a router read; absent without rules. */
  readonly openExchange: OpenExchange | undefined;
  /** Records which clients subscribe to what; absent if nothing is recorded. */
  readonly usage: UsageRecorder | undefined;
  /** Whether results report the cost of the operation. */
  readonly reportsCost: boolean;
}

/** Who subscribes, by which request. */
export interface Subscriber {
  readonly request: IncomingMessage;
  /** Headers that identify the caller to the rules of a router. */
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
  /** The credential that the caller was admitted with; null if anonymous. */
  readonly credential: SentCredential | null;
  readonly principal: Principal | null;
  /** Ends the connection to the subscriber. */
  end(reason: EndReason): void;
}

/** A result of a subscription. */
export interface StreamedResult extends GraphResult {
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A subscription that was refused. */
export interface Refused {
  readonly errors: readonly GraphQLFormattedError[];
}

/** Seconds after which a refused subscription may try again. */
const RETRY_AFTER = 5;
/** Interval of trying again while the request limit of a key is used up, in milliseconds. */
const LIMITED_INTERVAL = 1_000;

/**
 * Starts a subscription and counts it among the streams of its key. Its results end when they are
 * no longer iterated, or when it is ended for one of the reasons of streams.
 */
export async function openSubscription(
  operation: ReadOperation,
  subscriber: Subscriber,
  services: SubscriptionServices,
): Promise<Refused | AsyncIterableIterator<StreamedResult>> {
  const { streams } = services;
  const { principal, requestId } = subscriber;
  const ending = new AbortController();
  const stream: OpenStream = {
    key: principal && { workspaceId: principal.workspaceId, keyId: principal.keyId },
    end(reason) {
      subscriber.end(reason);
      ending.abort();
    },
  };
  const exceeded = streams.add(stream);
  if (exceeded) return { errors: [tooMany(exceeded, services)] };
  const stop = () => {
    streams.delete(stream);
    ending.abort();
  };
  try {
    const { signal } = ending;
    const { document, source, operationName, variables, graph } = operation;
    const caller = { principal, requestId, signal, ...(await exchangeOf(subscriber, services)) };
    const request = { document, source, operationName, variables, ...caller };
    const started = await graph.subscribe(request, () => admitNext(subscriber, stream, signal, services));
    const failed = !(Symbol.asyncIterator in started);
    const workspaceId = principal?.workspaceId ?? null;
    const { headers } = subscriber;
    services.usage?.record({ schema: graph.schema, document, operationName, workspaceId, headers, failed });
    if (Symbol.asyncIterator in started) return stoppable(withCost(started, operation, services), stop);
    stop();
    return { errors: started.errors ?? [] };
  } catch (error) {
    stop();
    if (!(error instanceof TributaryError)) throw error;
    return { errors: [{ message: error.message, extensions: { code: error.code } }] };
  }
}

/** Opens an exchange for the start and for each event, so that an expired token ends it. */
async function exchangeOf(
  { headers }: Subscriber,
  { openExchange }: SubscriptionServices,
): Promise<Pick<GraphRequest, 'exchange'>> {
  return openExchange ? { exchange: await openExchange(headers) } : {};
}

/**
 * Counts the next event against the request limit of the key, as a query would be, and returns its
 * request with the caller's present rights. While the limit is used up the event waits: it must not
 * be lost. Null ends the subscription.
 */
async function admitNext(
  subscriber: Subscriber,
  stream: OpenStream,
  signal: AbortSignal,
  services: SubscriptionServices,
): Promise<Omit<GraphRequest, 'document' | 'variables'> | null> {
  const { request, requestId, credential } = subscriber;
  const { admission } = services;
  const exchange = await exchangeOf(subscriber, services);
  if (!admission || !credential) return { principal: null, requestId, signal, ...exchange };
  while (!signal.aborted) {
    const { principal, refusal } = await admission.readmit({ request, credential }, GRAPHQL_RULES);
    if (!refusal) return { principal, requestId, signal, ...exchange };
    if (refusal.reason !== 'limit') {
      stream.end('revoked');
      return null;
    }
    await wait(LIMITED_INTERVAL, undefined, { signal }).catch(() => {});
  }
  return null;
}

/** Reports the cost of each event, as the response to a query does. */
async function* withCost(
  results: AsyncIterable<GraphResult>,
  { cost: requested }: ReadOperation,
  { config, reportsCost }: SubscriptionServices,
): AsyncGenerator<StreamedResult, void, undefined> {
  const cost = { requested, maximum: config.GRAPHQL_MAX_COST };
  for await (const result of results)
    yield reportsCost && requested !== null ? { ...result, extensions: { cost } } : result;
}

/** Makes `return` end the results at once, although a generator first waits for its next value. */
function stoppable<Value>(
  values: AsyncGenerator<Value, void, undefined>,
  stop: () => void,
): AsyncIterableIterator<Value> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const next = await values.next();
      if (next.done) stop();
      return next;
    },
    async return() {
      stop();
      // Not awaited: it resolves once the work in progress has noticed the aborted signal.
      values.return().catch(() => {});
      return { done: true, value: undefined };
    },
  };
}

function tooMany(exceeded: 'key' | 'process', { config }: SubscriptionServices): GraphQLFormattedError {
  const [code, message] =
    exceeded === 'key'
      ? ['RATE_LIMITED', `At most ${config.STREAMS_MAX_PER_KEY} streams of a key at a time.`]
      : ['UNAVAILABLE', `At most ${config.STREAMS_MAX} streams in one process at a time.`];
  return { message, extensions: { code, retryAfter: RETRY_AFTER } };
}
