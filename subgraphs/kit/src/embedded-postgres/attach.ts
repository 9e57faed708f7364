import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { type Lease, takeLease } from './lease.ts';
import { choosePort, rememberPort } from './port.ts';
import { isRunning } from './postmaster.ts';
import { lastLogLines, logFile, startServer } from './server.ts';

/** A long recovery after a crash is progress, up to this. */
const RECOVERY_TIMEOUT_MS = 10 * 60_000;

/** PostgreSQL: starting up, shutting down or recovering; it will answer by itself. */
const CANNOT_CONNECT_NOW = '57P03';
const WRONG_PASSWORD = '28P01';

/** How a lease is taken. */
export interface AttachOptions {
  /**
   * How long the server may take to start before that is an error; recovery after a crash does not
   * count.
   */
  readonly timeoutMs: number;
  /** Reports a start of the server in one line. */
  readonly log?: (message: string) => void;
  /** Stops trying; the waiting in between then keeps no process from ending either. */
  readonly signal?: AbortSignal;
}

/**
 * Takes a lease on the cluster's server, starting it when it does not run, however it ended. Every
 * step may lose against another process that starts or stops it at the same moment, so all of it is
 * tried until it holds.
 */
export async function attach(cluster: Cluster, options: AttachOptions): Promise<Lease> {
  const { timeoutMs, signal } = options;
  const started = Date.now();
  let deadline = started + timeoutMs;
  let pause = 50;
  let failures = 0;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const lease = await takeLease(cluster);
      await rememberPort(cluster.home, lease.port);
      return lease;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === WRONG_PASSWORD) throw wrongPassword(cluster, error);
      if (code === CANNOT_CONNECT_NOW) {
        deadline = Math.min(Date.now() + timeoutMs, started + RECOVERY_TIMEOUT_MS);
      }
      if (Date.now() > deadline) throw await startFailure(cluster, error);
    }
    signal?.throwIfAborted();
    if (!(await isRunning(cluster.data))) {
      if (await start(cluster, failures, options)) continue;
      failures++;
    }
    await delay(pause, undefined, signal && { ref: false, signal });
    pause = Math.min(2 * pause, 1_000);
  }
}

async function start(cluster: Cluster, failures: number, { log }: AttachOptions): Promise<boolean> {
  const port = await choosePort(cluster.home, failures);
  // The port may be taken because another process just succeeded.
  if (await isRunning(cluster.data)) return false;
  log?.('PostgreSQL: starting the server');
  return startServer(cluster, port).then(
    () => true,
    () => false,
  );
}

function wrongPassword(cluster: Cluster, cause: unknown): Error {
  return new Error(`The password in ${cluster.home} is not the one of the database there.`, { cause });
}

async function startFailure(cluster: Cluster, cause: unknown): Promise<Error> {
  const lines = await lastLogLines(cluster);
  return new Error(`The embedded PostgreSQL does not start, see ${logFile(cluster)}:\n${lines}`, { cause });
}
