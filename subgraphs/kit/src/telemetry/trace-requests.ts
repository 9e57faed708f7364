import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OpenSpan, Tracer } from './tracer.ts';

/** Endpoints for operators, which are requested every few seconds. */
const UNTRACED = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * Starts a span for each request to a server. It names the route instead of the URL, which may
 * contain credentials.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, OpenSpan>();
  app.addHook('onRequest', (request, reply, done) => {
    const { url: route = '' } = request.routeOptions;
    if (UNTRACED.has(route)) return done();
    const span = tracer.receive(`${request.method} ${route}`.trim(), request.headers, {
      'http.request.method': request.method,
      'http.route': route,
      'tributary.request.id': String(request.id),
    });
    spans.set(request, span);
    reply.raw.once('close', () => endOf(span, reply.raw));
    span.run(done);
  });
  // The body arrives in events of the socket, outside of the request's asynchronous context.
  app.addHook('preValidation', (request, _, done) => {
    const span = spans.get(request);
    if (span) span.run(done);
    else done();
  });
}

interface EndedResponse {
  readonly statusCode: number;
  readonly writableFinished: boolean;
}

function endOf(span: OpenSpan, { statusCode, writableFinished }: EndedResponse): void {
  const failure = !writableFinished ? 'disconnected' : statusCode >= 500 ? String(statusCode) : undefined;
  span.end({ 'http.response.status_code': statusCode }, failure);
}
