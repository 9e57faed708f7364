import { resolve } from 'node:path';
import { attach } from './attach.ts';
import { openCluster } from './cluster.ts';
import { NAME } from './initialise.ts';
import { takeLease } from './lease.ts';
import { stopServer } from './server.ts';
import { supervise } from './supervisor.ts';

export interface EmbeddedPostgresOptions {
  /** The database lives in its folder `postgres`; made when it is not there. */
  dataDir: string;
  /** Reports in one line each what happens to the server: a lost connection, a restart. */
  log?: (message: string) => void;
  /** Called with the new address when a restart had to take another port. */
  onMove?: (url: string) => void;
  /**
   * More server settings, as in `postgresql.conf`; they count when this process is the one that
   * starts it.
   */
  settings?: Record<string, string>;
  /** How long the server may take to start before that is an error; default 30 seconds. */
  startTimeoutMs?: number;
}

/** A PostgreSQL server that several processes on one data directory share. */
export interface EmbeddedPostgres {
  /**
   * `postgres://tributary:PASSWORD@127.0.0.1:PORT/tributary`. The port stays the same over restarts
   * unless another program takes it while the server is down.
   */
  readonly url: string;
  /** Gives the server up: the last process to do so stops it. A second call waits for the first. */
  stop(): Promise<void>;
}

/**
 * Opens the embedded PostgreSQL of a data directory: makes it, starts it or joins the server that
 * another process started, and keeps it running until `stop()`. Throws an Error that says what to
 * do when that is impossible.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, onMove, settings = {}, startTimeoutMs: timeoutMs = 30_000 } = options;
  const cluster = await openCluster(resolve(options.dataDir), settings);
  const urlAt = (port: number) => `postgres://${NAME}:${cluster.password}@127.0.0.1:${port}/${NAME}`;
  const lease = await attach(cluster, { timeoutMs });
  let url = urlAt(lease.port);
  const supervisor = supervise(cluster, lease, {
    timeoutMs,
    log,
    onMove(port) {
      url = urlAt(port);
      onMove?.(url);
    },
  });

  async function shutDown(): Promise<void> {
    // Without a lease just now the server may still be there, and we the last to have wanted it.
    const held = (await supervisor.stop()) ?? (await takeLease(cluster).catch(() => null));
    await held?.release(() => stopServer(cluster));
  }

  let stopped: Promise<void> | undefined;
  return {
    get url() {
      return url;
    },
    stop() {
      stopped ??= shutDown();
      return stopped;
    },
  };
}
