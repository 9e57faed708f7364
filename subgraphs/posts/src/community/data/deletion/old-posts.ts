import { acrossWorkspaces, inTransaction, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import { WRITING_ORDER } from '../write-community-posts.ts';
import { eraseDerivedTexts } from './post-tombstones.ts';

/** Lists the workspaces that have community posts from before a time. */
export async function listWorkspacesWithOldPosts(db: Kysely<Tables>, before: Date): Promise<string[]> {
  const rows = await acrossWorkspaces(db, 'posts')
    .selectFrom('community_posts')
    .select('workspace_id')
    .distinct()
    .where('posted_at', '<', before)
    .execute();
  return rows.map((row) => row.workspace_id);
}

/**
 * Deletes up to `limit` community posts from before a time, with their matches, the examples that
 * were learned from them, and the texts in their events. Returns whether there may be more.
 */
export function deleteOldPosts(
  scope: Scope<Tables>,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<boolean> {
  return inTransaction(scope, async (inside) => {
    const rows = await inside.db
      .with('old', (db) =>
        db
          .selectFrom('community_posts')
          .where('workspace_id', '=', scope.workspaceId)
          .where('posted_at', '<', before)
          .select('id')
          .limit(limit),
      )
      .selectFrom('community_posts')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', 'in', (eb) => eb.selectFrom('old').select('id'))
      .select('id')
      .orderBy(WRITING_ORDER)
      .forUpdate('community_posts')
      .execute();
    const ids = rows.map(({ id }) => id);
    await eraseDerivedTexts(inside, ids);
    await inside.db
      .deleteFrom('community_posts')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', sql<string>`any(${ids}::uuid[])`)
      .execute();
    return ids.length === limit;
  });
}
