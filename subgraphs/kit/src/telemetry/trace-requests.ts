import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OpenSpan, ReceivedSpan, SpanLabel, Tracer } from './tracer.ts';

/** Endpoints for operators, which are requested every few seconds. */
const UNTRACED = new Set(['/health/live', '/health/ready', '/metrics']);

/** The property of a request with its span. */
const SPAN = Symbol('span');

interface TracedRequest {
  /** Null for requests that are not traced. */
  [SPAN]: ReceivedSpan | null;
}

const spanOf = (request: FastifyRequest) => request as FastifyRequest & TracedRequest;

/**
 * Starts a span for each request to a server. It names the route instead of the URL, which may
 * contain credentials.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer): void {
  app.decorateRequest(SPAN, null);
  const labelOf = requestLabels();
  app.addHook('onRequest', (request, reply, done) => {
    const { url: route = '' } = request.routeOptions;
    if (UNTRACED.has(route)) return done();
    const span = tracer.receive(labelOf(request.method, route), request.headers);
    spanOf(request)[SPAN] = span;
    // Nothing reads an unsampled span before the endpoint.
    if (!span.isSampled) return done();
    // Closed once, so that `once` would only cost a wrapper.
    reply.raw.on('close', () => endOf(span, request.id, reply.raw));
    span.run(done);
  });
  // The body arrives in events of the socket, outside of the request's asynchronous context.
  app.addHook('preValidation', (request, _, done) => {
    const span = spanOf(request)[SPAN];
    if (span) span.run(done);
    else done();
  });
}

interface EndedResponse {
  readonly statusCode: number;
  readonly writableFinished: boolean;
}

function endOf(span: OpenSpan, id: string, { statusCode, writableFinished }: EndedResponse): void {
  const failure = !writableFinished ? 'disconnected' : statusCode >= 500 ? String(statusCode) : undefined;
  span.end({ 'tributary.request.id': id, 'http.response.status_code': statusCode }, failure);
}

/** Returns the labels of requests by method and route, of which there are few. */
function requestLabels(): (method: string, route: string) => SpanLabel {
  const labels = new Map<string, Map<string, SpanLabel>>();
  return (method, route) => {
    const known = labels.get(route)?.get(method);
    if (known) return known;
    const attributes = { 'http.request.method': method, 'http.route': route };
    const label: SpanLabel = { name: `${method} ${route}`.trim(), kind: 'server', attributes };
    const ofRoute = labels.get(route) ?? new Map<string, SpanLabel>();
    labels.set(route, ofRoute.set(method, label));
    return label;
  };
}
