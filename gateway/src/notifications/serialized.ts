import { inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import type { Tables } from './data/tables.ts';

/**
 * Runs a change of the workspace's destinations, views or rules in a transaction, one at a time:
 * their numbers, names and references are checked before the change.
 */
export function serialized<Result>(
  scope: Scope<Tables>,
  change: (inside: Scope<Tables>) => Promise<Result>,
): Promise<Result> {
  return inTransaction(scope, async (inside) => {
    await lockInTransaction(inside.db, `notifications of ${scope.workspaceId}`);
    return change(inside);
  });
}
