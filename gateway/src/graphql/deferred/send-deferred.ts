import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { GatewayConfig } from '../../config/index.ts';
import { openResponseStream } from '../../streams/index.ts';
import { type DeferFormat, deferFormatOf, END, firstPart, type LaterResults, part } from './defer-formats.ts';

/** What follows the first result of a request. */
export interface DeferredResponse {
  readonly later: LaterResults;
  /** Returns the extensions of the last part. */
  readonly lastExtensions?: (() => object) | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What follows the response of the GraphQL handler; null if it is the whole response. */
    deferred: DeferredResponse | null;
  }
}

/** Whether the client of a request accepts deferred fragments after the first result. */
export function acceptsDeferred({ headers }: FastifyRequest): boolean {
  return deferFormatOf(headers.accept) !== null;
}

/** Sends the response of a GraphQL handler in parts, if more follows it. */
export function sendDeferred(
  handler: RouteHandlerMethod,
  config: Pick<GatewayConfig, 'STREAM_HEARTBEAT_MS' | 'STREAM_PATIENCE_MS'>,
): RouteHandlerMethod {
  return async function (request, reply) {
    const body = await handler.call(this, request, reply);
    const format = deferFormatOf(request.headers.accept);
    const { deferred } = request;
    if (!deferred || !format || typeof body !== 'string') return body;
    await sendParts(request, reply, format, { body, ...deferred }, config);
  };
}

async function sendParts(
  { exchange, log }: FastifyRequest,
  reply: FastifyReply,
  { contentType, open }: DeferFormat,
  { body, later, lastExtensions }: DeferredResponse & { readonly body: string },
  config: Pick<GatewayConfig, 'STREAM_HEARTBEAT_MS' | 'STREAM_PATIENCE_MS'>,
): Promise<void> {
  // A hijacked response has no `onSend`, in which these are written otherwise.
  for (const [name, value] of exchange?.written() ?? []) reply.header(name, value);
  reply.removeHeader('content-length').hijack();
  const first = JSON.parse(body);
  const writer = open(first.data, later.pending);
  const ending = new AbortController();
  reply.raw.once('close', () => ending.abort());
  const stream = openResponseStream(reply.raw, {
    headers: { ...(reply.getHeaders() as Record<string, string>), 'content-type': contentType },
    // Parts have the deadline of the operation, so the connection needs nothing to stay open.
    heartbeat: '',
    heartbeatMs: config.STREAM_HEARTBEAT_MS,
    patienceMs: config.STREAM_PATIENCE_MS,
    signal: ending.signal,
  });
  try {
    // Inserted as text, because parsing would change numbers that JavaScript cannot represent.
    const members = JSON.stringify(writer.first).slice(1);
    if (!(await stream.send(firstPart(`${body.trimEnd().slice(0, -1)},${members}`)))) return;
    for await (const delivery of later.results) {
      const extensions = delivery.isLast && lastExtensions && { extensions: lastExtensions() };
      const next = JSON.stringify({ ...writer.next(delivery), ...extensions });
      if (!(await stream.send(part(next)))) return;
    }
  } catch (error) {
    log.error({ err: error }, 'a deferred response has failed');
    reply.raw.destroy();
  } finally {
    stream.end(END);
  }
}
