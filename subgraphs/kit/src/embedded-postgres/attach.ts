import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { type Lease, takeLease } from './lease.ts';
import { choosePort, rememberPort } from './port.ts';
import { isRunning } from './postmaster.ts';
import { lastLogLines, logFile, startServer } from './server-process.ts';

/** Maximum duration of a crash recovery, in milliseconds. */
const RECOVERY_TIMEOUT_MS = 10 * 60_000;

/**
 * SQLSTATE of a server that is starting up, shutting down or recovering; the state is temporary.
 */
const CANNOT_CONNECT_NOW = '57P03';
const WRONG_PASSWORD = '28P01';

/** Options of acquiring a lease. */
export interface AttachOptions {
  /** How long the server may take to start, in milliseconds, not counting crash recovery. */
  readonly timeoutMs: number;
  /** Reports a server start in one line. */
  readonly log?: (message: string) => void;
  /** Aborts the attempts; the pauses between them then do not keep the process alive either. */
  readonly signal?: AbortSignal;
}

/**
 * Acquires a lease on the cluster's server, and starts the server if it is not running.
 * Another process may start or stop the server between any two steps, so the whole
 * sequence is retried until it succeeds.
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
  // The port may be in use because another process has just started the server.
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
