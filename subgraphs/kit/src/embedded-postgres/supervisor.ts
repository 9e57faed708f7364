import { setTimeout as delay } from 'node:timers/promises';
import { attach } from './attach.ts';
import type { Cluster } from './cluster.ts';
import type { Lease } from './lease.ts';

/** Pause after a failed start of the server, in milliseconds. */
const PAUSE_MS = 1_000;

/** Holds a lease while the process needs the server. */
export interface Supervisor {
  /** Ends the supervision and returns the lease, or null if there is none at the moment. */
  stop(): Promise<Lease | null>;
}

export interface SuperviseOptions {
  /** How long one attempt to start the server may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Reports a lost connection and a restart, in one line each. */
  readonly log: (message: string) => void;
  /** Called with the server's new port when the old one was taken while the server was down. */
  readonly onMove: (port: number) => void;
}

/**
 * Reacquires a lost lease, and restarts the server unless another process has. The cause of the
 * stop does not matter: even a clean stop may come from a process that believed itself the last
 * one, because it could not see a lease that was just lost. A server that a running process needs
 * therefore cannot be stopped for good; stop the processes instead.
 */
export function supervise(cluster: Cluster, first: Lease, options: SuperviseOptions): Supervisor {
  const { timeoutMs, log, onMove } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  let lease: Lease | null = first;
  let { port } = first;

  async function reconnect(): Promise<void> {
    while (!signal.aborted) {
      await Promise.race([lease?.lost, stopped]);
      if (signal.aborted) return;
      if (lease) log('PostgreSQL: the connection is lost');
      lease = await regain();
      if (!lease) await delay(PAUSE_MS, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  async function regain(): Promise<Lease | null> {
    try {
      const found = await attach(cluster, { timeoutMs, log, signal });
      log(`PostgreSQL: connected again${found.port === port ? '' : ` on port ${found.port}`}`);
      if (found.port !== port) onMove(found.port);
      port = found.port;
      return found;
    } catch (error) {
      if (!signal.aborted) log((error as Error).message);
      return null;
    }
  }

  const reconnecting = reconnect();
  return {
    async stop() {
      stopping.abort();
      await reconnecting;
      return lease;
    },
  };
}
