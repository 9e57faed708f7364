import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { SpanAttributes, SpanLabel } from '../tracer.ts';
import type { RecordedSpan } from './recorded-span.ts';

/** The flags of a span in OTLP: sampled, known whether its parent is remote, and remote. */
const SAMPLED_LOCAL = 0x101;
const SAMPLED_REMOTE = 0x301;

/** The kinds of spans: OTLP has a value for an unknown kind, which the API does not have. */
const KINDS = { server: SpanKind.SERVER + 1, client: SpanKind.CLIENT + 1, internal: SpanKind.INTERNAL + 1 };

/**
 * Returns a function that writes a batch of spans as the JSON of OTLP. The text is built directly:
 * the objects that `JSON.stringify` needs would be most of the garbage of tracing.
 */
export function spanWriter(resource: Resource): (spans: readonly RecordedSpan[]) => Uint8Array {
  const head =
    `{"resourceSpans":[{"resource":{"attributes":[${attributesOf(resource.attributes as SpanAttributes)}]},` +
    '"scopeSpans":[{"scope":{"name":"tributary"},"spans":[';
  return (spans) => {
    let text = head;
    for (const [index, span] of spans.entries()) text += (index === 0 ? '' : ',') + spanOf(span);
    return Buffer.from(`${text}]}]}]}`);
  };
}

function spanOf(span: RecordedSpan): string {
  const { label, traceState, parentId, more, failure } = span;
  const { text, hasAttributes } = writtenLabel(label);
  let added = more ? attributesOf(more) : '';
  if (failure !== undefined) added += (added === '' ? '' : ',') + attributeOf('error.type', failure);
  const separator = added !== '' && hasAttributes ? ',' : '';
  const state = traceState?.serialize();
  return (
    `{"traceId":"${span.traceId}","spanId":"${span.spanId}` +
    (parentId === '' ? '' : `","parentSpanId":"${parentId}`) +
    `","startTimeUnixNano":"${nanosecondsOf(span.start)}","endTimeUnixNano":"${nanosecondsOf(span.ended)}"` +
    (state ? `,"traceState":${JSON.stringify(state)}` : '') +
    `,"status":${statusOf(failure)},"flags":${span.isRemoteParent ? SAMPLED_REMOTE : SAMPLED_LOCAL}` +
    `${text}${separator}${added}]}`
  );
}

/** The text of a label: members of a span, up to the attributes that are added at the end. */
interface WrittenLabel {
  readonly text: string;
  readonly hasAttributes: boolean;
}

const written = new WeakMap<SpanLabel, WrittenLabel>();

function writtenLabel(label: SpanLabel): WrittenLabel {
  const known = written.get(label);
  if (known) return known;
  const attributes = attributesOf(label.attributes);
  const text = `,"name":${JSON.stringify(label.name)},"kind":${KINDS[label.kind]},"attributes":[${attributes}`;
  const created = { text, hasAttributes: attributes !== '' };
  written.set(label, created);
  return created;
}

function statusOf(failure: string | undefined): string {
  if (failure === undefined) return `{"code":${SpanStatusCode.UNSET}}`;
  return `{"code":${SpanStatusCode.ERROR},"message":${JSON.stringify(failure)}}`;
}

function attributesOf(attributes: SpanAttributes): string {
  let text = '';
  for (const key in attributes) text += (text === '' ? '' : ',') + attributeOf(key, attributes[key]!);
  return text;
}

function attributeOf(key: string, value: string | number | boolean): string {
  return `{"key":${JSON.stringify(key)},"value":{"${typeOf(value)}":${JSON.stringify(value)}}}`;
}

function typeOf(value: string | number | boolean): string {
  if (typeof value === 'string') return 'stringValue';
  if (typeof value === 'boolean') return 'boolValue';
  return Number.isInteger(value) ? 'intValue' : 'doubleValue';
}

/**
 * Nanoseconds of Unix time, which exceed the exact integers of a number. Seconds and the rest are
 * both small integers, whose texts the engine writes fastest.
 */
function nanosecondsOf(sinceStart: number): string {
  const milliseconds = performance.timeOrigin + sinceStart;
  const seconds = Math.floor(milliseconds / 1_000);
  const rest = Math.floor((milliseconds - seconds * 1_000) * 1e6);
  return `${seconds}${String(1e9 + rest).slice(1)}`;
}
