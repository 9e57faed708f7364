import type { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceState } from '@opentelemetry/api';
import type { ReceivedSpan, SpanAttributes, SpanLabel } from '../tracer.ts';

/** Where a span belongs; all that an unsampled request has. */
export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
  /** The `tracestate` of the caller. */
  readonly traceState: TraceState | undefined;
  readonly isSampled: boolean;
}

/** What the spans of a tracer share. */
export interface Recording {
  /** The current span. */
  readonly current: AsyncLocalStorage<SpanPlace>;
  /** Receives a span that has ended, to be exported. */
  record(span: RecordedSpan): void;
}

/** The parent of a span. */
export interface SpanParent {
  /** The empty string for the first span of a trace. */
  readonly spanId: string;
  /** Whether it belongs to another process. */
  readonly isRemote: boolean;
}

/**
 * A span of a sampled trace. It is written to OTLP as it is, without an object of the SDK, which
 * costs several times as much. It has neither events nor links, and few attributes, all valid.
 */
export class RecordedSpan implements SpanPlace, ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: TraceState | undefined;
  readonly isSampled = true;
  readonly label: SpanLabel;
  readonly parentId: string;
  readonly isRemoteParent: boolean;
  /** Milliseconds since the start of the process. */
  readonly start = performance.now();
  ended = this.start;
  /** The attributes that were added at the end. */
  more: SpanAttributes | undefined = undefined;
  /** How its work has failed; undefined if it has not. */
  failure: string | undefined = undefined;
  readonly #recording: Recording;

  constructor(
    recording: Recording,
    label: SpanLabel,
    place: Omit<SpanPlace, 'isSampled'>,
    parent: SpanParent,
  ) {
    this.#recording = recording;
    this.label = label;
    this.traceId = place.traceId;
    this.spanId = place.spanId;
    this.traceState = place.traceState;
    this.parentId = parent.spanId;
    this.isRemoteParent = parent.isRemote;
  }

  run<Result>(work: () => Result): Result {
    return this.#recording.current.run(this, work);
  }

  end(attributes?: SpanAttributes, failure?: string): void {
    this.ended = performance.now();
    this.more = attributes;
    this.failure = failure;
    this.#recording.record(this);
  }

  headers(): Record<string, string> {
    return headersOf(this);
  }
}

/** Writes the headers of W3C Trace Context. */
export function headersOf({ traceId, spanId, traceState, isSampled }: SpanPlace): Record<string, string> {
  const traceparent = `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
  const tracestate = traceState?.serialize();
  return tracestate ? { traceparent, tracestate } : { traceparent };
}
