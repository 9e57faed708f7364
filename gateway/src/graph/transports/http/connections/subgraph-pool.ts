import { RESPONSE_LIMITS } from '@tributary/kit/http-client';
import type { Posted, PostLimits, Sent } from '../exchange.ts';
import { LostConnectionError } from './exchange-errors.ts';
import { PendingPost } from './pending-post.ts';
import { headWriter, type WriteHead } from './post-head.ts';
import type { SubgraphAddress } from './subgraph-address.ts';
import { SubgraphConnection, type SubgraphConnectionOptions } from './subgraph-connection.ts';

/** How requests are sent to one address. */
export interface PoolOptions extends PostLimits {
  /** Maximum number of connections; further requests wait. */
  readonly connections: number;
  /** Maximum time that nothing arrives, in milliseconds. */
  readonly timeout: number;
}

/** Maximum time until a connection is open, in milliseconds. */
const CONNECT_TIMEOUT = 10_000;
/** How often connections are checked, at most and at least, in milliseconds. */
const MIN_CHECK_MS = 10;
const MAX_CHECK_MS = 1_000;

/**
 * Connections to one subgraph, for the one kind of exchange that a gateway needs: POST a JSON text
 * and read the complete response, by HTTP/1.1 with keep-alive. This takes about half of the CPU
 * time of a general client, and a page of an application causes five such exchanges.
 */
export class SubgraphPool {
  readonly #options: PoolOptions;
  readonly #connectionOptions: SubgraphConnectionOptions;
  readonly #writeHead: WriteHead;
  readonly #open = new Set<SubgraphConnection>();
  readonly #free: SubgraphConnection[] = [];
  readonly #waiting: PendingPost[] = [];
  #checks: NodeJS.Timeout | undefined;
  #isDestroyed = false;

  constructor(address: SubgraphAddress, options: PoolOptions) {
    this.#options = options;
    this.#writeHead = headWriter(address);
    const { timeout, maxBytes = RESPONSE_LIMITS.graph } = options;
    this.#connectionOptions = {
      address,
      maxBytes,
      timeout,
      connectTimeout: Math.min(timeout, CONNECT_TIMEOUT),
      onFree: (connection) => this.#reuse(connection),
      onClosed: (connection) => this.#forget(connection),
    };
  }

  /** Posts a body and reads the complete response; rejects with the signal's reason on abort. */
  post(sent: Sent): Promise<Posted> {
    return new Promise((resolve, reject) => {
      sent.signal.throwIfAborted();
      if (this.#isDestroyed) throw new LostConnectionError('The connections were closed.');
      const pending = new PendingPost(sent, this.#writeHead, this.#options.totalTimeout, resolve, reject);
      const connection = this.#take();
      if (connection) connection.send(pending);
      else this.#waiting.push(pending);
    });
  }

  /** Closes all connections; requests without a response are rejected. */
  destroy(): void {
    this.#isDestroyed = true;
    const reason = new LostConnectionError('The connections were closed.');
    for (const pending of this.#waiting.splice(0)) if (!pending.isSettled) pending.reject(reason);
    for (const connection of [...this.#open]) connection.close(reason);
  }

  /** Takes the connection that was used last, so that the others can be closed, or opens one. */
  #take(): SubgraphConnection | null {
    const now = performance.now();
    for (let free = this.#free.pop(); free; free = this.#free.pop()) {
      if (!free.isStale(now)) return free;
      free.close(null);
    }
    if (this.#open.size >= this.#options.connections) return null;
    const connection = new SubgraphConnection(this.#connectionOptions);
    this.#open.add(connection);
    this.#checks ??= setInterval(() => this.#check(), this.#checkInterval()).unref();
    return connection;
  }

  #reuse(connection: SubgraphConnection): void {
    const next = this.#nextWaiting();
    if (next) connection.send(next);
    else this.#free.push(connection);
  }

  #forget(connection: SubgraphConnection): void {
    this.#open.delete(connection);
    const index = this.#free.indexOf(connection);
    if (index >= 0) this.#free.splice(index, 1);
    if (this.#open.size === 0) {
      clearInterval(this.#checks);
      this.#checks = undefined;
    }
    const next = this.#isDestroyed ? undefined : this.#nextWaiting();
    if (!next) return;
    const another = this.#take();
    if (another) another.send(next);
    else this.#waiting.unshift(next);
  }

  #nextWaiting(): PendingPost | undefined {
    let next = this.#waiting.shift();
    while (next?.isSettled) next = this.#waiting.shift();
    return next;
  }

  #check(): void {
    const now = performance.now();
    for (const connection of [...this.#open]) connection.check(now);
  }

  #checkInterval(): number {
    return Math.max(MIN_CHECK_MS, Math.min(this.#options.timeout / 4, MAX_CHECK_MS));
  }
}
