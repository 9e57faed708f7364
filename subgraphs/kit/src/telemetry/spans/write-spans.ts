import { SpanStatusCode } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { SpanAttributes } from '../tracer.ts';
import type { RecordedSpan } from './recorded-span.ts';

/** The flags of a span in OTLP: sampled, known whether its parent is remote, and remote. */
const SAMPLED_LOCAL = 0x101;
const SAMPLED_REMOTE = 0x301;

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
  const { traceState, parentId, more, failure } = span;
  const added = more ? `,${attributesOf(more)}` : '';
  const errorType = failure === undefined ? '' : `,${attributeOf('error.type', failure)}`;
  const attributes = attributesOf(span.attributes) + added + errorType;
  const state = traceState?.serialize();
  return (
    `{"traceId":"${span.traceId}","spanId":"${span.spanId}"` +
    (parentId === '' ? '' : `,"parentSpanId":"${parentId}"`) +
    (state ? `,"traceState":${JSON.stringify(state)}` : '') +
    // OTLP has a value for an unknown kind, which the API does not have.
    `,"name":${JSON.stringify(span.name)},"kind":${span.kind + 1}` +
    `,"startTimeUnixNano":"${nanosecondsOf(span.start)}","endTimeUnixNano":"${nanosecondsOf(span.end)}"` +
    `,"attributes":[${attributes[0] === ',' ? attributes.slice(1) : attributes}]` +
    `,"status":${statusOf(failure)},"flags":${span.isRemoteParent ? SAMPLED_REMOTE : SAMPLED_LOCAL}}`
  );
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

/** Nanoseconds of Unix time, which exceed the exact integers of a number. */
function nanosecondsOf(sinceStart: number): string {
  const milliseconds = performance.timeOrigin + sinceStart;
  const whole = Math.floor(milliseconds);
  const rest = Math.floor((milliseconds - whole) * 1e6);
  return `${whole}${String(rest).padStart(6, '0')}`;
}
