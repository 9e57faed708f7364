import type { IncomingHttpHeaders } from 'node:http';

/** Attributes of a span, by their names in the semantic conventions of OpenTelemetry. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A span that has not ended. */
export interface OpenSpan {
  /** Runs work whose spans become children of this span. */
  run<Result>(work: () => Result): Result;
  /** Ends the span with further attributes; `failure` says how its work has failed. */
  end(attributes?: SpanAttributes, failure?: string): void;
}

/** The span of a received request. */
export interface ReceivedSpan extends OpenSpan {
  /** Whether it is recorded; if not, its end has no effect. */
  readonly isSampled: boolean;
}

/** Traces requests and the work that they cause. */
export interface Tracer {
  /** Starts the span of a received request, which continues the trace of its `traceparent`. */
  receive(name: string, headers: IncomingHttpHeaders, attributes: SpanAttributes): ReceivedSpan;
  /** Starts a span of the current trace; returns null outside of a trace, as in a job. */
  start(name: string, kind: 'client' | 'internal', attributes: SpanAttributes): OpenSpan | null;
  /** Returns the headers that continue the current trace in another process. */
  headers(): Record<string, string>;
}

/**
 * Runs work in a span of the current trace. `failureOf` returns how work has failed whose promise
 * is fulfilled, or undefined.
 */
export async function traced<Result>(
  span: OpenSpan | null,
  work: () => Promise<Result>,
  failureOf: (result: Result) => string | undefined = () => undefined,
): Promise<Result> {
  if (!span) return work();
  try {
    const result = await span.run(work);
    span.end(undefined, failureOf(result));
    return result;
  } catch (error) {
    span.end(undefined, failureName(error));
    throw error;
  }
}

/** Names a failure by its code: messages may contain values of users. */
export function failureName(error: unknown): string {
  const { code, fault, name } = error as { code?: unknown; fault?: unknown; name?: unknown };
  return String(code ?? fault ?? name ?? 'Error');
}
