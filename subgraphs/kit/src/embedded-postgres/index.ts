import { resolve } from 'node:path';
import { attach } from './attach.ts';
import { openCluster } from './cluster.ts';
import { NAME } from './initialise.ts';
import { takeLease } from './lease.ts';
import { stopServer } from './server-process.ts';
import { supervise } from './supervisor.ts';

export interface EmbeddedPostgresOptions {
  /** The data directory; the database is in its folder `postgres`, created if missing. */
  dataDir: string;
  /** Reports server events, such as a lost connection or a restart, in one line each. */
  log?: (message: string) => void;
  /** Called with the new URL if a restart had to use another port. */
  onMove?: (url: string) => void;
  /**
   * Additional server settings, as in `postgresql.conf`; they apply only if this process starts the
   * server.
   */
  settings?: Record<string, string>;
  /** How long the server may take to start, in milliseconds; default 30 seconds. */
  startTimeoutMs?: number;
}

/** A PostgreSQL server that all processes of one data directory share. */
export interface EmbeddedPostgres {
  /**
   * `postgres://tributary:PASSWORD@127.0.0.1:PORT/tributary`. The port survives restarts unless
   * another program takes it while the server is down.
   */
  readonly url: string;
  /** Releases the server; the last process to do so stops it. A second call waits for the first. */
  stop(): Promise<void>;
}

/**
 * Opens the embedded PostgreSQL of a data directory: creates it, starts it or joins the server that
 * another process started, and keeps it running until `stop()`. If that is impossible, throws an
 * Error with instructions.
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
    // Even without a lease the server may still be running, with this process as its last user.
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
