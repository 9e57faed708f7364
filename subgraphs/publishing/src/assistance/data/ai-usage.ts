import type { Scope } from '@tributary/kit/postgres';
import type { AssistanceTables } from '../../data/assistance-tables.ts';

/**
 * Counts one call when there is one left of the month's `limit`, and gives how many were used with
 * it; null when there is none. One statement: the row's lock makes it exact, however many ask at
 * once.
 */
export async function takeUnit(
  scope: Scope<AssistanceTables>,
  month: string,
  limit: number,
): Promise<number | null> {
  if (limit < 1) return null;
  const row = await scope.db
    .insertInto('ai_usage')
    .values({ workspace_id: scope.workspaceId, month, used: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'month'])
        .doUpdateSet((eb) => ({ used: eb('ai_usage.used', '+', 1) }))
        .where('ai_usage.used', '<', limit),
    )
    .returning('used')
    .executeTakeFirst();
  return row?.used ?? null;
}

/** Gives a unit back to the month that it was taken from. */
export async function returnUnit(scope: Scope<AssistanceTables>, month: string): Promise<void> {
  await scope.db
    .updateTable('ai_usage')
    .set((eb) => ({ used: eb('used', '-', 1) }))
    .where('workspace_id', '=', scope.workspaceId)
    .where('month', '=', month)
    .execute();
}

/** Calls of the month. */
export async function findUsage(scope: Scope<AssistanceTables>, month: string): Promise<number> {
  const row = await scope.db
    .selectFrom('ai_usage')
    .where('workspace_id', '=', scope.workspaceId)
    .where('month', '=', month)
    .select('used')
    .executeTakeFirst();
  return row?.used ?? 0;
}
