import { byteCounter, RESPONSE_LIMITS } from '@tributary/kit/http-client';
import type { Dispatcher, Pool } from 'undici';

/** A request. */
export interface Post {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** A complete response. */
export interface Posted {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Posts a body and reads the complete response; rejects with the signal's reason on abort. Uses
 * undici's `dispatch`, because the streams of `request` cost more than everything else of a small
 * exchange.
 */
export function post(pool: Pool, { signal, ...sent }: Post): Promise<Posted> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    pool.dispatch({ method: 'POST', ...sent }, new Exchange(signal, resolve, reject));
  });
}

/** Collects one response from undici's events. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #resolve: (posted: Posted) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #chunks: Buffer[] = [];
  readonly #count = byteCounter(RESPONSE_LIMITS.graph);
  readonly #abort = () => {
    // Without a controller the request still waits for a connection, and is aborted in
    // onRequestStart.
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

  /** An error thrown here closes the connection and is passed to `onResponseError`. */
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
