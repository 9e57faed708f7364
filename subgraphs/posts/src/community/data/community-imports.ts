import { recordedImports } from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';

/** Deletes up to `limit` community posts created by an import, and returns the number deleted. */
export async function deleteImportedPosts(
  { db, workspaceId }: Scope<Tables>,
  importId: string,
  limit: number,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('community_posts')
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('community_posts')
        .where('workspace_id', '=', workspaceId)
        .where('import_id', '=', importId)
        .select('id')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Import records of community posts. */
export const imports = recordedImports<Tables, 'posts'>({ posts: deleteImportedPosts });
