import pg from 'pg';
import type { Logger } from '../../core/log.ts';
import { readTimestamptz } from '../../core/times.ts';
import { Client } from './client.ts';
import { TracedPool } from './traced-pool.ts';

export interface PoolOptions {
  readonly max: number;
  /**
   * Client-side timeout of a query in milliseconds, which also covers a server that does not
   * respond.
   */
  readonly queryTimeout?: number;
  /** Server-side timeout of a statement in milliseconds; 0 disables it, for migrations. */
  readonly statementTimeout?: number;
  /**
   * Whether to bypass a pooler (`DATABASE_DIRECT_URL`): for session locks, LISTEN and other
   * timeouts, which belong to a session.
   */
  readonly direct?: boolean;
}

/** Server-side timeout of a statement of a request, in milliseconds. */
const STATEMENT_TIMEOUT = 30_000;
/** Timeout for acquiring a connection, in milliseconds. */
const CONNECTION_TIMEOUT = 3_000;

export function createPool(url: string, options: PoolOptions, log: Logger): pg.Pool {
  const pool = new TracedPool({
    connectionString: url,
    Client,
    max: options.max,
    // Detects a server that vanished silently; otherwise its connections would be occupied for
    // hours.
    keepAlive: true,
    connectionTimeoutMillis: CONNECTION_TIMEOUT,
    application_name: 'tributary',
    ...(options.queryTimeout ? { query_timeout: options.queryTimeout } : {}),
    // The pool waits for it before it hands out a new connection.
    onConnect: (client) => setUpSession(client, options.statementTimeout ?? STATEMENT_TIMEOUT),
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
 * Applies the settings of a session. They are not start-up parameters, because PgBouncer rejects
 * those, or drops them silently if it is configured to ignore them.
 */
async function setUpSession(client: pg.ClientBase, statementTimeout: number): Promise<void> {
  await client.query(
    `set timezone = 'UTC'; set statement_timeout = ${statementTimeout};
     set idle_in_transaction_session_timeout = ${STATEMENT_TIMEOUT}`,
  );
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
