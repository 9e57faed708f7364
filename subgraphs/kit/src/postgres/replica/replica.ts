import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { Logger } from '../../core/log.ts';
import { createPool, type PoolOptions } from '../connection/connection-pool.ts';

/** A streaming replica of the database, for reads that may lag behind. */
export interface Replica {
  readonly pool: pg.Pool;
  /**
   * Whether the replica is in use and has everything that the workspace has written, as far as this
   * process knows.
   */
  serves(workspaceId: string): boolean;
  /** Remembers, in all processes, that a workspace has written up to now. */
  recordWrite(workspaceId: string): Promise<void>;
  /** Stops using the replica until the next check finds it well. */
  suspend(error: unknown): void;
  /** How far the replica is behind, in seconds; null if it cannot be reached. */
  lag(): number | null;
  stop(): Promise<void>;
}

/** The pools from which a replica is watched. */
interface ReplicaOptions {
  readonly url: string;
  /** Maximum number of connections. */
  readonly max: number;
  readonly openPrimary: (options: PoolOptions) => pg.Pool;
  readonly log: Logger;
}

/** The position of the primary's log at a time of this process. */
interface Sample {
  readonly at: number;
  readonly position: number;
}

/** Interval of checks, in milliseconds. */
const INTERVAL = 500;
/** Largest lag with which the replica is used, in milliseconds. */
const MAX_LAG = 5_000;
/** Samples to measure a lag of a minute. */
const MOST_SAMPLES = 120;
/** Workspaces whose last write is remembered; the position of a forgotten one applies to all. */
const MOST_WORKSPACES = 10_000;
const CHANNEL = 'tributary_writes';

/**
 * Watches a replica: compares its position in the primary's log with those of the last minute, and
 * learns of the writes of other processes by NOTIFY. Without a connection for notifications the
 * replica is not used.
 */
export function openReplica({ url, max, openPrimary, log }: ReplicaOptions): Replica {
  const pool = createPool(url, { max }, log);
  const primary = openPrimary({ max: 2, direct: true });
  const samples: Sample[] = [];
  let replayed = 0;
  let floor = 0;
  let isWell = false;
  let listener: pg.PoolClient | null = null;
  const written = new LRUCache<string, number>({
    max: MOST_WORKSPACES,
    dispose: (position, _, reason) => {
      if (reason === 'evict') floor = Math.max(floor, position);
    },
  });
  /** Workspaces whose last write could not be located. */
  const unlocated = new Set<string>();
  const note = (workspaceId: string, position: number) =>
    written.set(workspaceId, Math.max(position, written.get(workspaceId) ?? 0));
  const lag = () => {
    const newest = samples.findLast(({ position }) => position <= replayed);
    return newest && isWell ? performance.now() - newest.at : null;
  };
  const suspend = (error: unknown) => {
    if (isWell) log.warn({ err: error }, 'the replica is not used: reads go to the primary');
    isWell = false;
  };
  const listen = async () => {
    const client = await primary.connect();
    listener = client;
    client.on('notification', ({ payload = '' }) => {
      const [workspaceId, position] = payload.split(' ');
      note(workspaceId!, Number(position));
    });
    client.once('end', unlisten);
    await client.query(`listen ${CHANNEL}`).catch((error) => {
      unlisten();
      throw error;
    });
  };
  const unlisten = () => {
    const client = listener;
    listener = null;
    // Writes of other processes may be missed until it listens again.
    isWell = false;
    client?.release(true);
  };
  const check = async () => {
    try {
      if (!listener) await listen();
      const at = performance.now();
      samples.push({ at, position: await readPosition(primary, 'pg_current_wal_lsn()') });
      if (samples.length > MOST_SAMPLES) samples.shift();
      for (const workspaceId of unlocated) written.set(workspaceId, samples.at(-1)!.position);
      unlocated.clear();
      replayed = await readPosition(pool, 'pg_last_wal_replay_lsn()');
      if (!isWell) log.info('the replica is used for reads');
      isWell = true;
    } catch (error) {
      suspend(error);
    }
  };
  let checking = check();
  const timer = setInterval(() => {
    checking = checking.then(check);
  }, INTERVAL);
  timer.unref();
  return {
    pool,
    serves(workspaceId) {
      const behind = lag();
      return (
        behind !== null && behind <= MAX_LAG && replayed >= Math.max(floor, written.get(workspaceId) ?? 0)
      );
    },
    async recordWrite(workspaceId) {
      // Until the position is known, no read of the workspace may use the replica.
      note(workspaceId, Number.MAX_SAFE_INTEGER);
      try {
        const position = await readPosition(primary, 'pg_current_wal_insert_lsn()');
        written.set(workspaceId, position);
        await primary.query('select pg_notify($1, $2)', [CHANNEL, `${workspaceId} ${position}`]);
      } catch (error) {
        log.warn({ err: error }, 'the position of a write is unknown');
        unlocated.add(workspaceId);
      }
    },
    suspend,
    lag: () => {
      const milliseconds = lag();
      return milliseconds === null ? null : milliseconds / 1_000;
    },
    async stop() {
      clearInterval(timer);
      await checking;
      unlisten();
      await pool.end();
    },
  };
}

/**
 * Reads a position of the log in bytes; throws if there is none, as on a replica that was promoted.
 */
async function readPosition(pool: pg.Pool, position: string): Promise<number> {
  const { rows } = await pool.query<{ position: number | null }>(
    `select pg_wal_lsn_diff(${position}, '0/0') as position`,
  );
  const found = rows[0]!.position;
  if (found === null) throw new Error('DATABASE_REPLICA_URL is not a streaming replica.');
  return found;
}
