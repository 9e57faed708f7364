import { Kysely } from 'kysely';
import pg from 'pg';
import type { Logger } from '../../core/log.ts';
import type { Config } from '../../core/settings.ts';
import { readTimestamptz } from '../../core/times.ts';
import { openEmbeddedPostgres } from '../../embedded-postgres/index.ts';
import { tenantGuard } from '../tenants/tenant-guard.ts';
import { Client } from './client.ts';
import { SingleConnections } from './connection-holding.ts';
import { FairTurns, type TurnLimits } from './fair-turns.ts';
import { guardedDialect } from './guarded-dialect.ts';
import { type RequestDatabase, requestDatabase } from './request-database.ts';

/** The connection pools of a process. */
export interface Database {
  readonly url: string;
  /** Whether the server is the embedded one. */
  readonly embedded: boolean;
  readonly pool: pg.Pool;
  /** Separate connections for session locks, so that their holders can still use `pool`. */
  readonly lockPool: pg.Pool;
  /**
   * Opens another pool, for work that must not queue behind the subgraphs' queries; closed with the
   * database.
   */
  openPool(options: PoolOptions): pg.Pool;
  /** Counts the statements that wait for a connection of `pool`, or for their workspace's turn. */
  waiting(): number;
  stop(): Promise<void>;
}

export interface PoolOptions {
  max: number;
  /**
   * Client-side timeout of a query in milliseconds, which also covers a server that does not
   * respond.
   */
  queryTimeout?: number;
  /** Server-side timeout of a statement in milliseconds; 0 disables it, for migrations. */
  statementTimeout?: number;
}

/** Server-side timeout of a statement of a request, in milliseconds. */
const STATEMENT_TIMEOUT = 30_000;
/** Timeout for acquiring a connection, in milliseconds. */
const CONNECTION_TIMEOUT = 3_000;
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
  const openPool = (options: PoolOptions) => {
    const pool = createPool(server.url, options, log);
    pools.push(pool);
    return pool;
  };
  const pool = openPool({ max: config.DATABASE_POOL });
  return {
    url: server.url,
    embedded: !config.DATABASE_URL,
    pool,
    lockPool: openPool({ max: LOCK_CONNECTIONS }),
    openPool,
    waiting: () => pool.waitingCount + turnsOf(pool).waiting,
    async stop() {
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

function createPool(url: string, options: PoolOptions, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    Client,
    max: options.max,
    // Detects a server that vanished silently; otherwise its connections would be occupied for
    // hours.
    keepAlive: true,
    connectionTimeoutMillis: CONNECTION_TIMEOUT,
    application_name: 'tributary',
    statement_timeout: options.statementTimeout ?? STATEMENT_TIMEOUT,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT,
    ...(options.queryTimeout ? { query_timeout: options.queryTimeout } : {}),
    options: '-c timezone=UTC',
    types: { getTypeParser },
  });
  // A broken idle connection (the server was stopped) must not crash the process; the next query
  // opens another.
  pool.on('error', (error) => log.warn({ err: error }, 'lost an idle PostgreSQL connection'));
  // Neither must a connection that breaks while it is held without a running query, as between two
  // statements of a transaction: the next statement fails, and the pool discards the connection.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * Parses int8 and numeric as numbers (our counts stay below 2^53 and our decimals have few digits;
 * strings would reach the API), and leaves a date as `YYYY-MM-DD` (a Date would shift with the
 * process's time zone). A timestamptz becomes a Date, as in pg.
 */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return Number;
  if (oid === pg.types.builtins.DATE) return (text: string) => text;
  if (oid === pg.types.builtins.TIMESTAMPTZ) return readTimestamptz;
  return pg.types.getTypeParser(oid, format as 'text');
}
