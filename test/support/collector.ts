import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { readTraces, type SentSpan } from './otlp-traces.ts';

/** A span as a collector receives it. */
export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** How its work has failed; undefined if it has not. */
  readonly failure: string | undefined;
  readonly service: unknown;
}

/**
 * A stand-in for an OpenTelemetry collector, which receives traces as Protocol Buffers and metrics
 * as JSON.
 */
export interface Collector {
  readonly url: string;
  readonly spans: CollectedSpan[];
  /** The latest export of each metric, by its name. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
  readonly metrics: Map<string, any>;
  /** The headers of the last request. */
  headers: IncomingHttpHeaders;
  stop(): Promise<void>;
}

/** Starts a collector. */
export async function startCollector(): Promise<Collector> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { 'content-type': type } = request.headers;
    collector.headers = request.headers;
    if (request.url === '/v1/traces' && type === 'application/x-protobuf')
      collector.spans.push(...readTraces(body).map(collected));
    if (request.url === '/v1/metrics')
      for (const metric of metricsIn(JSON.parse(body.toString()))) collector.metrics.set(metric.name, metric);
    // An empty message of Protocol Buffers has no bytes.
    if (type === 'application/x-protobuf') response.writeHead(200, { 'content-type': type }).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    metrics: new Map(),
    headers: {},
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return collector;
}

function collected({ parentSpanId = '', status, resource, ...span }: SentSpan): CollectedSpan {
  return {
    name: span.name,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId,
    attributes: span.attributes,
    failure: status?.code === 2 ? status.message : undefined,
    service: resource['service.name'],
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the body of a request
function metricsIn({ resourceMetrics }: any): any[] {
  // biome-ignore lint/suspicious/noExplicitAny: the body of a request
  return resourceMetrics.flatMap(({ scopeMetrics }: any) =>
    // biome-ignore lint/suspicious/noExplicitAny: the body of a request
    scopeMetrics.flatMap(({ metrics }: any) => metrics),
  );
}
