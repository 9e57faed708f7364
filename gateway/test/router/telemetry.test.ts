import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTelemetry } from '@tributary/kit/telemetry';
import { silentLog, testConfig } from '@tributary/kit/testing';
import {
  type CollectedSpan,
  type Collector,
  http,
  startCollector,
  startTestApp,
} from '@tributary/test/support';
import { readSources } from '@tributary/test/support/sources';
import { type Router, startRouter } from '../../src/router/index.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const UNSAMPLED = '0af7651916cd43dd8448eb211c80319c';
const CALLER = '00f067aa0ba902b7';
const QUERY = 'query Reviewers { users { name reviews { body product { name } } } }';

let collector: Collector;
let shop: ShopServers;
beforeAll(async () => {
  [collector, shop] = await Promise.all([startCollector(), startShopServers()]);
});
afterAll(async () => {
  await collector.stop();
  await shop.stop();
});

/** The names of a span's ancestors, the nearest first. */
function ancestorsOf({ parentSpanId }: CollectedSpan): string[] {
  const parent = collector.spans.find(({ spanId }) => spanId === parentSpanId);
  return parent ? [parent.name, ...ancestorsOf(parent)] : [];
}

const named = (name: string) => collector.spans.filter((span) => span.name === name);

describe('a router with a collector', () => {
  /** What `/metrics` returned. */
  let exposed: string;

  beforeAll(async () => {
    const config = testConfig({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a%20b',
      OTEL_SERVICE_NAME: 'shop-router',
    });
    const router = await startRouter(config, silentLog, { supergraphSdl: shop.supergraphSdl, plain: true });
    const post = (query: string, headers = {}) =>
      http(router.url, '/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
    await post(QUERY, { traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: 'vendor=1' });
    await post(QUERY);
    await post(QUERY, { traceparent: `00-${UNSAMPLED}-${CALLER}-00`, tracestate: 'vendor=2' });
    shop.answer = (response, { service }) => {
      if (service !== 'accounts') return false;
      response.destroy();
      return true;
    };
    await post('query Failing { me { name } }');
    exposed = (await http(router.url, '/metrics')).text;
    // Everything that has not been exported is exported now.
    await router.stop();
  });

  test('continues the trace of the caller, from the request to every fetch', () => {
    const [request] = named('POST /graphql');
    expect(request).toMatchObject({
      traceId: TRACE,
      parentSpanId: CALLER,
      service: 'shop-router',
      failure: undefined,
      attributes: { 'http.request.method': 'POST', 'http.route': '/graphql' },
    });
    expect(Number(request!.attributes['http.response.status_code'])).toBe(200);
    const own = collector.spans.filter(({ traceId }) => traceId === TRACE);
    expect(own.map(({ name }) => name).sort()).toEqual([
      'POST /graphql',
      'fetch accounts',
      'fetch products',
      'fetch reviews',
      'graphql query',
      'plan',
    ]);
    const fetched = own.find(({ name }) => name === 'fetch reviews')!;
    expect(ancestorsOf(fetched)).toEqual(['graphql query', 'POST /graphql']);
    expect(ancestorsOf(own.find(({ name }) => name === 'plan')!)).toEqual(['graphql query', 'POST /graphql']);
  });

  test('sends subgraphs a traceparent, whose parent is the span of the fetch', () => {
    for (const { service, headers } of shop.received.slice(0, 3)) {
      const fetched = named(`fetch ${service}`).find(({ traceId }) => traceId === TRACE)!;
      expect(headers['traceparent']).toBe(`00-${TRACE}-${fetched.spanId}-01`);
      expect(headers['tracestate']).toBe('vendor=1');
    }
  });

  test('passes on the trace of a caller who does not sample it, and records nothing of it', () => {
    const sent = shop.received.filter(({ headers }) => headers['traceparent']?.includes(UNSAMPLED));
    expect(sent.map(({ service }) => service).sort()).toEqual(['accounts', 'products', 'reviews']);
    for (const { headers } of sent) {
      expect(headers['traceparent']).toMatch(new RegExp(`^00-${UNSAMPLED}-[0-9a-f]{16}-00$`));
      expect(headers['traceparent']).not.toContain(CALLER);
      expect(headers['tracestate']).toBe('vendor=2');
    }
    expect(collector.spans.filter(({ traceId }) => traceId === UNSAMPLED)).toEqual([]);
  });

  test('starts a trace of its own for a caller without one, and plans an operation once', () => {
    const [first, second] = named('graphql query');
    expect(first!.attributes['graphql.operation.name']).toBe('Reviewers');
    expect(second!.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(second!.traceId).not.toBe(TRACE);
    expect(named('plan').filter(({ traceId }) => traceId === second!.traceId)).toEqual([]);
  });

  test('marks what has failed, and leaves out the endpoints of operators', () => {
    const failed = collector.spans.filter(({ failure }) => failure !== undefined);
    expect(failed.map(({ name, failure }) => [name, failure])).toEqual([
      ['fetch accounts', 'UPSTREAM_FAILED'],
      ['graphql query', 'errors'],
    ]);
    expect(collector.spans.filter(({ name }) => name.includes('/metrics'))).toEqual([]);
  });

  test('exports the metrics of Prometheus under the same names, with equal counts', () => {
    const point = collector.metrics
      .get('tributary_fetch_seconds')
      // biome-ignore lint/suspicious/noExplicitAny: the body of a request
      .histogram.dataPoints.find(({ attributes }: any) => attributes[0].value.stringValue === 'reviews');
    expect(Number(point.count)).toBe(3);
    expect(point.bucketCounts.map(Number).reduce((sum: number, count: number) => sum + count, 0)).toBe(3);
    expect(point.bucketCounts).toHaveLength(point.explicitBounds.length + 1);
    expect(exposed).toContain('tributary_spans_dropped_total 0');
    expect(exposed).toContain('tributary_fetch_seconds_count{subgraph="reviews",outcome="ok"} 3');
    expect(collector.metrics.get('process_cpu_seconds_total').sum.isMonotonic).toBe(true);
    expect(collector.metrics.get('nodejs_eventloop_lag_p99_seconds').gauge.dataPoints).toHaveLength(1);
    expect(collector.headers['x-tenant']).toBe('a b');
  });

  test('has the metrics that the dashboard and the alert rules read', () => {
    const code = readSources('subgraphs').concat(readSources('gateway'));
    const known = code.map(({ text }) => text).join('\n') + exposed;
    for (const file of ['grafana-dashboard.json', 'alert-rules.yaml']) {
      const text = readFileSync(new URL(`../../../docs/telemetry/${file}`, import.meta.url), 'utf8');
      const names = text.match(/\b(tributary|nodejs|process)_[a-z0-9_]+/g)!;
      expect(names.length).toBeGreaterThan(10);
      const missing = names.filter((name) => !known.includes(name.replace(/_(bucket|sum|count)$/, '')));
      expect(missing).toEqual([]);
    }
  });
});

describe('a caller with the key for explanations', () => {
  const KEY = 'the key of the test for explanations';
  let router: Router;
  beforeAll(async () => {
    shop.reset();
    const config = testConfig({ GRAPHQL_EXPLAIN_KEY: KEY });
    router = await startRouter(config, silentLog, { supergraphSdl: shop.supergraphSdl, plain: true });
  });
  afterAll(() => router.stop());

  const explain = async (headers: Record<string, string>) => {
    const { json } = await http(router.url, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: QUERY }),
    });
    expect(json.data.users[0].reviews[0].product.name).toBe('Product 1');
    return json.extensions?.explain;
  };

  test('sees the plan and the timings of an operation', async () => {
    const { plan, fetches, milliseconds } = await explain({ 'x-tributary-explain': KEY });
    expect(plan).toMatchObject([
      { id: 0, after: [], subgraph: 'accounts', path: [] },
      { id: 1, after: [0], subgraph: 'reviews', path: ['users'] },
      { id: 2, after: [1], subgraph: 'products', path: ['users', 'reviews', 'product'] },
    ]);
    expect(plan[1].operation).toContain('_entities');
    expect(fetches).toMatchObject([
      { subgraph: 'accounts', entities: null, outcome: 'ok' },
      { subgraph: 'reviews', entities: 6, outcome: 'ok' },
      { subgraph: 'products', outcome: 'ok' },
    ]);
    expect(fetches[2].start).toBeGreaterThanOrEqual(fetches[1].start);
    expect(milliseconds).toBeGreaterThanOrEqual(fetches[2].start);
  });

  test('is the only one who does', async () => {
    expect(await explain({})).toBeUndefined();
    expect(await explain({ 'x-tributary-explain': KEY.toUpperCase() })).toBeUndefined();
  });
});

