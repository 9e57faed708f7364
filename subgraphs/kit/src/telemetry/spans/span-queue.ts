import { ExportResultCode } from '@opentelemetry/core';
import type { RecordedSpan } from './recorded-span.ts';

/** Receives batches, and reports when one was sent; that of the SDK, with its retries. */
export interface SpanSender {
  export(spans: RecordedSpan[], done: (result: { readonly code: ExportResultCode }) => void): void;
  shutdown(): Promise<void>;
}

/** Spans of one request to the collector, and of all that wait: some 4 MB. */
const BATCH = 1_024;
const CAPACITY = 8_192;

/** How long a span waits for others at most, in milliseconds. */
const DELAY = 5_000;

/**
 * Spans that have ended and wait for their export: one request at a time, so that a slow collector
 * costs memory up to a bound and then spans, which are counted.
 */
export class SpanQueue {
  readonly #sender: SpanSender;
  #waiting: RecordedSpan[] = [];
  #sending: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #dropped = 0;
  #isStopped = false;

  constructor(sender: SpanSender) {
    this.#sender = sender;
  }

  /** Spans that were not exported, because too many waited or the collector did not take them. */
  get dropped(): number {
    return this.#dropped;
  }

  add(span: RecordedSpan): void {
    const waiting = this.#waiting;
    if (waiting.length >= CAPACITY || this.#isStopped) {
      this.#dropped += 1;
      return;
    }
    waiting.push(span);
    if (this.#sending) return;
    if (waiting.length >= BATCH) this.#flush();
    else this.#wait();
  }

  /** Sends what waits, and stops. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    // All at once: a collector that does not respond must delay the end of the process only once.
    const rest: Promise<void>[] = [];
    while (this.#waiting.length > 0) rest.push(this.#send(this.#waiting.splice(0, BATCH)));
    await Promise.all([this.#sending, ...rest]);
    await this.#sender.shutdown();
  }

  /** Sends a batch, and further ones while they are full. */
  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sending = this.#sendBatches().finally(() => {
      this.#sending = null;
      if (this.#waiting.length > 0) this.#wait();
    });
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => this.#flush(), DELAY).unref();
  }

  async #sendBatches(): Promise<void> {
    do await this.#send(this.#waiting.splice(0, BATCH));
    while (this.#waiting.length >= BATCH);
  }

  #send(batch: RecordedSpan[]): Promise<void> {
    return new Promise((resolve) => {
      const done = ({ code }: { readonly code: ExportResultCode }) => {
        if (code !== ExportResultCode.SUCCESS) this.#dropped += batch.length;
        resolve();
      };
      this.#sender.export(batch, done);
    });
  }
}
