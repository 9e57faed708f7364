import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from './tables.ts';

/** Returns the same workspace and connection of a caller, on the tables of this package. */
export function own<Caller>({ db, workspaceId }: Scope<Caller>): Scope<Tables> {
  return { db: (db as unknown as Scope<Tables>['db']).withSchema('ai'), workspaceId };
}
