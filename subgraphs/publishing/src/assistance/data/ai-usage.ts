import type { Scope } from '@tributary/kit/postgres';
import type { AssistanceTables } from '../../data/assistance-tables.ts';

/**
 * Takes one unit of the month's `limit` and returns the units used so far; null if none is left.
 * One statement: its row lock keeps the count exact under concurrency.
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

/** Returns a unit to the month that it was taken from. */
export async function returnUnit(scope: Scope<AssistanceTables>, month: string): Promise<void> {
  await scope.db
    .updateTable('ai_usage')
    .set((eb) => ({ used: eb('used', '-', 1) }))
    .where('workspace_id', '=', scope.workspaceId)
    .where('month', '=', month)
    .execute();
}

/** Returns the number of calls in a month. */
export async function findUsage(scope: Scope<AssistanceTables>, month: string): Promise<number> {
  const row = await scope.db
    .selectFrom('ai_usage')
    .where('workspace_id', '=', scope.workspaceId)
    .where('month', '=', month)
    .select('used')
    .executeTakeFirst();
  return row?.used ?? 0;
}