test('statements of a subgraph in the process belong to the fetch that needs them', async () => {
  const product = await startTestApp({
    settings: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces` },
  });
  const { errors } = await product.graphql('query Workspace { viewer { workspace { name } } }');
  expect(errors).toBeUndefined();
  await product.stop();
  const statements = collector.spans.filter(
    (span) => span.name === 'SELECT' && ancestorsOf(span)[0] === 'fetch access',
  );
  expect(statements.length).toBeGreaterThan(0);
  expect(ancestorsOf(statements[0]!).slice(1)).toEqual(['graphql query', 'POST /graphql']);
  expect(statements[0]!.attributes).toMatchObject({ 'db.system.name': 'postgresql' });
  expect(String(statements[0]!.attributes['db.query.text'])).toMatch(/^select .*\$1/s);
});

test('without a collector nothing is opened', async () => {
  expect(await openTelemetry(testConfig({}))).toBeNull();
  const importers = readSources('subgraphs')
    .concat(readSources('gateway'))
    .filter(
      ({ path, text }) => !path.includes('/test/') && /^(import .*|} from )'@opentelemetry\//m.test(text),
    )
    .map(({ path }) => path);
  expect(importers.sort()).toEqual(
    [
      'open-sdk',
      'prometheus-metrics',
      'spans/encode-span',
      'spans/sampling',
      'spans/span-queue',
      'spans/span-sender',
      'spans/span-tracer',
    ].map((name) => `subgraphs/kit/src/telemetry/${name}.ts`),
  );
});
