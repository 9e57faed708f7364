import { ExportResultCode } from '@opentelemetry/core';
import type { RecordedSpan } from './recorded-span.ts';
import { type BatchHead, SpanBatch } from './span-batch.ts';

/** Receives batches, and reports when one was sent; that of the SDK, with its retries. */
export interface SpanSender {
  export(batch: SpanBatch, done: (result: { readonly code: ExportResultCode }) => void): void;
  shutdown(): Promise<void>;
}

/** Maximum number of batches that wait, including the one that is filled: 8,192 spans in 2 MiB. */
const MOST_BATCHES = 4;

/** How long a span waits for others at most, in milliseconds. */
const DELAY = 5_000;

/**
 * Spans that have ended and wait for their export: one request at a time, so that a slow collector
 * costs memory up to a bound and then spans, which are counted.
 */
export class SpanQueue {
  readonly #sender: SpanSender;
  readonly #head: BatchHead;
  #filling: SpanBatch;
  readonly #full: SpanBatch[] = [];
  /** A batch that has been sent, to be filled again. */
  #spare: SpanBatch | null = null;
  #sending: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #dropped = 0;
  #isStopped = false;

  constructor(sender: SpanSender, head: BatchHead) {
    this.#sender = sender;
    this.#head = head;
    this.#filling = new SpanBatch(head);
  }

  /** Spans that were not exported, because too many waited or the collector did not take them. */
  get dropped(): number {
    return this.#dropped;
  }

  add(span: RecordedSpan): void {
    if (this.#isStopped || !this.#hasRoom()) {
      this.#dropped += 1;
      return;
    }
    this.#filling.add(span);
    if (this.#sending) return;
    if (this.#filling.isFull) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), DELAY).unref();
  }

  /** Sends what waits, and stops. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    // All at once: a collector that does not respond must delay the end of the process only once.
    const rest = [...this.#full.splice(0), this.#filling].filter(({ size }) => size > 0);
    await Promise.all([this.#sending, ...rest.map((batch) => this.#send(batch))]);
    await this.#sender.shutdown();
  }

  /** Starts another batch if the one that is filled is full; returns false if too many wait. */
  #hasRoom(): boolean {
    if (!this.#filling.isFull) return true;
    if (this.#full.length >= MOST_BATCHES - 1) return false;
    this.#rotate();
    return true;
  }

  #rotate(): void {
    this.#full.push(this.#filling);
    this.#filling = this.#spare ?? new SpanBatch(this.#head);
    this.#spare = null;
  }

  /** Sends all that waits, and further batches while they are full. */
  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isStopped) return;
    this.#rotate();
    this.#sending = this.#sendBatches().finally(() => {
      this.#sending = null;
      if (this.#filling.size > 0 && !this.#isStopped)
        this.#timer = setTimeout(() => this.#flush(), DELAY).unref();
    });
  }

  async #sendBatches(): Promise<void> {
    for (let next = this.#full.shift(); next; next = this.#full.shift()) {
      await this.#send(next);
      if (this.#filling.isFull && !this.#isStopped) this.#rotate();
    }
  }

  #send(batch: SpanBatch): Promise<void> {
    return new Promise((resolve) => {
      const done = ({ code }: { readonly code: ExportResultCode }) => {
        if (code === ExportResultCode.SUCCESS) this.#reuse(batch);
        else this.#dropped += batch.size;
        resolve();
      };
      this.#sender.export(batch, done);
    });
  }

  /** Keeps a batch; one whose export has failed may still be in use by its connection. */
  #reuse(batch: SpanBatch): void {
    batch.clear();
    this.#spare = batch;
  }
}
