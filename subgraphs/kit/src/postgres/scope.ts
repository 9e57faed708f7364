import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/** What every query function of a tenant table takes first: the database, and the workspace it may see. */
export interface Scope<Tables> {
  readonly db: Kysely<Tables>;
  readonly workspaceId: string;
}

/**
 * Runs `work` in one transaction: all of it happens or nothing. Never call an upstream inside: it would hold a connection and
 * its locks for as long as that takes. (Where a secret may be spent by one process only, that is wanted: publishing's renewal.)
 */
export function inTransaction<Tables, Result>(
  scope: Scope<Tables>,
  work: (scope: Scope<Tables>) => Promise<Result>,
): Promise<Result> {
  return scope.db.transaction().execute((db) => work({ db, workspaceId: scope.workspaceId }));
}

/**
 * The same database without the tenant guard, for jobs that work through every workspace. Never for a request.
 */
export function acrossWorkspaces<Tables>(db: Kysely<Tables>, schema: string): Kysely<Tables> {
  return db.withoutPlugins().withSchema(schema);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Whether text can be the id of a row at all; asking PostgreSQL with anything else is an error there. Ids are handed out in
 * lower case, and accepted in either, as PostgreSQL does.
 */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Waits for, and holds until the transaction ends, the right to do what `name` names; across processes. */
export async function lockInTransaction<Tables>(db: Kysely<Tables>, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(db);
}
