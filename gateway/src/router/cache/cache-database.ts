import { randomUUID } from 'node:crypto';
import type { Logger } from '@tributary/kit';
import type { Close } from '@tributary/kit/host';
import { pause, repeat } from '@tributary/kit/jobs';
import {
  type Database,
  kyselyFor,
  migrate,
  openDatabase,
  receiveNotifications,
} from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { GatewayConfig } from '../../config/index.ts';
import type { Invalidation } from '../../graph/index.ts';
import { withOtherDatabase } from '../other-database.ts';
import { migrations } from './data/migrations/index.ts';
import { type CacheTables, CHANNEL, findVersion, type InvalidationNotice, sweepParts } from './data/parts.ts';

/** The PostgreSQL schema of shared parts. */
const cacheSchema = { name: 'router_cache', migrations };

/** The database of shared parts, which need not be there. */
export interface CacheDatabase {
  /** Identifies this process in the notices that it sends. */
  readonly id: string;
  /** Null until the tables have been found. */
  readonly db: Kysely<CacheTables> | null;
  /** Whether invalidations of other processes are received. */
  readonly isFollowing: boolean;
  /** Keeps to the bounds soon, after many parts were stored. */
  sweepSoon(): void;
}

/** What a process learns of the others. */
export interface Followers {
  onInvalidated(which: Invalidation): void;
  /** Invalidations may have been missed. */
  onMissed(): void;
}

interface CacheDatabaseOptions extends Followers {
  readonly url: string;
  readonly bounds: { readonly maxRows: number; readonly maxBytes: number };
  readonly config: GatewayConfig;
  readonly log: Logger;
}

/** Connections of one process, besides the one that listens. */
const CONNECTIONS = 4;
/** Time between two sweeps, in milliseconds. */
const SWEEP = 30_000;

/**
 * Opens the database of the settings. Until it can be reached, and whenever it cannot, the router
 * works without it.
 */
export async function openCacheDatabase(
  { url, bounds, config, log, onInvalidated, onMissed }: CacheDatabaseOptions,
  opened: (close: Close) => void,
): Promise<CacheDatabase> {
  const database = await openDatabase(withOtherDatabase(config, url, CONNECTIONS), log);
  const ending = new AbortController();
  const { signal } = ending;
  const id = randomUUID();
  const pool = database.openPool({ max: CONNECTIONS, queryTimeout: 10_000 });
  const db = kyselyFor<CacheTables>(pool, cacheSchema.name, []);
  let isReady = false;
  let isFollowing = false;
  let sweep = new AbortController();
  const forever = (failure: string, work: () => Promise<unknown>) => repeat(work, { signal, log, failure });
  const running = forever('the database of the cache cannot be reached', async () => {
    await migrate(database, [cacheSchema]);
    isReady = true;
    await Promise.all([
      forever(
        'invalidations of other routers cannot be followed',
        followWith(database, db, signal, {
          id,
          onInvalidated,
          onMissed,
          onFollowing: (is) => {
            isFollowing = is;
          },
        }),
      ),
      forever('the stored parts of the cache could not be swept', async () => {
        await sweepParts(db, bounds);
        sweep = new AbortController();
        await pause(SWEEP, AbortSignal.any([signal, sweep.signal]));
      }),
    ]);
  });
  opened(async () => {
    ending.abort();
    await running;
    await database.stop();
  });
  return {
    id,
    get db() {
      return isReady ? db : null;
    },
    get isFollowing() {
      return isFollowing;
    },
    sweepSoon: () => sweep.abort(),
  };
}

interface Following extends Followers {
  /** That of this process, whose own notices concern the others only. */
  readonly id: string;
  readonly onFollowing: (is: boolean) => void;
}

/** Maximum duration of a heartbeat on the connection that receives notices, in milliseconds. */
const SILENCE = 5_000;

/**
 * Returns what follows invalidations on one connection until it is lost. If the version is not the
 * one that was announced last, invalidations have been missed.
 */
function followWith(
  database: Database,
  db: Kysely<CacheTables>,
  signal: AbortSignal,
  { id, onInvalidated, onMissed, onFollowing }: Following,
): () => Promise<void> {
  const connections = database.openPool({ max: 1, direct: true, queryTimeout: SILENCE });
  let seen: string | null = null;
  return async () => {
    const lost = new AbortController();
    const compareVersion = async () => {
      const version = await findVersion(db);
      if (seen !== version) onMissed();
      seen = version;
      onFollowing(true);
    };
    let compared = null as Promise<void> | null;
    try {
      await receiveNotifications({
        connections,
        channel: CHANNEL,
        signal: AbortSignal.any([signal, lost.signal]),
        receive(payload) {
          const { version, which, sender }: InvalidationNotice = JSON.parse(payload);
          seen = version;
          if (sender !== id) onInvalidated(which);
        },
        heard() {
          // Once for each connection: notices have arrived since it began to listen.
          if (compared) return;
          compared = compareVersion();
          compared.catch(() => lost.abort());
        },
      });
      await compared;
    } finally {
      await compared?.catch(() => {});
      onFollowing(false);
    }
  };
}
