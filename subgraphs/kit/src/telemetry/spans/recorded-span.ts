import type { AsyncLocalStorage } from 'node:async_hooks';
import type { OpenSpan, ReceivedSpan, SpanAttributes, SpanLabel, TraceHeaders } from '../tracer.ts';
import { digitsAt, type IdBytes, type RandomIds, SPAN_ID, TRACE_ID } from './span-ids.ts';

/** What the spans of a trace have in common. */
export interface Trace {
  /** The id of the trace is at `position` of `ids`. */
  readonly ids: IdBytes;
  readonly position: number;
  /** The `tracestate` of the caller. */
  readonly state: string | undefined;
}

/** The id of a span is at `position` of `ids`. */
export interface SpanId {
  readonly ids: IdBytes;
  readonly position: number;
}

/** What the spans of a tracer share. */
export interface Recording {
  /** The current span. */
  readonly current: AsyncLocalStorage<ReceivedSpan>;
  readonly randomIds: RandomIds;
  /** Receives a span that has ended, to be exported. */
  record(span: RecordedSpan): void;
}

/**
 * A span of a sampled trace. It is encoded as it is, without an object of the SDK, which costs
 * several times as much. It has neither events nor links, and few attributes, all valid.
 */
export class RecordedSpan implements ReceivedSpan, SpanId {
  readonly isSampled = true;
  readonly label: SpanLabel;
  readonly trace: Trace;
  readonly ids: IdBytes;
  readonly position: number;
  /** Null for the first span of a trace. */
  readonly parent: SpanId | null;
  /** Whether the parent belongs to another process. */
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
    trace: Trace,
    parent: SpanId | null,
    isRemoteParent: boolean,
  ) {
    this.#recording = recording;
    this.label = label;
    this.trace = trace;
    this.position = recording.randomIds.next(SPAN_ID);
    this.ids = recording.randomIds.ids;
    this.parent = parent;
    this.isRemoteParent = isRemoteParent;
  }

  run<Result>(work: () => Result): Result {
    return this.#recording.current.run(this, work);
  }

  startChild(label: SpanLabel): OpenSpan {
    return new RecordedSpan(this.#recording, label, this.trace, this, false);
  }

  end(attributes?: SpanAttributes, failure?: string): number {
    this.ended = performance.now();
    this.more = attributes;
    this.failure = failure;
    this.#recording.record(this);
    return this.ended - this.start;
  }

  headers(): TraceHeaders {
    return headersOf(this.trace, this, '01');
  }
}

/** The span of a request that is not recorded: a place in the trace of its caller. */
export class UnsampledSpan implements ReceivedSpan {
  readonly isSampled = false;
  readonly #recording: Recording;
  readonly #trace: Trace;
  #headers: TraceHeaders | null = null;

  constructor(recording: Recording, trace: Trace) {
    this.#recording = recording;
    this.#trace = trace;
  }

  run<Result>(work: () => Result): Result {
    return this.#recording.current.run(this, work);
  }

  startChild(): null {
    return null;
  }

  end(): number {
    return 0;
  }

  headers(): TraceHeaders {
    if (!this.#headers) {
      const { randomIds } = this.#recording;
      const position = randomIds.next(SPAN_ID);
      this.#headers = headersOf(this.#trace, { ids: randomIds.ids, position }, '00');
    }
    return this.#headers;
  }
}

function headersOf(trace: Trace, span: SpanId, flags: '00' | '01'): TraceHeaders {
  const traceId = digitsAt(trace.ids, trace.position, TRACE_ID);
  const traceparent = `00-${traceId}-${digitsAt(span.ids, span.position, SPAN_ID)}-${flags}`;
  return trace.state === undefined ? { traceparent } : { traceparent, tracestate: trace.state };
}
