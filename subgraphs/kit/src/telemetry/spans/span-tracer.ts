import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import { defaultTextMapGetter, ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { ReceivedSpan, Tracer } from '../tracer.ts';
import { RecordedSpan, type Recording, type SpanId, type Trace, UnsampledSpan } from './recorded-span.ts';
import type { Sampling } from './sampling.ts';
import { idBytes, RandomIds, TRACE_ID } from './span-ids.ts';

/**
 * Creates a tracer. The current span belongs to this tracer alone: several gateways in one process
 * do not mix their traces. What is decided for the span of a received request holds for its whole
 * trace: an unsampled request has ids for its `traceparent`, and nothing else.
 */
export function createSpanTracer(isSampled: Sampling, record: Recording['record']): Tracer {
  const current = new AsyncLocalStorage<ReceivedSpan>();
  const randomIds = new RandomIds();
  const recording: Recording = { current, randomIds, record };
  return {
    receive(label, headers) {
      const caller = callerIn(headers);
      const trace = caller ? traceOf(caller) : newTrace(randomIds);
      const callerSamples = caller ? (caller.traceFlags & TraceFlags.SAMPLED) !== 0 : null;
      if (!isSampled(trace, callerSamples)) return new UnsampledSpan(recording, trace);
      const parent: SpanId | null = caller && { ids: trace.ids, position: TRACE_ID };
      return new RecordedSpan(recording, label, trace, parent, parent !== null);
    },
    parent() {
      const span = current.getStore();
      return span?.isSampled ? span : null;
    },
    headers: () => current.getStore()?.headers(),
  };
}

const propagator = new W3CTraceContextPropagator();

/** Reads the span of the caller; null without one. */
function callerIn(headers: IncomingHttpHeaders): SpanContext | null {
  if (headers['traceparent'] === undefined) return null;
  const context = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  return trace.getSpanContext(context) ?? null;
}

/** Returns the trace of a caller; the id of the caller's span follows that of the trace. */
function traceOf({ traceId, spanId, traceState }: SpanContext): Trace {
  const ids = idBytes(Buffer.from(traceId + spanId, 'hex'));
  return { ids, position: 0, state: traceState?.serialize() || undefined };
}

function newTrace(randomIds: RandomIds): Trace {
  const position = randomIds.next(TRACE_ID);
  return { ids: randomIds.ids, position, state: undefined };
}
