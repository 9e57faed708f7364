import { type Kysely, sql } from 'kysely';

/** The right to fetch something, one holder at a time over all processes. */
export interface FlightLocks {
  /** Takes those of the names that nobody has, without waiting. */
  take(names: readonly string[]): Promise<Set<string>>;
  give(names: readonly string[]): Promise<void>;
}

/** The connection on which locks are held, while there are any. */
interface Session {
  readonly db: Promise<Kysely<unknown>>;
  readonly end: () => void;
}

/**
 * Advisory locks of one PostgreSQL session for all flights of this process: a process that dies gives its locks back
 * by that, and however many flights there are they take one connection. It is given back to its pool when the last
 * flight has landed, and comes from another pool than the statements of flights: on one they would wait for each other. A session's lock can be taken twice by the session itself, so what this process has is known here.
 */
export function flightLocks<Tables>(db: Kysely<Tables>): FlightLocks {
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
    async give(names) {
      users += 1;
      try {
        if (session && names.length > 0) await unlock(await session.db, names);
      } catch {
        // The session is lost, and its locks with it.
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
