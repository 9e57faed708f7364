import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from '@jest/globals';
import { ExportResultCode, TraceState } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { RecordedSpan, type SpanPlace } from '../../src/telemetry/spans/recorded-span.ts';
import { createIds } from '../../src/telemetry/spans/span-ids.ts';
import { SpanQueue } from '../../src/telemetry/spans/span-queue.ts';
import { spanWriter } from '../../src/telemetry/spans/write-spans.ts';

const place = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceState: undefined };

const recording = { current: new AsyncLocalStorage<SpanPlace>(), record() {} };

function spanNamed(name: string): RecordedSpan {
  const parent = { spanId: '', isRemote: false };
  return new RecordedSpan(recording, { name, kind: 'server', attributes: {} }, place, parent);
}

test('spans with any characters are written as the JSON of OTLP', () => {
  const before = Date.now();
  const failed = new RecordedSpan(
    recording,
    { name: 'say "hi"\n', kind: 'client', attributes: { text: 'ä\u2028"\\', count: 3, share: 0.5 } },
    { ...place, traceState: new TraceState('vendor=1') },
    { spanId: 'c'.repeat(16), isRemote: true },
  );
  failed.more = { done: true };
  failed.failure = 'ECONNRESET';
  const write = spanWriter(resourceFromAttributes({ 'service.name': 'a "service"' }));
  const { resourceSpans } = JSON.parse(Buffer.from(write([spanNamed('first'), failed])).toString());
  expect(resourceSpans[0].resource.attributes).toEqual([
    { key: 'service.name', value: { stringValue: 'a "service"' } },
  ]);
  const [first, second] = resourceSpans[0].scopeSpans[0].spans;
  expect(first).toMatchObject({ name: 'first', kind: 2, attributes: [], status: { code: 0 }, flags: 0x101 });
  expect(first).not.toHaveProperty('parentSpanId');
  expect(second).toMatchObject({
    traceId: place.traceId,
    spanId: place.spanId,
    parentSpanId: 'c'.repeat(16),
    traceState: 'vendor=1',
    name: 'say "hi"\n',
    kind: 3,
    attributes: [
      { key: 'text', value: { stringValue: 'ä\u2028"\\' } },
      { key: 'count', value: { intValue: 3 } },
      { key: 'share', value: { doubleValue: 0.5 } },
      { key: 'done', value: { boolValue: true } },
      { key: 'error.type', value: { stringValue: 'ECONNRESET' } },
    ],
    status: { code: 2, message: 'ECONNRESET' },
    flags: 0x301,
  });
  expect(second.startTimeUnixNano).toMatch(/^\d{19}$/);
  // The clock of the process may differ from the system's by a correction, but not by an hour.
  expect(Math.abs(Number(second.startTimeUnixNano.slice(0, 13)) - before)).toBeLessThan(3_600_000);
});

test('attributes of the end follow none, and a failure follows none', () => {
  const write = spanWriter(resourceFromAttributes({}));
  const added = spanNamed('added');
  added.more = { count: 1 };
  const failed = spanNamed('failed');
  failed.failure = 'errors';
  const [first, second] = JSON.parse(Buffer.from(write([added, failed])).toString()).resourceSpans[0]
    .scopeSpans[0].spans;
  expect(first.attributes).toEqual([{ key: 'count', value: { intValue: 1 } }]);
  expect(second.attributes).toEqual([{ key: 'error.type', value: { stringValue: 'errors' } }]);
});

test('ids are distinct and have the length that was asked for', () => {
  const newId = createIds();
  const ids = Array.from({ length: 5_000 }, (_, index) => newId(index % 7 === 0 ? 32 : 16));
  expect(new Set(ids).size).toBe(5_000);
  expect(ids.every((id, index) => id.length === (index % 7 === 0 ? 32 : 16))).toBe(true);
  expect(ids.every((id) => /^[0-9a-f]+$/.test(id))).toBe(true);
});

test('while a collector does not respond, spans wait up to a bound and are then dropped', async () => {
  const batches: string[][] = [];
  const ends: (() => void)[] = [];
  const queue = new SpanQueue({
    export(spans, done) {
      batches.push(spans.map(({ label }) => label.name));
      ends.push(() => done({ code: ExportResultCode.SUCCESS }));
    },
    async shutdown() {},
  });
  for (let index = 0; index < 10_000; index++) queue.add(spanNamed(String(index)));
  expect(batches.map(({ length }) => length)).toEqual([1_024]);
  expect(queue.dropped).toBe(10_000 - 1_024 - 8_192);
  const stopped = queue.stop();
  for (const end of ends) end();
  await stopped;
  expect(batches.flat()).toEqual(Array.from({ length: 9_216 }, (_, index) => String(index)));
});

test('spans that a collector does not accept are counted as dropped', async () => {
  const queue = new SpanQueue({
    export: (_, done) => done({ code: ExportResultCode.FAILED }),
    async shutdown() {},
  });
  queue.add(spanNamed('refused'));
  await queue.stop();
  expect(queue.dropped).toBe(1);
});
