import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/**
 * The first argument of every query function on tenant tables: the database, and the workspace
 * whose rows it may read.
 */
export interface Scope<Tables> {
  readonly db: Kysely<Tables>;
  readonly workspaceId: string;
}

/**
 * Runs `work` in one transaction. Do not send requests to other services inside: the transaction
 * would hold its connection and locks until they respond. (Publishing's renewal of tokens does so
 * on purpose: only one process may use a token.)
 */
export function inTransaction<Tables, Result>(
  scope: Scope<Tables>,
  work: (scope: Scope<Tables>) => Promise<Result>,
): Promise<Result> {
  return scope.db.transaction().execute((db) => work({ db, workspaceId: scope.workspaceId }));
}

/**
 * Returns the same database without the tenant guard, for jobs that process all workspaces. Never
 * use it for a request.
 */
export function acrossWorkspaces<Tables>(db: Kysely<Tables>, schema: string): Kysely<Tables> {
  return db.withoutPlugins().withSchema(schema);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Whether text is a UUID; PostgreSQL rejects a query with any other id. Ids are issued in lower
 * case and accepted in either case, as PostgreSQL does.
 */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Acquires the lock `name`, across processes, until the end of the transaction. */
export async function lockInTransaction<Tables>(db: Kysely<Tables>, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(db);
}
