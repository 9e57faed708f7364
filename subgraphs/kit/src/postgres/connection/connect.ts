import { Kysely } from 'kysely';
import type pg from 'pg';
import type { Logger } from '../../core/log.ts';
import type { Config } from '../../core/settings.ts';
import { openEmbeddedPostgres } from '../../embedded-postgres/index.ts';
import { openReplica, type Replica } from '../replica/replica.ts';
import { tenantGuard } from '../tenants/tenant-guard.ts';
import { SingleConnections } from './connection-holding.ts';
import { createPool, type PoolOptions } from './connection-pool.ts';
import { FairTurns, type TurnLimits } from './fair-turns.ts';
import { guardedDialect } from './guarded-dialect.ts';
import { type RequestDatabase, requestDatabase } from './request-database.ts';

/** The connection pools of a process. */
export interface Database {
  readonly url: string;
  /** The URL of the server itself, if `url` leads through a pooler; otherwise the same. */
  readonly directUrl: string;
  /** Whether the server is the embedded one. */
  readonly embedded: boolean;
  readonly pool: pg.Pool;
  /**
   * Separate, direct connections for session locks, so that their holders can still use `pool`.
   */
  readonly lockPool: pg.Pool;
  /** The replica for reads; null if there is none. */
  readonly replica: Replica | null;
  /**
   * Opens another pool, for work that must not queue behind the subgraphs' queries; closed with the
   * database.
   */
  openPool(options: PoolOptions): pg.Pool;
  /** Counts the statements that wait for a connection of `pool`, or for their workspace's turn. */
  waiting(): number;
  stop(): Promise<void>;
}

/**
 * Connections for session locks: one holds the locks of all look-ups of creators, the others those
 * of the start.
 */
const LOCK_CONNECTIONS = 4;

/**
 * Maximum number of a workspace's statements waiting for a connection: twenty for each of a key's
 * hundred requests.
 */
const MOST_WAITING = 2_000;
/**
 * How long a statement may wait for its workspace's turn, in milliseconds; shorter than the
 * deadline of a request.
 */
const LONGEST_WAIT = 25_000;

/** Connects to DATABASE_URL, or starts the embedded server in the data directory. */
export async function openDatabase(config: Config, log: Logger): Promise<Database> {
  const pools: pg.Pool[] = [];
  const server = config.DATABASE_URL
    ? { url: config.DATABASE_URL, stop: async () => {} }
    : await openEmbeddedPostgres({
        dataDir: config.dataDir,
        log: (message) => log.info(message),
        // A pool reads its options for each connection that it opens.
        onMove(url) {
          for (const pool of pools) pool.options.connectionString = url;
        },
      });
  const directUrl = config.DATABASE_DIRECT_URL || server.url;
  const openPool = (options: PoolOptions) => {
    const pool = createPool(options.direct ? directUrl : server.url, options, log);
    pools.push(pool);
    return pool;
  };
  const pool = openPool({ max: config.DATABASE_POOL });
  const replica = config.DATABASE_REPLICA_URL
    ? openReplica({ url: config.DATABASE_REPLICA_URL, max: config.DATABASE_POOL, openPrimary: openPool, log })
    : null;
  return {
    url: server.url,
    directUrl,
    embedded: !config.DATABASE_URL,
    pool,
    lockPool: openPool({ max: LOCK_CONNECTIONS, direct: true }),
    replica,
    openPool,
    waiting: () => pool.waitingCount + turnsOf(pool).waiting,
    async stop() {
      await replica?.stop();
      await Promise.all(pools.filter((pool) => !pool.ending).map((pool) => pool.end()));
      await server.stop();
    },
  };
}

/**
 * Creates a Kysely for one subgraph's PostgreSQL schema, typed with its tables only. It rejects
 * queries on tenant tables that do not constrain `workspace_id`.
 */
export function kyselyFor<Tables>(
  pool: pg.Pool,
  schema: string,
  tenantTables: readonly string[],
): Kysely<Tables> {
  return openKysely<Tables>(pool, schema, tenantTables).db;
}

/**
 * Like {@link kyselyFor}, plus a database for each request, whose statements take turns and end
 * with the request.
 */
export function openKysely<Tables>(
  pool: pg.Pool,
  schema: string,
  tenantTables: readonly string[],
): { db: Kysely<Tables>; forRequest: RequestDatabase<Tables> } {
  const config = guardedDialect(pool, tenantGuard(tenantTables));
  const { dialect } = config;
  const executor = new Kysely<Tables>(config).withSchema(schema).getExecutor();
  const db = new Kysely<Tables>({
    config,
    dialect,
    driver: dialect.createDriver(),
    executor: executor.withConnectionProvider(new SingleConnections(executor)),
  });
  return { db, forRequest: requestDatabase(db, config, turnsOf(pool)) };
}

const turnsByPool = new WeakMap<pg.Pool, FairTurns>();

/** Returns the turns of a pool's connections, shared by all subgraphs of the process. */
function turnsOf(pool: pg.Pool): FairTurns {
  let turns = turnsByPool.get(pool);
  if (!turns) {
    turns = new FairTurns(turnLimits(pool.options.max ?? 1));
    turnsByPool.set(pool, turns);
  }
  return turns;
}

/**
 * Computes the limits: one connection is left to jobs, and a quarter of the others to workspaces
 * other than the busiest.
 */
function turnLimits(connections: number): TurnLimits {
  const total = Math.max(1, connections - 1);
  const workspace = Math.max(1, Math.floor((total * 3) / 4));
  const request = Math.ceil(workspace / 2);
  return { total, workspace, request, waiting: MOST_WAITING, wait: LONGEST_WAIT };
}
