import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Stores the names of brands found in the workspace's mentions. */
export async function insertBrandNames(scope: Scope<Tables>, names: readonly string[]): Promise<void> {
  const folded = [...new Set(names.map((name) => name.toLowerCase()))];
  if (folded.length === 0) return;
  await scope.db
    .insertInto('brand_names')
    .values(folded.map((name) => ({ workspace_id: scope.workspaceId, folded: name })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Finds the workspace's brand names that contain each of these lower-case texts. */
export async function namesContaining(
  scope: Scope<Tables>,
  texts: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const text of new Set(texts)) {
    const rows = await scope.db
      .selectFrom('brand_names')
      .where('workspace_id', '=', scope.workspaceId)
      .where(sql<boolean>`strpos(folded, ${text}) > 0`)
      .select('folded')
      .execute();
    found.set(
      text,
      rows.map(({ folded }) => folded),
    );
  }
  return found;
}
