import { byteCounter, RESPONSE_LIMITS } from '@tributary/kit/http-client';
import type { Dispatcher, Pool } from 'undici';
import type { Headers } from '../client-exchange.ts';

/** A request. */
export interface Post {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly signal: AbortSignal;
}

/** Limits of a response. */
export interface PostLimits {
  /** Maximum size of the body in bytes; 64 MiB if not given. */
  readonly maxBytes?: number | undefined;
  /**
   * Maximum time until the response is complete, in milliseconds. Without it, the timeouts of the
   * pool apply, which limit only how long nothing arrives.
   */
  readonly totalTimeout?: number | undefined;
}

/** A complete response. */
export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** The error of a response that was not complete in time. */
export class LateResponseError extends Error {
  readonly code = 'LATE_RESPONSE';

  constructor(milliseconds: number) {
    super(`The response was not complete after ${milliseconds} ms.`);
    this.name = 'LateResponseError';
  }
}

/**
 * Posts a body and reads the complete response; rejects with the signal's reason on abort. Uses
 * undici's `dispatch`, because the streams of `request` cost more than everything else of a small
 * exchange.
 */
export function post(pool: Pool, { signal, ...sent }: Post, limits: PostLimits = {}): Promise<Posted> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    pool.dispatch({ method: 'POST', ...sent }, new Exchange(signal, limits, resolve, reject));
  });
}

/** Collects one response from undici's events. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #resolve: (posted: Posted) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #chunks: Buffer[] = [];
  readonly #count: (chunk: Uint8Array) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #onAbort = () => this.#abort(this.#signal.reason);
  #controller: Dispatcher.DispatchController | undefined;
  /** Why the exchange was abandoned. */
  #aborted: Error | undefined;
  #status = 0;
  #headers: Headers = {};

  constructor(
    signal: AbortSignal,
    { maxBytes = RESPONSE_LIMITS.graph, totalTimeout }: PostLimits,
    resolve: (posted: Posted) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#count = byteCounter(maxBytes);
    signal.addEventListener('abort', this.#onAbort);
    if (totalTimeout !== undefined)
      this.#timer = setTimeout(() => this.#abort(new LateResponseError(totalTimeout)), totalTimeout);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted) controller.abort(this.#aborted);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = headers;
  }

  /** An error thrown here closes the connection and is passed to `onResponseError`. */
  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#count(chunk);
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#release();
    const [only, ...others] = this.#chunks;
    const body = only && others.length === 0 ? only : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#release();
    this.#reject(error);
  }

  /**
   * Without a controller the request still waits for a connection, and is aborted in
   * onRequestStart.
   */
  #abort(reason: Error): void {
    this.#release();
    this.#aborted = reason;
    this.#controller?.abort(reason);
    this.#reject(reason);
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}
