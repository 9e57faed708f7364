import {
  type Attributes,
  type HrTime,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
} from '@opentelemetry/api';
import { hrTime, hrTimeDuration } from '@opentelemetry/core';
import { RandomIdGenerator, type ReadableSpan } from '@opentelemetry/sdk-trace';
import type { SpanAttributes } from './tracer.ts';

const ids = new RandomIdGenerator();
const NONE: never[] = [];
const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };

/** A span below a sampled one. It has neither events nor links, and few attributes, all valid. */
export class ChildSpan implements ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext: SpanContext;
  readonly resource: ReadableSpan['resource'];
  readonly instrumentationScope: ReadableSpan['instrumentationScope'];
  readonly startTime: HrTime = hrTime();
  readonly links = NONE;
  readonly events = NONE;
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount = 0;
  readonly droppedLinksCount = 0;
  readonly #context: SpanContext;
  attributes: Attributes;
  endTime: HrTime = this.startTime;
  status: SpanStatus = UNSET;
  ended = false;

  constructor(parent: ReadableSpan, name: string, kind: SpanKind, attributes: SpanAttributes) {
    this.name = name;
    this.kind = kind;
    this.attributes = attributes;
    this.parentSpanContext = parent.spanContext();
    this.resource = parent.resource;
    this.instrumentationScope = parent.instrumentationScope;
    const { traceId, traceFlags, traceState } = this.parentSpanContext;
    this.#context = {
      traceId,
      spanId: ids.generateSpanId(),
      traceFlags,
      ...(traceState ? { traceState } : {}),
    };
  }

  get duration(): HrTime {
    return hrTimeDuration(this.startTime, this.endTime);
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  /** Ends the span with further attributes; `failure` says how its work has failed. */
  end(attributes: SpanAttributes | undefined, failure: string | undefined): void {
    this.endTime = hrTime();
    this.ended = true;
    if (attributes) this.attributes = { ...this.attributes, ...attributes };
    if (failure === undefined) return;
    this.attributes = { ...this.attributes, 'error.type': failure };
    this.status = { code: SpanStatusCode.ERROR, message: failure };
  }
}
