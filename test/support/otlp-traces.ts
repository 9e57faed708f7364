import protobuf from 'protobufjs';

/** The messages of a request with traces, by the specification of OTLP, as far as they are sent. */
const OTLP = `
  syntax = "proto3";
  message TracesRequest { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
  message Scope { string name = 1; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    string trace_state = 3;
    bytes parent_span_id = 4;
    string name = 5;
    int32 kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    Status status = 15;
    fixed32 flags = 16;
  }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
  }
`;

const TracesRequest = protobuf.parse(OTLP).root.lookupType('TracesRequest');

type Attributes = Readonly<Record<string, unknown>>;

/** A span of a request with traces. Ids are hexadecimal digits; what is missing is absent. */
export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  /** Nanoseconds of Unix time. */
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Attributes;
  readonly status?: { readonly code: number; readonly message: string };
  readonly flags: number;
  /** The attributes of the process that it belongs to. */
  readonly resource: Attributes;
}

/** Reads a request with traces in the binary encoding of OTLP, by a library of its own. */
export function readTraces(request: Uint8Array): SentSpan[] {
  const decoded = TracesRequest.toObject(TracesRequest.decode(request), { longs: String, arrays: true });
  // biome-ignore lint/suspicious/noExplicitAny: the message of a request
  return decoded['resourceSpans'].flatMap(({ resource, scopeSpans }: any) =>
    // biome-ignore lint/suspicious/noExplicitAny: the message of a request
    scopeSpans.flatMap(({ spans }: any) =>
      // biome-ignore lint/suspicious/noExplicitAny: the message of a request
      spans.map(({ traceId, spanId, parentSpanId, attributes, ...rest }: any) => ({
        ...rest,
        traceId: digitsOf(traceId),
        spanId: digitsOf(spanId),
        ...(parentSpanId ? { parentSpanId: digitsOf(parentSpanId) } : {}),
        attributes: attributesOf(attributes),
        resource: attributesOf(resource.attributes),
      })),
    ),
  );
}

const digitsOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

interface Attribute {
  readonly key: string;
  readonly value: Attributes;
}

function attributesOf(attributes: readonly Attribute[]): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
