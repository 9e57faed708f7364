import type { IncomingHttpHeaders } from 'node:http';

/** Attributes of a span, by their names in the semantic conventions of OpenTelemetry. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/**
 * What the spans of one kind of work have in common. Spans that are started often share one object,
 * whose text is written once.
 */
export interface SpanLabel {
  readonly name: string;
  readonly kind: 'server' | 'client' | 'internal';
  readonly attributes: SpanAttributes;
}

/** The headers of W3C Trace Context. */
export interface TraceHeaders {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** A span that has not ended. */
export interface OpenSpan {
  /** Runs work whose spans become children of this span. */
  run<Result>(work: () => Result): Result;
  /** Starts a child of this span. */
  startChild(label: SpanLabel): OpenSpan | null;
  /**
   * Ends the span with further attributes; `failure` says how its work has failed. Returns its
   * duration in milliseconds.
   */
  end(attributes?: SpanAttributes, failure?: string): number;
  /** Returns the headers that continue the trace in another process, as children of this span. */
  headers(): TraceHeaders;
}

/** The span of a received request. */
export interface ReceivedSpan extends OpenSpan {
  /** Whether it is recorded; if not, its end has no effect. */
  readonly isSampled: boolean;
}

/** Traces requests and the work that they cause. */
export interface Tracer {
  /** Starts the span of a received request, which continues the trace of its `traceparent`. */
  receive(label: SpanLabel, headers: IncomingHttpHeaders): ReceivedSpan;
  /**
   * Returns the current span if it is recorded, to start children of it; null in an unsampled
   * trace, and outside of a trace, as in a job.
   */
  parent(): OpenSpan | null;
  /** Returns the headers that continue the current trace in another process, if there is one. */
  headers(): TraceHeaders | undefined;
}

/** Names a failure by its code: messages may contain values of users. */
export function failureName(error: unknown): string {
  const { code, fault, name } = error as { code?: unknown; fault?: unknown; name?: unknown };
  return String(code ?? fault ?? name ?? 'Error');
}
