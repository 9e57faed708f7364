import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Tracer as SdkTracer,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { OpenSpan, Tracer } from './tracer.ts';

const KINDS = { client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };

/**
 * Creates a tracer from that of the SDK. The current span belongs to this tracer alone: several
 * gateways in one process do not mix their traces.
 */
export function createSpanTracer(sdk: SdkTracer): Tracer {
  const current = new AsyncLocalStorage<Context>();
  const propagator = new W3CTraceContextPropagator();
  const open = (name: string, options: SpanOptions, parent: Context): OpenSpan => {
    const span = sdk.startSpan(name, options, parent);
    const inside = trace.setSpan(parent, span);
    return {
      run: (work) => current.run(inside, work),
      end(attributes = {}, failure) {
        span.setAttributes(attributes);
        if (failure !== undefined) {
          span.setAttribute('error.type', failure);
          span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
        }
        span.end();
      },
    };
  };
  return {
    receive(name, headers, attributes) {
      const parent = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
      return open(name, { kind: SpanKind.SERVER, attributes }, parent);
    },
    start(name, kind, attributes) {
      const parent = current.getStore();
      return parent ? open(name, { kind: KINDS[kind], attributes }, parent) : null;
    },
    headers() {
      const headers: Record<string, string> = {};
      propagator.inject(current.getStore() ?? ROOT_CONTEXT, headers, defaultTextMapSetter);
      return headers;
    },
  };
}
