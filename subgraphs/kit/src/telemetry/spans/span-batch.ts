import type { SpanAttributes } from '../tracer.ts';
import { encodeAttributes, encodeSpan, MOST_SPAN_BYTES } from './encode-span.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import type { RecordedSpan } from './recorded-span.ts';

/** Maximum number of spans of a batch, and size of its buffer. */
export const BATCH = 2_048;
const BATCH_BYTES = 524_288;

/** Fields of an OTLP request, from the outermost message to the innermost. */
const RESOURCE_SPANS = 1;
const RESOURCE = 1;
const RESOURCE_ATTRIBUTES = 1;
const SCOPE_SPANS = 2;
const SCOPE = 1;
const SCOPE_NAME = 1;
const SPANS = 2;

/** What batches begin with, encoded: the resource and the scope of their spans. */
export interface BatchHead {
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
}

/** Encodes what the batches of a process begin with. */
export function encodeHead(attributes: SpanAttributes): BatchHead {
  const writer = new ProtobufWriter(BATCH_BYTES);
  const resourceStart = writer.open(RESOURCE, 3);
  encodeAttributes(writer, RESOURCE_ATTRIBUTES, attributes);
  writer.close(resourceStart, 3);
  const resource = new Uint8Array(writer.written);
  writer.position = 0;
  const scopeStart = writer.open(SCOPE, 2);
  writer.text(SCOPE_NAME, 'tributary');
  writer.close(scopeStart, 2);
  return { resource, scope: new Uint8Array(writer.written) };
}

/**
 * Spans of one request to the collector. They are encoded as they end, so that no objects wait for
 * the export: the collection of such garbage was the largest part of tracing.
 */
export class SpanBatch {
  readonly #writer = new ProtobufWriter(BATCH_BYTES);
  readonly #head: BatchHead;
  #resourceSpans = 0;
  #scopeSpans = 0;
  #size = 0;

  constructor(head: BatchHead) {
    this.#head = head;
    this.clear();
  }

  /** The number of spans. */
  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= BATCH || this.#writer.position > BATCH_BYTES - MOST_SPAN_BYTES;
  }

  /** Adds a span; the batch must not be full. */
  add(span: RecordedSpan): void {
    encodeSpan(this.#writer, SPANS, span);
    this.#size += 1;
  }

  /** Returns the request, which is valid until the batch is cleared. */
  request(): Uint8Array {
    this.#writer.close(this.#scopeSpans, 4);
    this.#writer.close(this.#resourceSpans, 4);
    return this.#writer.written;
  }

  /** Removes all spans. */
  clear(): void {
    const writer = this.#writer;
    writer.position = 0;
    this.#size = 0;
    this.#resourceSpans = writer.open(RESOURCE_SPANS, 4);
    writer.fields(this.#head.resource);
    this.#scopeSpans = writer.open(SCOPE_SPANS, 4);
    writer.fields(this.#head.scope);
  }
}
