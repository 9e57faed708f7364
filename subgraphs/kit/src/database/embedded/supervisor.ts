import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { type Lease, takeLease } from './lease.ts';
import { hasCrashed } from './postmaster.ts';
import { startServer } from './server.ts';

const PAUSE_MS = 1_000;

/** Keeps a lease for as long as the process wants the server. */
export interface Supervisor {
  /** Ends the supervision and hands back the lease, null when there is none at the moment. */
  stop(): Promise<Lease | null>;
}

/**
 * Takes a lost lease again, and starts a crashed server again on the same port, which our clients know. A server
 * that was stopped cleanly was stopped by somebody who meant it: it is left so, and adopted when it is back.
 */
export function supervise(cluster: Cluster, first: Lease, log: (message: string) => void): Supervisor {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  let lease: Lease | null = first;

  async function keep(): Promise<void> {
    while (!signal.aborted) {
      await Promise.race([lease?.lost, stopped]);
      if (signal.aborted) return;
      if (lease) log('PostgreSQL: the connection is lost');
      lease = await regain();
      if (lease) log('PostgreSQL: connected again');
      else await delay(PAUSE_MS, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  async function regain(): Promise<Lease | null> {
    try {
      if (await hasCrashed(cluster.data)) {
        log('PostgreSQL: the server crashed, starting it again');
        await startServer(cluster, first.port);
      }
      const found = await takeLease(cluster);
      if (found.port !== first.port) {
        log(`PostgreSQL: now on port ${found.port}, not ${first.port}: start this process again`);
      }
      return found;
    } catch {
      return null;
    }
  }

  const kept = keep();
  return {
    async stop() {
      stopping.abort();
      await kept;
      return lease;
    },
  };
}
