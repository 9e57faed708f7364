import type { Pool } from 'pg';

/**
 * Runs `work` under the lock `name`; other processes wait for it. It is a session lock, so
 * PostgreSQL releases it when a process dies.
 */
export async function exclusively<Result>(
  pool: Pool,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await pool.connect();
  try {
    await lock.query('select pg_advisory_lock(hashtextextended($1, 0))', [`tributary ${name}`]);
    return await work();
  } finally {
    // Ends the session, and with it the lock, even if the connection has failed.
    lock.release(true);
  }
}
