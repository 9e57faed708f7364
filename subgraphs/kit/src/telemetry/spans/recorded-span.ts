import type { SpanKind, TraceState } from '@opentelemetry/api';
import type { SpanAttributes } from '../tracer.ts';

/** Where a span belongs; all that an unsampled request has. */
export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
  /** The `tracestate` of the caller. */
  readonly traceState: TraceState | undefined;
  readonly isSampled: boolean;
}

/**
 * A span of a sampled trace. It is written to OTLP as it is, without an object of the SDK, which
 * costs several times as much. It has neither events nor links, and few attributes, all valid.
 */
export class RecordedSpan implements SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: TraceState | undefined;
  readonly isSampled = true;
  readonly name: string;
  readonly kind: SpanKind;
  /** The empty string for the first span of a trace. */
  readonly parentId: string;
  /** Whether the parent belongs to another process. */
  readonly isRemoteParent: boolean;
  /** Milliseconds since the start of the process. */
  readonly start = performance.now();
  readonly attributes: SpanAttributes;
  end = this.start;
  /** The attributes that were added at the end. */
  more: SpanAttributes | undefined = undefined;
  /** How its work has failed; undefined if it has not. */
  failure: string | undefined = undefined;

  constructor(
    place: Omit<SpanPlace, 'isSampled'>,
    parent: { readonly id: string; readonly isRemote: boolean },
    described: { readonly name: string; readonly kind: SpanKind; readonly attributes: SpanAttributes },
  ) {
    this.traceId = place.traceId;
    this.spanId = place.spanId;
    this.traceState = place.traceState;
    this.parentId = parent.id;
    this.isRemoteParent = parent.isRemote;
    this.name = described.name;
    this.kind = described.kind;
    this.attributes = described.attributes;
  }
}
