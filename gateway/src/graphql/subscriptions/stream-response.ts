import type { FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { type EndReason, openResponseStream, type ResponseStream } from '../../streams/index.ts';
import { acceptsJson } from '../accepts-json.ts';
import { openSubscription, type Refused, type SubscriptionServices } from './open-subscription.ts';
import {
  InvalidOperation,
  isSubscription,
  type ReadOperation,
  readOperation,
  type SentOperation,
} from './read-operation.ts';
import { formatOf, type StreamFormat } from './stream-formats.ts';

/** Statuses of subscriptions that are refused before the stream begins, by code. */
const STATUSES: Readonly<Record<string, number>> = { RATE_LIMITED: 429, UNAVAILABLE: 503 };

/**
 * Sends the results of a subscription as a stream, if the client accepts one. Every other operation
 * is left to the handler.
 */
export function streamSubscriptions(services: SubscriptionServices): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    const { accept } = request.headers;
    const format = formatOf(accept);
    if (!format || reply.sent) return;
    const sent = sentOperation(request);
    // Clients that accept both leave it to the operation; most of their operations are queries.
    if (acceptsJson(accept) && typeof sent.query === 'string' && !sent.query.includes('subscription')) return;
    const read = await readOperation(sent, services).catch(asInvalid);
    const isStream = read.document !== null && isSubscription(read.document, sent.operationName);
    if (!isStream && acceptsJson(accept)) return;
    if (read instanceof InvalidOperation)
      return sendErrors(reply, format, { errors: read.errors.map((error) => error.toJSON()) });
    await streamResults(request, reply, format, read, services);
  };
}

function asInvalid(error: unknown): InvalidOperation {
  if (error instanceof InvalidOperation) return error;
  throw error;
}

function sentOperation({ method, query, body }: FastifyRequest): SentOperation {
  if (method === 'POST') return (body ?? {}) as SentOperation;
  const { variables, extensions, ...sent } = query as Record<string, unknown>;
  return { ...sent, variables: fromJson(variables), extensions: fromJson(extensions) };
}

/** Parses a parameter; text that is no JSON is passed on, to be refused. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

async function streamResults(
  request: FastifyRequest,
  reply: FastifyReply,
  format: StreamFormat,
  operation: ReadOperation,
  services: SubscriptionServices,
): Promise<unknown> {
  const { credential, principal, id: requestId } = request;
  const ending = new AbortController();
  const { signal } = ending;
  reply.raw.once('close', () => ending.abort());
  const state: { reason?: EndReason; stream?: ResponseStream } = {};
  const end = (reason: EndReason) => {
    state.reason = reason;
    ending.abort();
    state.stream?.end(lastWords(format, reason));
  };
  const { raw, headers } = request;
  const subscriber = { request: raw, headers, requestId, credential, principal, end };
  const results = await openSubscription(operation, subscriber, services);
  if (!(Symbol.asyncIterator in results)) return sendErrors(reply, format, results);
  signal.addEventListener('abort', () => results.return?.());
  const stream = openStream(reply, format, signal, services);
  state.stream = stream;
  if (state.reason) stream.end(lastWords(format, state.reason));
  if (signal.aborted) return results.return?.();
  try {
    for await (const result of results)
      if (!(await stream.send(format.next(result))) && !signal.aborted) return end('slow_reader');
    if (!signal.aborted) stream.end(format.complete);
  } catch (error) {
    // The client subscribes again.
    services.log.error({ err: error, requestId }, 'a subscription has failed');
    reply.raw.destroy();
  }
}

function openStream(
  reply: FastifyReply,
  format: StreamFormat,
  signal: AbortSignal,
  { config }: Pick<SubscriptionServices, 'config'>,
): ResponseStream {
  reply.hijack();
  const stream = openResponseStream(reply.raw, {
    headers: { ...(reply.getHeaders() as Record<string, string>), 'content-type': format.contentType },
    heartbeat: format.heartbeat,
    heartbeatMs: config.STREAM_HEARTBEAT_MS,
    patienceMs: config.STREAM_PATIENCE_MS,
    signal,
  });
  if (format.start !== '') reply.raw.write(format.start);
  return stream;
}

/**
 * Sends the errors of a subscription that has not begun as its only result, because clients show
 * the errors of results, and only the status of other responses. Limits have a status of their own.
 */
function sendErrors(reply: FastifyReply, format: StreamFormat, { errors }: Refused): FastifyReply {
  const { code, retryAfter } = errors[0]?.extensions ?? {};
  const status = STATUSES[String(code)];
  if (status !== undefined) {
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    return reply.code(status).send({ errors });
  }
  return reply
    .header('content-type', format.contentType)
    .header('cache-control', 'no-store, no-transform')
    .send(format.start + format.next({ errors: [...errors] }) + format.complete);
}

/** Returns the end of a stream, with the reason as its last result. */
function lastWords(format: StreamFormat, reason: EndReason): string {
  const result = format.next({ errors: [ENDINGS[reason]] });
  return result + (reason === 'revoked' ? format.complete : format.interrupted);
}

const ENDINGS: Readonly<Record<EndReason, GraphQLFormattedError>> = {
  revoked: {
    message: 'The API key has been revoked or has expired.',
    extensions: { code: 'UNAUTHENTICATED', reason: 'revoked' },
  },
  shutdown: {
    message: 'The server is stopping. Subscribe again.',
    extensions: { code: 'UNAVAILABLE', reason: 'shutdown' },
  },
  slow_reader: {
    message: 'The results were not read in time.',
    extensions: { code: 'UNAVAILABLE', reason: 'slow_reader' },
  },
};
