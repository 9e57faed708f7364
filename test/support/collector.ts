import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

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

/** A stand-in for an OpenTelemetry collector, which receives OTLP as JSON over HTTP. */
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
    const body = JSON.parse(await text(request));
    collector.headers = request.headers;
    if (request.url === '/v1/traces') collector.spans.push(...spansIn(body));
    if (request.url === '/v1/metrics')
      for (const metric of metricsIn(body)) collector.metrics.set(metric.name, metric);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
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

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const attributesIn = (attributes: readonly Attribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

// biome-ignore lint/suspicious/noExplicitAny: the body of a request
function spansIn({ resourceSpans }: any): CollectedSpan[] {
  // biome-ignore lint/suspicious/noExplicitAny: the body of a request
  return resourceSpans.flatMap(({ resource, scopeSpans }: any) =>
    // biome-ignore lint/suspicious/noExplicitAny: the body of a request
    scopeSpans.flatMap(({ spans }: any) =>
      // biome-ignore lint/suspicious/noExplicitAny: the body of a request
      spans.map(({ name, traceId, spanId, parentSpanId = '', attributes, status }: any) => ({
        name,
        traceId,
        spanId,
        parentSpanId,
        attributes: attributesIn(attributes),
        failure: status?.code === 2 ? status.message : undefined,
        service: attributesIn(resource.attributes)['service.name'],
      })),
    ),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: the body of a request
function metricsIn({ resourceMetrics }: any): any[] {
  // biome-ignore lint/suspicious/noExplicitAny: the body of a request
  return resourceMetrics.flatMap(({ scopeMetrics }: any) =>
    // biome-ignore lint/suspicious/noExplicitAny: the body of a request
    scopeMetrics.flatMap(({ metrics }: any) => metrics),
  );
}
