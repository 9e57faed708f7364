import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import { type Context, defaultTextMapGetter, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import type { ReceivedSpan, SpanAttributes, Tracer } from '../tracer.ts';
import { RecordedSpan, type SpanPlace } from './recorded-span.ts';
import { createIds } from './span-ids.ts';

const KINDS = { client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };

/** Receives a span that has ended, to be exported. */
export type RecordSpan = (span: RecordedSpan) => void;

/**
 * Creates a tracer. The current span belongs to this tracer alone: several gateways in one process
 * do not mix their traces. The sampler of the SDK decides for the span of a received request, and
 * so for its whole trace: an unsampled request has ids for its `traceparent`, and nothing else.
 */
export function createSpanTracer(sampler: Sampler, record: RecordSpan): Tracer {
  const current = new AsyncLocalStorage<SpanPlace>();
  const newId = createIds();
  return {
    receive(name, headers, attributes) {
      const parent = parentIn(headers);
      const remote = parent === ROOT_CONTEXT ? undefined : trace.getSpanContext(parent);
      const traceId = remote?.traceId ?? newId(32);
      const sampled = sampler.shouldSample(parent, traceId, name, SpanKind.SERVER, attributes, []);
      const traceState = sampled.traceState ?? remote?.traceState;
      const place = { traceId, spanId: newId(16), traceState };
      if (sampled.decision !== SamplingDecision.RECORD_AND_SAMPLED)
        return openUnsampled({ ...place, isSampled: false }, current);
      const described = { name, kind: SpanKind.SERVER, attributes };
      const origin = { id: remote?.spanId ?? '', isRemote: remote !== undefined };
      return openSpan(new RecordedSpan(place, origin, described), current, record);
    },
    start(name, kind, attributes) {
      const parent = current.getStore();
      if (!parent?.isSampled) return null;
      const { traceId, traceState } = parent;
      const place = { traceId, spanId: newId(16), traceState };
      const described = { name, kind: KINDS[kind], attributes };
      const span = new RecordedSpan(place, { id: parent.spanId, isRemote: false }, described);
      return openSpan(span, current, record);
    },
    headers() {
      const parent = current.getStore();
      return parent ? headersOf(parent) : {};
    },
  };
}

const propagator = new W3CTraceContextPropagator();

/** Reads the trace of the caller. */
function parentIn(headers: IncomingHttpHeaders): Context {
  if (headers['traceparent'] === undefined) return ROOT_CONTEXT;
  return propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
}

function openSpan(
  span: RecordedSpan,
  current: AsyncLocalStorage<SpanPlace>,
  record: RecordSpan,
): ReceivedSpan {
  return {
    isSampled: true,
    run: (work) => current.run(span, work),
    end(attributes: SpanAttributes | undefined, failure: string | undefined) {
      span.end = performance.now();
      span.more = attributes;
      span.failure = failure;
      record(span);
    },
  };
}

function openUnsampled(place: SpanPlace, current: AsyncLocalStorage<SpanPlace>): ReceivedSpan {
  return { isSampled: false, run: (work) => current.run(place, work), end() {} };
}

/** Writes the headers of W3C Trace Context. */
function headersOf({ traceId, spanId, traceState, isSampled }: SpanPlace): Record<string, string> {
  const traceparent = `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
  const tracestate = traceState?.serialize();
  return tracestate ? { traceparent, tracestate } : { traceparent };
}
