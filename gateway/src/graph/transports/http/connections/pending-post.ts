import type { Posted, Sent } from '../exchange.ts';
import { LateResponseError } from './exchange-errors.ts';
import type { WriteHead } from './post-head.ts';

/** A request that has no response yet. */
export class PendingPost {
  readonly sent: Sent;
  /** The head of the request, and the length of its body. */
  readonly head: string;
  readonly bytes: number;
  /** Ends what carries the request, once it has one. */
  abandon: ((reason: Error) => void) | null = null;
  readonly #resolve: (posted: Posted) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  #isSettled = false;

  constructor(
    sent: Sent,
    writeHead: WriteHead,
    totalTimeout: number | undefined,
    resolve: (posted: Posted) => void,
    reject: (reason: unknown) => void,
  ) {
    this.sent = sent;
    this.bytes = Buffer.byteLength(sent.body);
    this.head = writeHead(sent, this.bytes);
    this.#resolve = resolve;
    this.#reject = reject;
    sent.signal.addEventListener('abort', this);
    if (totalTimeout !== undefined)
      this.#timer = setTimeout(() => this.#giveUp(late(totalTimeout)), totalTimeout);
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  resolve(posted: Posted): void {
    this.#release();
    this.#resolve(posted);
  }

  reject(reason: unknown): void {
    this.#release();
    this.#reject(reason);
  }

  /** Called when the signal is aborted. */
  handleEvent(): void {
    this.#giveUp(this.sent.signal.reason);
  }

  #giveUp(reason: Error): void {
    const { abandon } = this;
    this.reject(reason);
    abandon?.(reason);
  }

  #release(): void {
    this.#isSettled = true;
    this.abandon = null;
    clearTimeout(this.#timer);
    this.sent.signal.removeEventListener('abort', this);
  }
}

function late(milliseconds: number): LateResponseError {
  return new LateResponseError(`The response was not complete after ${milliseconds} ms.`);
}
