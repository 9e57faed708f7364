import { recordedImports } from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';

/** Deletes up to `limit` posts of X created by an import, and returns the number deleted. */
export async function deleteImportedXPosts(
  { db, workspaceId }: Scope<Tables>,
  importId: string,
  limit: number,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('x_imported_posts')
    .where('workspace_id', '=', workspaceId)
    .where('post_id', 'in', (eb) =>
      eb
        .selectFrom('x_imported_posts')
        .where('workspace_id', '=', workspaceId)
        .where('import_id', '=', importId)
        .select('post_id')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Import records of posts of X. */
export const imports = recordedImports<Tables, 'x-posts'>({ 'x-posts': deleteImportedXPosts });
