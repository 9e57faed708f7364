import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import { type Context, defaultTextMapGetter, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import type { ReceivedSpan, Tracer } from '../tracer.ts';
import { headersOf, RecordedSpan, type Recording, type SpanPlace } from './recorded-span.ts';
import { createIds } from './span-ids.ts';

/**
 * Creates a tracer. The current span belongs to this tracer alone: several gateways in one process
 * do not mix their traces. The sampler of the SDK decides for the span of a received request, and
 * so for its whole trace: an unsampled request has ids for its `traceparent`, and nothing else.
 */
export function createSpanTracer(sampler: Sampler, record: Recording['record']): Tracer {
  const current = new AsyncLocalStorage<SpanPlace>();
  const recording = { current, record };
  const newId = createIds();
  return {
    receive(label, headers) {
      const parent = parentIn(headers);
      const remote = parent === ROOT_CONTEXT ? undefined : trace.getSpanContext(parent);
      const traceId = remote?.traceId ?? newId(32);
      const { name, attributes } = label;
      const sampled = sampler.shouldSample(parent, traceId, name, SpanKind.SERVER, attributes, []);
      const traceState = sampled.traceState ?? remote?.traceState;
      const place = { traceId, spanId: newId(16), traceState };
      if (sampled.decision !== SamplingDecision.RECORD_AND_SAMPLED) return openUnsampled(place, current);
      const origin = remote ? { spanId: remote.spanId, isRemote: true } : NO_PARENT;
      return new RecordedSpan(recording, label, place, origin);
    },
    start(label) {
      const parent = current.getStore();
      if (!parent?.isSampled) return null;
      const { traceId, traceState, spanId } = parent;
      const place = { traceId, spanId: newId(16), traceState };
      return new RecordedSpan(recording, label, place, { spanId, isRemote: false });
    },
    headers() {
      const parent = current.getStore();
      return parent ? headersOf(parent) : {};
    },
  };
}

const NO_PARENT = { spanId: '', isRemote: false };

const propagator = new W3CTraceContextPropagator();

/** Reads the trace of the caller. */
function parentIn(headers: IncomingHttpHeaders): Context {
  if (headers['traceparent'] === undefined) return ROOT_CONTEXT;
  return propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
}

function openUnsampled(
  ids: Omit<SpanPlace, 'isSampled'>,
  current: AsyncLocalStorage<SpanPlace>,
): ReceivedSpan {
  const place = { ...ids, isSampled: false };
  return {
    isSampled: false,
    run: (work) => current.run(place, work),
    end() {},
    headers: () => headersOf(place),
  };
}
