import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from './tables.ts';

export async function upsertPassword(scope: Scope<Tables>, userId: string, hash: string): Promise<void> {
  await scope.db
    .insertInto('passwords')
    .values({ workspace_id: scope.workspaceId, user_id: userId, hash })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'user_id']).doUpdateSet({ hash }))
    .execute();
}

export async function findPassword(scope: Scope<Tables>, userId: string): Promise<string | undefined> {
  const row = await scope.db
    .selectFrom('passwords')
    .where('workspace_id', '=', scope.workspaceId)
    .where('user_id', '=', userId)
    .select('hash')
    .executeTakeFirst();
  return row?.hash;
}
