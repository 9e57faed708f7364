import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { SpanAttributes, SpanLabel } from '../tracer.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import type { RecordedSpan } from './recorded-span.ts';
import { SPAN_ID, TRACE_ID } from './span-ids.ts';

/** Fields of a span in OTLP, and of the messages in it. */
const SPAN = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  parentId: 4,
  name: 5,
  kind: 6,
  start: 7,
  end: 8,
  attributes: 9,
  status: 15,
  flags: 16,
};
const STATUS = { message: 2, code: 3 };
const ATTRIBUTE = { key: 1, value: 2 };
const VALUE = { text: 1, boolean: 2, integer: 3, double: 4 };

/** The flags of a span: sampled, known whether its parent is remote, and remote. */
const SAMPLED_LOCAL = 0x101;
const SAMPLED_REMOTE = 0x301;

/** The kinds of spans: OTLP has a value for an unknown kind, which the API does not have. */
const KINDS = { server: SpanKind.SERVER + 1, client: SpanKind.CLIENT + 1, internal: SpanKind.INTERNAL + 1 };

/** Maximum size of an encoded span: its texts are cut, and it has few attributes. */
export const MOST_SPAN_BYTES = 65_536;

/** Writes a span that has ended, as the given field. */
export function encodeSpan(writer: ProtobufWriter, field: number, span: RecordedSpan): void {
  const { trace, ids, parent, more, failure } = span;
  const start = writer.open(field, 3);
  writer.bytesOf(SPAN.traceId, trace.ids.bytes, trace.position, TRACE_ID);
  writer.bytesOf(SPAN.spanId, ids.bytes, span.position, SPAN_ID);
  if (parent) writer.bytesOf(SPAN.parentId, parent.ids.bytes, parent.position, SPAN_ID);
  if (trace.state !== undefined) writer.text(SPAN.traceState, trace.state);
  time(writer, SPAN.start, span.start);
  time(writer, SPAN.end, span.ended);
  writer.fixed32(SPAN.flags, span.isRemoteParent ? SAMPLED_REMOTE : SAMPLED_LOCAL);
  writer.fields(encodedLabel(span.label));
  if (more) for (const key in more) attribute(writer, key, more[key]!);
  if (failure !== undefined) {
    attribute(writer, 'error.type', failure);
    status(writer, failure);
  }
  writer.close(start, 3);
}

const encodedLabels = new WeakMap<SpanLabel, Uint8Array>();

/** Returns the fields of a label, which are encoded once. */
function encodedLabel(label: SpanLabel): Uint8Array {
  const known = encodedLabels.get(label);
  if (known) return known;
  const encoded = encode((writer) => {
    writer.text(SPAN.name, label.name);
    writer.integer(SPAN.kind, KINDS[label.kind]);
    encodeAttributes(writer, SPAN.attributes, label.attributes);
  });
  encodedLabels.set(label, encoded);
  return encoded;
}

let scratch: ProtobufWriter | null = null;

/** Encodes fields that are written more than once, in at most as many bytes as a span has. */
function encode(write: (writer: ProtobufWriter) => void): Uint8Array {
  scratch ??= new ProtobufWriter(MOST_SPAN_BYTES);
  scratch.position = 0;
  write(scratch);
  return new Uint8Array(scratch.written);
}

/** Writes attributes as the given field. */
export function encodeAttributes(writer: ProtobufWriter, field: number, attributes: SpanAttributes): void {
  for (const key in attributes) attribute(writer, key, attributes[key]!, field);
}

function attribute(
  writer: ProtobufWriter,
  key: string,
  value: SpanAttributes[string],
  field = SPAN.attributes,
): void {
  const start = writer.open(field, 2);
  writer.text(ATTRIBUTE.key, key);
  const valueStart = writer.open(ATTRIBUTE.value, 2);
  if (typeof value === 'string') writer.text(VALUE.text, value);
  else if (typeof value === 'boolean') writer.integer(VALUE.boolean, Number(value));
  else if (Number.isSafeInteger(value)) writer.integer(VALUE.integer, value);
  else writer.double(VALUE.double, value);
  writer.close(valueStart, 2);
  writer.close(start, 2);
}

function status(writer: ProtobufWriter, failure: string): void {
  const start = writer.open(SPAN.status, 2);
  writer.text(STATUS.message, failure);
  writer.integer(STATUS.code, SpanStatusCode.ERROR);
  writer.close(start, 2);
}

const TWO_TO_32 = 0x1_0000_0000;

/** The start of the process in nanoseconds of Unix time, which exceed the integers of a number. */
const ORIGIN = BigInt(Math.round(performance.timeOrigin * 1_000)) * 1_000n;
const ORIGIN_HIGH = Number(ORIGIN >> 32n);
const ORIGIN_LOW = Number(ORIGIN & 0xffff_ffffn);

/** Writes a time, given in milliseconds since the start of the process. */
function time(writer: ProtobufWriter, field: number, sinceStart: number): void {
  const nanoseconds = Math.floor(sinceStart * 1e6);
  const high = Math.floor(nanoseconds / TWO_TO_32);
  const low = ORIGIN_LOW + (nanoseconds - high * TWO_TO_32);
  const carry = low >= TWO_TO_32 ? 1 : 0;
  writer.fixed64(field, ORIGIN_HIGH + high + carry, low - carry * TWO_TO_32);
}
