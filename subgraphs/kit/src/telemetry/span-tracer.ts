import { AsyncLocalStorage } from 'node:async_hooks';
import {
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Tracer as SdkTracer,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ChildSpan } from './child-span.ts';
import type { OpenSpan, SpanAttributes, Tracer } from './tracer.ts';

const KINDS = { client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };

/** Receives a span that has ended, to be exported. */
export type RecordSpan = (span: ReadableSpan) => void;

/**
 * Creates a tracer from that of the SDK. The current span belongs to this tracer alone: several
 * gateways in one process do not mix their traces. The SDK creates the spans of received requests,
 * and so decides whether a trace is sampled; spans below them are this tracer's own, because an
 * operation has many and those of the SDK cost several times as much.
 */
export function createSpanTracer(sdk: SdkTracer, record: RecordSpan): Tracer {
  const current = new AsyncLocalStorage<Span | ChildSpan>();
  const propagator = new W3CTraceContextPropagator();
  return {
    receive(name, headers, attributes) {
      const isTraced = headers['traceparent'] !== undefined;
      const parent = isTraced
        ? propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
        : ROOT_CONTEXT;
      const span = sdk.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
      return {
        run: (work) => current.run(span, work),
        end: (more, failure) => endSpan(span, more, failure),
      };
    },
    start(name, kind, attributes) {
      const parent = current.getStore();
      // Every sampler decides for a whole trace: nothing below an unsampled span is sampled.
      if (!parent || !isSampled(parent.spanContext())) return null;
      // A sampled span of the SDK is one that can be read.
      const of = parent as ReadableSpan | ChildSpan;
      return openChild(new ChildSpan(of, name, KINDS[kind], attributes), current, record);
    },
    headers() {
      const parent = current.getStore();
      return parent ? headersOf(parent.spanContext()) : {};
    },
  };
}

function endSpan(span: Span, attributes: SpanAttributes | undefined, failure: string | undefined): void {
  if (attributes) span.setAttributes(attributes);
  if (failure !== undefined) {
    span.setAttribute('error.type', failure);
    span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
  }
  span.end();
}

function openChild(
  span: ChildSpan,
  current: AsyncLocalStorage<Span | ChildSpan>,
  record: RecordSpan,
): OpenSpan {
  return {
    run: (work) => current.run(span, work),
    end(attributes, failure) {
      span.end(attributes, failure);
      record(span);
    },
  };
}

function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** Writes the headers of W3C Trace Context. */
function headersOf(context: SpanContext): Record<string, string> {
  const { traceId, spanId, traceState } = context;
  const flags = isSampled(context) ? '01' : '00';
  const headers: Record<string, string> = { traceparent: `00-${traceId}-${spanId}-${flags}` };
  const state = traceState?.serialize();
  if (state) headers['tracestate'] = state;
  return headers;
}
