import { byteCounter, RESPONSE_LIMITS } from '@tributary/kit/http-client';
import type { Dispatcher, Pool } from 'undici';

/** What is sent. */
export interface Post {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** What came back, whole. */
export interface Posted {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Posts a text and reads the whole answer; rejects with the signal's reason when it is aborted. By undici's own
 * handlers, as the streams of its `request` cost more than all the rest of a small exchange.
 */
export function post(pool: Pool, { signal, ...sent }: Post): Promise<Posted> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    pool.dispatch({ method: 'POST', ...sent }, new Exchange(signal, resolve, reject));
  });
}

/** One request and its answer, as undici tells of it. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #resolve: (posted: Posted) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #chunks: Buffer[] = [];
  readonly #count = byteCounter(RESPONSE_LIMITS.graph);
  readonly #abort = () => {
    // It may still wait for a connection, and is then given up as soon as it has one.
    this.#controller?.abort(this.#signal.reason);
    this.#reject(this.#signal.reason);
  };
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;

  constructor(signal: AbortSignal, resolve: (posted: Posted) => void, reject: (reason: unknown) => void) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal.addEventListener('abort', this.#abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) this.#abort();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  /** An error that is thrown here ends the connection, and arrives at `onResponseError`. */
  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#count(chunk);
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener('abort', this.#abort);
    const [only, ...others] = this.#chunks;
    const body = only && others.length === 0 ? only : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#reject(error);
  }
}
