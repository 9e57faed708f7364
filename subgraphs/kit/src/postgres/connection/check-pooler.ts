import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { quoted } from '../quoted.ts';
import type { Database } from './connect.ts';
import { processOf } from './notifications.ts';

/** How often a session is tried: other clients of the pooler may return its server connection. */
const ATTEMPTS = 3;

/**
 * Fails unless everything works through the pooler that `DATABASE_URL` may lead to. In session mode
 * it does. A pooler in transaction mode (PgBouncer's `pool_mode = transaction`) gives each
 * transaction another session: session locks would stay behind and block other processes for ever,
 * notifications would be lost, and timeouts would apply to some transactions only.
 */
export async function checkPooler(database: Database): Promise<void> {
  if (!(await isPooled(database.pool))) return;
  const pool = database.openPool({ max: 2 });
  try {
    if (!(await losesSessions(pool))) return;
    await requireDirectConnection(database);
    await requireTimeouts(pool);
  } finally {
    await pool.end();
  }
}

/** Whether the process id that the client received at login is not the server's. */
async function isPooled(pool: Pool): Promise<boolean> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return rows[0]!.pid !== processOf(client);
  } finally {
    client.release();
  }
}

/** Whether the sessions of a pool end with their transactions. */
async function losesSessions(pool: Pool): Promise<boolean> {
  const [first, second] = [await pool.connect(), await pool.connect()];
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) if (await losesSession(first, second)) return true;
    return false;
  } finally {
    first.release(true);
    second.release(true);
  }
}

/**
 * Whether a session of `first` is lost while `second` is in a transaction: a pooler in transaction
 * mode gives the server connection of `first` to `second`.
 */
async function losesSession(first: PoolClient, second: PoolClient): Promise<boolean> {
  const mark = randomUUID();
  await first.query(`select set_config('tributary.session', $1, false)`, [mark]);
  await second.query('begin');
  await second.query('select 1');
  try {
    const { rows } = await first.query<{ mark: string | null }>(
      `select current_setting('tributary.session', true) as mark`,
    );
    return rows[0]!.mark !== mark;
  } finally {
    await second.query('rollback');
  }
}

async function requireDirectConnection(database: Database): Promise<void> {
  const mode = 'DATABASE_URL leads through a pooler in transaction mode';
  if (database.directUrl === database.url)
    throw new Error(
      `${mode}. Set DATABASE_DIRECT_URL to the server itself: migrations, notifications and session locks need it.`,
    );
  if (await isPooled(database.lockPool))
    throw new Error('DATABASE_DIRECT_URL leads through a pooler. It must be the URL of the server itself.');
}

/**
 * Requires that sessions start with timeouts: what this process sets applies to one server
 * connection of the pooler, and `reset_val` is what the others begin with.
 */
async function requireTimeouts(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string; user: string; database: string }>(
    `select name, current_user as user, current_database() as database from pg_settings
     where name in ('statement_timeout', 'idle_in_transaction_session_timeout') and reset_val = '0'
     order by name`,
  );
  if (rows.length === 0) return;
  const statements = rows.map(
    ({ name, user, database }) =>
      `alter role ${quoted(user)} in database ${quoted(database)} set ${name} = '30s';`,
  );
  throw new Error(
    `DATABASE_URL leads through a pooler in transaction mode, where only the server can set timeouts. Run this once, and reconnect the pooler: ${statements.join(' ')}`,
  );
}
