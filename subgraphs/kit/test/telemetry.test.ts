import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CollectedSpan, type Collector, startCollector } from '@tributary/test/support';
import { Registry } from 'prom-client';
import { openUpstream, upstreamMetrics } from '../src/http-client/index.ts';
import { openTelemetry, type Tracer } from '../src/telemetry/index.ts';
import { openTestDatabase, type TestDatabase } from '../src/testing/index.ts';

const vendor = createServer((request, response) => {
  response.writeHead(request.url === '/broken' ? 400 : 200).end('{}');
});

let collector: Collector;
let opened: TestDatabase;
let requests: Record<string, string>;

/** Runs work in a trace of its own, and records which trace it was. */
async function inTrace(tracer: Tracer, name: string, work: () => Promise<unknown>): Promise<void> {
  const span = tracer.receive({ name, kind: 'server', attributes: {} }, {});
  await span.run(async () => {
    requests[name] = tracer.headers()!.traceparent.split('-')[1]!;
    await work();
  });
  span.end();
}

const spansOf = (name: string): CollectedSpan[] =>
  collector.spans.filter((span) => span.traceId === requests[name] && span.name !== name);

beforeAll(async () => {
  requests = {};
  collector = await startCollector();
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  opened = await openTestDatabase({ DATABASE_POOL: '1', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const { pool } = opened.database;
  // Opens the connection, whose set-up would otherwise belong to the first trace.
  await pool.query('select 0');
  const telemetry = (await openTelemetry(opened.config, 'posts'))!;
  const tracer = telemetry.tracer!;
  const upstream = openUpstream({
    name: 'vendor',
    baseUrl: `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`,
    timeout: 5_000,
    metrics: upstreamMetrics(new Registry()),
    clock: Date.now,
  });
  const call = (path: string) => upstream.ask({ operation: 'search', path }, () => null);
  await Promise.all([
    inTrace(tracer, 'one', () => Promise.all([pool.query('select 1'), pool.query('select 1')])),
    inTrace(tracer, 'two', async () => {
      const client = await pool.connect();
      await client.query('select $1::int', [2]).finally(() => client.release());
    }),
    inTrace(tracer, 'failing', () => pool.query('select * from nowhere').catch(() => {})),
    inTrace(tracer, 'calling', () => call('/search')),
    inTrace(tracer, 'refused', () => call('/broken').catch(() => {})),
  ]);
  await pool.query('select 3');
  await telemetry.stop();
  await pool.query('select 4');
});
afterAll(async () => {
  await collector.stop();
  await opened.stop();
  vendor.close();
});

test('statements belong to the trace that requested them, though they share one connection', () => {
  expect(spansOf('one').map(({ attributes }) => attributes['db.query.text'])).toEqual([
    'select 1',
    'select 1',
  ]);
  expect(spansOf('two')).toMatchObject([
    { name: 'SELECT', service: 'tributary-posts', attributes: { 'db.query.text': 'select $1::int' } },
  ]);
});

test('a failed statement has the code of PostgreSQL', () => {
  expect(spansOf('failing')).toMatchObject([{ name: 'SELECT', failure: '42P01' }]);
});

test('requests to upstreams are traced, with the reason of a failure', () => {
  expect(spansOf('calling')).toMatchObject([
    { name: 'vendor search', failure: undefined, attributes: { 'peer.service': 'vendor' } },
  ]);
  expect(spansOf('refused')).toMatchObject([{ name: 'vendor search', failure: 'refused' }]);
});

test('work outside of a trace has no span', () => {
  const known = new Set(Object.values(requests));
  expect(collector.spans.filter(({ traceId }) => !known.has(traceId))).toEqual([]);
});
