import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from './tables.ts';

/**
 * Holds tokens for a request. Returns false if that would exceed the cap of the day; then nothing
 * is held. One statement: its row lock keeps the sum exact over all processes.
 */
export async function holdTokens(
  { db, workspaceId }: Scope<Tables>,
  { day, tokens, cap }: { readonly day: string; readonly tokens: number; readonly cap: number },
): Promise<boolean> {
  if (tokens > cap) return false;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('token_budgets')
    .values({ workspace_id: workspaceId, day, tokens })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'day'])
        .doUpdateSet((eb) => ({ tokens: eb('token_budgets.tokens', '+', tokens) }))
        .where((eb) => eb(eb('token_budgets.tokens', '+', tokens), '<=', cap)),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Replaces held tokens by those that the request has used. */
export async function settleTokens(
  { db, workspaceId }: Scope<Tables>,
  { day, held, used }: { readonly day: string; readonly held: number; readonly used: number },
): Promise<void> {
  await db
    .updateTable('token_budgets')
    .set((eb) => ({ tokens: eb('tokens', '+', used - held) }))
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', day)
    .execute();
}

/** Returns the tokens that are used or held on a day. */
export async function findTokens({ db, workspaceId }: Scope<Tables>, day: string): Promise<number> {
  const row = await db
    .selectFrom('token_budgets')
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', day)
    .select('tokens')
    .executeTakeFirst();
  return row?.tokens ?? 0;
}
