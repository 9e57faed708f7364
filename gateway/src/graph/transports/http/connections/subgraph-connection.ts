import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { LateResponseError, LostConnectionError } from './exchange-errors.ts';
import type { PendingPost } from './pending-post.ts';
import { ResponseReader } from './response-reader.ts';
import { indicatedName, type SubgraphAddress } from './subgraph-address.ts';

/** What connections of one pool have in common. */
export interface SubgraphConnectionOptions {
  readonly address: SubgraphAddress;
  /** Maximum size of a response's body, in bytes. */
  readonly maxBytes: number;
  /** Maximum time until a connection is open, and that nothing arrives, in milliseconds. */
  readonly connectTimeout: number;
  readonly timeout: number;
  /** Called when the connection can carry another request. */
  readonly onFree: (connection: SubgraphConnection) => void;
  readonly onClosed: (connection: SubgraphConnection) => void;
}

/**
 * Size of the buffer that a connection reads into, in bytes. Reading into it skips the streams of
 * Node, which allocate and copy a buffer for each read.
 */
const READ_BYTES = 32_768;

/** How long an unused connection is kept if the server does not say how long it does. */
const USUAL_IDLE_MS = 4_000;
/** Taken from the time that the server keeps it, so that no request meets its end. */
const IDLE_MARGIN_MS = 1_000;
const MAX_IDLE_MS = 600_000;

/** One connection to a subgraph, which carries one request at a time. */
export class SubgraphConnection {
  readonly #options: SubgraphConnectionOptions;
  readonly #socket: Socket;
  readonly #opening: NodeJS.Timeout;
  #pending: PendingPost | null = null;
  #reader: ResponseReader | null = null;
  /** When something arrived or was sent. */
  #activeAt = performance.now();
  #idleMs = USUAL_IDLE_MS;
  #isClosed = false;
  readonly #abandon = (reason: Error) => this.close(reason);

  constructor(options: SubgraphConnectionOptions) {
    this.#options = options;
    const { address, connectTimeout } = options;
    const { secureName, target } = address;
    const onread = {
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      callback: (count: number, buffer: Uint8Array) => {
        this.#read((buffer as Buffer).subarray(0, count));
        return true;
      },
    };
    const common = { ...target, noDelay: true, onread };
    this.#socket =
      secureName === null
        ? connect(common)
        : connectSecurely({ ...common, servername: indicatedName(secureName), ALPNProtocols: ['http/1.1'] });
    this.#opening = setTimeout(
      () => this.close(new LostConnectionError(`No connection after ${connectTimeout} ms.`, 'ETIMEDOUT')),
      connectTimeout,
    );
    this.#socket.once(secureName === null ? 'connect' : 'secureConnect', () => clearTimeout(this.#opening));
    this.#socket.once('end', () => this.#end());
    this.#socket.once('error', (error) => this.close(error));
    this.#socket.once('close', () => this.close(lost()));
  }

  /** Sends a request; the connection must be free. */
  send(pending: PendingPost): void {
    const { head, bytes } = pending;
    const { body } = pending.sent;
    this.#pending = pending;
    pending.abandon = this.#abandon;
    this.#reader = new ResponseReader(this.#options.maxBytes);
    this.#activeAt = performance.now();
    this.#socket.ref();
    // One write is one system call; header values may have bytes above 127.
    if (bytes === body.length && typeof body === 'string') this.#socket.write(head + body, 'latin1');
    else {
      this.#socket.cork();
      this.#socket.write(head, 'latin1');
      this.#socket.write(body);
      this.#socket.uncork();
    }
  }

  /** Closes a connection whose response is late, or that has not been used for too long. */
  check(now: number): void {
    const since = now - this.#activeAt;
    if (!this.#pending) {
      if (since >= this.#idleMs) this.close(lost());
      return;
    }
    const { timeout } = this.#options;
    if (since >= timeout) this.close(new LateResponseError(`Nothing has arrived for ${timeout} ms.`));
  }

  /** Whether the server may be about to end the unused connection. */
  isStale(now: number): boolean {
    return now - this.#activeAt >= this.#idleMs;
  }

  /** Closes the connection; its request is rejected with the reason. */
  close(reason: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#opening);
    this.#socket.destroy();
    const pending = this.#pending;
    this.#pending = null;
    this.#options.onClosed(this);
    if (pending && !pending.isSettled) pending.reject(reason);
  }

  #read(bytes: Buffer): void {
    const pending = this.#pending;
    const reader = this.#reader;
    // A server must not send anything unasked.
    if (!pending || !reader) {
      this.close(lost());
      return;
    }
    this.#activeAt = performance.now();
    try {
      const posted = reader.read(bytes);
      if (!posted) return;
      this.#pending = null;
      this.#reader = null;
      if (this.#isReusable(reader)) {
        this.#socket.unref();
        this.#options.onFree(this);
      } else this.close(lost());
      pending.resolve(posted);
    } catch (error) {
      this.close(error);
    }
  }

  /** The server has ended the connection, which may complete the response. */
  #end(): void {
    const posted = this.#reader?.end() ?? null;
    const pending = this.#pending;
    if (posted) this.#pending = null;
    this.close(lost());
    if (posted) pending?.resolve(posted);
  }

  #isReusable({ head }: ResponseReader): boolean {
    const { keepsAlive, headers } = head!;
    const hint = headers['keep-alive'];
    this.#idleMs = hint === undefined ? USUAL_IDLE_MS : idleTimeOf(String(hint));
    // The server may have responded before it has read the whole request.
    return keepsAlive && this.#idleMs > 0 && this.#socket.writableLength === 0;
  }
}

/** Reads how long a server keeps an unused connection, less a margin, in milliseconds. */
function idleTimeOf(keepAlive: string): number {
  const seconds = /(?:^|[\s,;])timeout=(\d+)/i.exec(keepAlive)?.[1];
  if (seconds === undefined) return USUAL_IDLE_MS;
  return Math.min(Number(seconds) * 1_000 - IDLE_MARGIN_MS, MAX_IDLE_MS);
}

function lost(): LostConnectionError {
  return new LostConnectionError('The connection was closed without a complete response.');
}
