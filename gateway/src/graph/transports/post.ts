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
  readonly text: string;
}

/**
 * Posts a text and reads the whole answer. By undici's own handlers: the streams and events of its `request` take as long
 * as all the rest of a small exchange.
 */
export function post(pool: Pool, { signal, ...sent }: Post): Promise<Posted> {
  return new Promise((resolve, reject) => {
    pool.dispatch({ method: 'POST', ...sent }, new Answer(signal, resolve, reject));
  });
}

class Answer implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #resolve: (posted: Posted) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #abort: (() => void) | undefined;

  constructor(signal: AbortSignal, resolve: (posted: Posted) => void, reject: (reason: unknown) => void) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const abort = () => controller.abort(this.#signal.reason);
    if (this.#signal.aborted) abort();
    else this.#signal.addEventListener('abort', abort, { once: true });
    this.#abort = abort;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#settle();
    const [only, ...others] = this.#chunks;
    const body = only && others.length === 0 ? only : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, text: body.toString() });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#settle();
    this.#reject(error);
  }

  #settle(): void {
    if (this.#abort) this.#signal.removeEventListener('abort', this.#abort);
  }
}
