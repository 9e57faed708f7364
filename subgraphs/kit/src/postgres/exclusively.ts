import type { Pool } from 'pg';

/**
 * Runs `work` while no other process runs what `name` names: the others wait. The lock is the session's, so a
 * process that dies gives it up.
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
    // Ends the session, and with it the lock, even when the connection is what failed.
    lock.release(true);
  }
}
