import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from '@jest/globals';
import { ExportResultCode } from '@opentelemetry/core';
import { readTraces } from '@tributary/test/support';
import { RecordedSpan, type Recording } from '../../src/telemetry/spans/recorded-span.ts';
import { encodeHead, SpanBatch } from '../../src/telemetry/spans/span-batch.ts';
import { digitsAt, idBytes, RandomIds } from '../../src/telemetry/spans/span-ids.ts';
import { SpanQueue } from '../../src/telemetry/spans/span-queue.ts';
import type { SpanAttributes, SpanLabel } from '../../src/telemetry/tracer.ts';

const TRACE = 'a1'.repeat(16);
const CALLER = 'c2'.repeat(8);

const recording: Recording = { current: new AsyncLocalStorage(), randomIds: new RandomIds(), record() {} };
const head = encodeHead({ 'service.name': 'a "service"' });

const ids = idBytes(Buffer.from(TRACE + CALLER, 'hex'));
const trace = { ids, position: 0, state: undefined };

function spanOf(label: Partial<SpanLabel>): RecordedSpan {
  const whole: SpanLabel = { name: 'span', kind: 'server', attributes: {}, ...label };
  return new RecordedSpan(recording, whole, trace, null, false);
}

/** Writes spans as a request, and reads that. */
function exported(...spans: readonly RecordedSpan[]) {
  const batch = new SpanBatch(head);
  for (const span of spans) batch.add(span);
  return readTraces(batch.request());
}

test('spans are written as the messages of OTLP', () => {
  const before = Date.now();
  const attributes = {
    text: 'ä\u2028"\\',
    long: 'ö'.repeat(1_500),
    count: 3,
    share: 0.5,
    less: -7,
    big: 2 ** 40,
  };
  const failed = new RecordedSpan(
    recording,
    { name: 'say "hi"\n', kind: 'client', attributes },
    { ...trace, state: 'vendor=1' },
    { ids, position: 16 },
    true,
  );
  failed.end({ done: true }, 'ECONNRESET');
  const first = spanOf({ name: 'first' });
  first.end();
  const child = first.startChild({ name: 'child', kind: 'internal', attributes: {} }) as RecordedSpan;
  const [root, second, third] = exported(first, failed, child);
  expect(root).toMatchObject({ name: 'first', kind: 2, traceId: TRACE, attributes: {}, flags: 0x101 });
  expect(root!.resource).toEqual({ 'service.name': 'a "service"' });
  for (const absent of ['parentSpanId', 'traceState', 'status']) expect(root).not.toHaveProperty(absent);
  expect(second).toMatchObject({
    traceId: TRACE,
    parentSpanId: CALLER,
    traceState: 'vendor=1',
    name: 'say "hi"\n',
    kind: 3,
    attributes: {
      ...attributes,
      count: '3',
      less: '-7',
      big: String(2 ** 40),
      done: true,
      'error.type': 'ECONNRESET',
    },
    status: { code: 2, message: 'ECONNRESET' },
    flags: 0x301,
  });
  expect(third).toMatchObject({ name: 'child', kind: 1, parentSpanId: root!.spanId, flags: 0x101 });
  expect(new Set([root, second, third].map((span) => span!.spanId)).size).toBe(3);
  expect(first.headers().traceparent).toBe(`00-${TRACE}-${root!.spanId}-01`);
  expect(BigInt(root!.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root!.startTimeUnixNano));
  // The clock of the process may differ from the system's by a correction, but not by an hour.
  expect(Math.abs(Number(root!.startTimeUnixNano) / 1e6 - before)).toBeLessThan(3_600_000);
});

test('a batch is cut before its buffer is full, and is written again from its beginning', () => {
  const batch = new SpanBatch(head);
  const long = 'x'.repeat(5_000);
  const attributes: SpanAttributes = { one: long, other: 'ö'.repeat(5_000) };
  let spans = 0;
  for (; !batch.isFull; spans++) batch.add(spanOf({ name: long, attributes }));
  const read = readTraces(batch.request());
  expect(read).toHaveLength(spans);
  expect(spans).toBeGreaterThan(10);
  expect(read.at(-1)!.attributes).toEqual({ one: 'x'.repeat(2_000), other: 'ö'.repeat(2_000) });
  batch.clear();
  batch.add(spanOf({ name: 'again' }));
  expect(readTraces(batch.request()).map(({ name, resource }) => [name, resource])).toEqual([
    ['again', { 'service.name': 'a "service"' }],
  ]);
});

test('ids are distinct and have the length that was asked for', () => {
  const random = new RandomIds();
  const made = Array.from({ length: 5_000 }, (_, index) => {
    const size = index % 7 === 0 ? 16 : 8;
    const position = random.next(size);
    return { size, position, from: random.ids };
  });
  // Read afterwards: later ids must not change earlier ones.
  const digits = made.map(({ from, position, size }) => digitsAt(from, position, size));
  expect(new Set(digits).size).toBe(5_000);
  expect(digits.every((text, index) => new RegExp(`^[0-9a-f]{${made[index]!.size * 2}}$`).test(text))).toBe(
    true,
  );
});

test('while a collector does not respond, spans wait up to a bound and are then dropped', async () => {
  const batches: string[][] = [];
  const ends: (() => void)[] = [];
  const sender = {
    export(batch: SpanBatch, done: (result: { code: ExportResultCode }) => void) {
      batches.push(readTraces(batch.request()).map(({ name }) => name));
      ends.push(() => done({ code: ExportResultCode.SUCCESS }));
    },
    async shutdown() {},
  };
  const queue = new SpanQueue(sender, head);
  for (let index = 0; index < 11_000; index++) queue.add(spanOf({ name: String(index) }));
  expect(batches.map(({ length }) => length)).toEqual([2_048]);
  expect(queue.dropped).toBe(11_000 - 2_048 - 8_192);
  const stopped = queue.stop();
  for (const end of ends) end();
  await stopped;
  expect(batches.flat()).toEqual(Array.from({ length: 10_240 }, (_, index) => String(index)));
  queue.add(spanOf({ name: 'late' }));
  expect(queue.dropped).toBe(11_000 - 10_240 + 1);
});

test('after a collector has responded, the batches that waited follow one after the other', async () => {
  const batches: string[][] = [];
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const sender = {
    export(batch: SpanBatch, done: (result: { code: ExportResultCode }) => void) {
      batches.push(readTraces(batch.request()).map(({ name }) => name));
      if (batches.length === 3) resolve();
      setImmediate(() => done({ code: ExportResultCode.SUCCESS }));
    },
    async shutdown() {},
  };
  const queue = new SpanQueue(sender, head);
  for (let index = 0; index < 6_500; index++) queue.add(spanOf({ name: String(index) }));
  await all;
  expect(batches.map(({ length }) => length)).toEqual([2_048, 2_048, 2_048]);
  await queue.stop();
  expect(batches.flat()).toEqual(Array.from({ length: 6_500 }, (_, index) => String(index)));
  expect(queue.dropped).toBe(0);
});

test('spans that a collector does not accept are counted as dropped', async () => {
  const queue = new SpanQueue(
    { export: (_, done) => done({ code: ExportResultCode.FAILED }), async shutdown() {} },
    head,
  );
  queue.add(spanOf({ name: 'refused' }));
  await queue.stop();
  expect(queue.dropped).toBe(1);
});
