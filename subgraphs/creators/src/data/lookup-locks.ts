import { type Kysely, sql } from 'kysely';

/** Locks on lookup keys, held by one process at a time. */
export interface LookupLocks {
  /** Acquires the free locks without waiting; returns their names. */
  take(names: readonly string[]): Promise<Set<string>>;
  release(names: readonly string[]): Promise<void>;
}

/** The connection that holds the locks, while there are any. */
interface Session {
  readonly db: Promise<Kysely<unknown>>;
  readonly end: () => void;
}

/**
 * Opens advisory locks of one PostgreSQL session for all lookups of this process, so they take one
 * connection and are released if the process dies. The session comes from a separate pool: on a
 * shared one, lock sessions and statements could deadlock waiting for connections. It returns to
 * the pool with the last lock. PostgreSQL lets a session reacquire its own lock, so `held` tracks
 * the locks of this process.
 */
export function openLookupLocks<Tables>(db: Kysely<Tables>): LookupLocks {
  const held = new Set<string>();
  let users = 0;
  let session: Session | null = null;
  const leave = () => {
    users -= 1;
    if (users > 0 || held.size > 0) return;
    session?.end();
    session = null;
  };
  return {
    async take(names) {
      const free = names.filter((name) => !held.has(name));
      if (free.length === 0) return new Set();
      for (const name of free) held.add(name);
      users += 1;
      session ??= openSession(db);
      try {
        const taken = await tryLocks(await session.db, free);
        for (const name of free) if (!taken.has(name)) held.delete(name);
        return taken;
      } catch (error) {
        for (const name of free) held.delete(name);
        throw error;
      } finally {
        leave();
      }
    },
    async release(names) {
      users += 1;
      try {
        if (session && names.length > 0) await unlock(await session.db, names);
      } catch {
        // The session is lost, and its locks are released with it.
        session?.end();
        session = null;
      } finally {
        for (const name of names) held.delete(name);
        leave();
      }
    },
  };
}

function openSession<Tables>(db: Kysely<Tables>): Session {
  const opened = Promise.withResolvers<Kysely<unknown>>();
  const ended = Promise.withResolvers<void>();
  db.connection()
    .execute((connection) => {
      opened.resolve(connection as unknown as Kysely<unknown>);
      return ended.promise;
    })
    .catch(opened.reject);
  return { db: opened.promise, end: () => ended.resolve() };
}

async function tryLocks(db: Kysely<unknown>, names: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ name: string; taken: boolean }>`
    select name, pg_try_advisory_lock(hashtextextended('creators ' || name, 0)) as taken
    from unnest(${names}::text[]) as name`.execute(db);
  return new Set(rows.filter(({ taken }) => taken).map(({ name }) => name));
}

async function unlock(db: Kysely<unknown>, names: readonly string[]): Promise<void> {
  await sql`select pg_advisory_unlock(hashtextextended('creators ' || name, 0))
    from unnest(${names}::text[]) as name`.execute(db);
}
