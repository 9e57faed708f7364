import { inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';

export interface TrackedKeyword {
  id: string;
  keyword: string;
  createdAt: Date;
}

/** Maximum number of tracked keywords per workspace. */
export const MOST_KEYWORDS = 500;

/** Lists all keywords of the workspace, oldest first. */
export async function listTrackedKeywords(scope: Scope<Tables>): Promise<TrackedKeyword[]> {
  return keywords(scope).orderBy('created_at').orderBy('id').execute();
}

/** Returns keywords of the workspace by id, for a loader. */
export async function loadTrackedKeywords(
  scope: Scope<Tables>,
  ids: readonly string[],
): Promise<TrackedKeyword[]> {
  return keywords(scope).where('id', 'in', ids).execute();
}

function keywords({ db, workspaceId }: Scope<Tables>) {
  return db
    .selectFrom('tracked_keywords')
    .where('workspace_id', '=', workspaceId)
    .select(['id', 'keyword', 'created_at as createdAt']);
}

/** Adds a keyword or returns the existing one; null if the workspace has reached its limit. */
export function insertTrackedKeyword(scope: Scope<Tables>, keyword: string): Promise<TrackedKeyword | null> {
  return inTransaction(scope, async (inside) => {
    // Serializes concurrent inserts, which could otherwise exceed the limit together.
    await lockInTransaction(inside.db, `posts.tracked_keywords ${scope.workspaceId}`);
    const folded = keyword.toLowerCase();
    const known = await findByFolded(inside, folded);
    if (known) return known;
    const { count } = await inside.db
      .selectFrom('tracked_keywords')
      .where('workspace_id', '=', scope.workspaceId)
      .select(sql<number>`count(*)`.as('count'))
      .executeTakeFirstOrThrow();
    if (count >= MOST_KEYWORDS) return null;
    return inside.db
      .insertInto('tracked_keywords')
      .values({ workspace_id: scope.workspaceId, keyword, folded })
      .returning(['id', 'keyword', 'created_at as createdAt'])
      .executeTakeFirstOrThrow();
  });
}

/** Deletes a keyword; returns false if the workspace has no such keyword. */
export async function deleteTrackedKeyword(scope: Scope<Tables>, id: string): Promise<boolean> {
  const { numDeletedRows } = await scope.db
    .deleteFrom('tracked_keywords')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

function findByFolded(scope: Scope<Tables>, folded: string): Promise<TrackedKeyword | undefined> {
  return scope.db
    .selectFrom('tracked_keywords')
    .where('workspace_id', '=', scope.workspaceId)
    .where('folded', '=', folded)
    .select(['id', 'keyword', 'created_at as createdAt'])
    .executeTakeFirst();
}
