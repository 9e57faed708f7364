import { inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import { idTag } from '../tags.ts';
import type { Tables } from './tables.ts';

export interface Collection {
  id: string;
  name: string;
  createdAt: Date;
}

const COLUMNS = ['id', 'name', 'created_at as createdAt'] as const;

/** Maximum number of collections per workspace. */
export const MOST_COLLECTIONS = 500;

/** Lists all collections of the workspace, oldest first. */
export function listCollections(scope: Scope<Tables>): Promise<Collection[]> {
  return ours(scope).select(COLUMNS).orderBy('created_at').orderBy('id').execute();
}

/** Returns the collections with these ids, in any order, for a loader. */
export function loadCollections(scope: Scope<Tables>, ids: readonly string[]): Promise<Collection[]> {
  return ours(scope).where('id', '=', sql<string>`any(${ids}::text[])`).select(COLUMNS).execute();
}

/** Creates a collection; null if the workspace has reached its limit. */
export function insertCollection(scope: Scope<Tables>, collection: Collection): Promise<Collection | null> {
  return inTransaction(scope, async (inside) => {
    // Serializes concurrent inserts, which could otherwise exceed the limit together.
    await lockInTransaction(inside.db, `mentions.collections ${scope.workspaceId}`);
    const { count } = await ours(inside).select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
    if (count >= MOST_COLLECTIONS) return null;
    const { id, name, createdAt } = collection;
    return inside.db
      .insertInto('collections')
      .values({ workspace_id: scope.workspaceId, id, name, created_at: createdAt })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  });
}

/** Renames a collection; null if the workspace has no such collection. */
export async function updateCollection(
  scope: Scope<Tables>,
  id: string,
  name: string,
): Promise<Collection | null> {
  const row = await scope.db
    .updateTable('collections')
    .set({ name })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Deletes a collection and removes it from its mentions; returns false if the workspace has no such
 * collection.
 */
export function deleteCollection(scope: Scope<Tables>, id: string): Promise<boolean> {
  return inTransaction(scope, async (inside) => {
    const { numDeletedRows } = await inside.db
      .deleteFrom('collections')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (numDeletedRows > 0n) await changeMembers(inside, id, null, 'remove');
    return numDeletedRows > 0n;
  });
}

/** Adds mentions to a collection or removes them from it; `mentionIds` null means all mentions. */
export async function changeMembers(
  scope: Scope<Tables>,
  id: string,
  mentionIds: readonly string[] | null,
  change: 'add' | 'remove',
): Promise<void> {
  const member = sql<boolean>`tags @> ${[idTag('collection', id)]}::text[]`;
  const [change_, condition] =
    change === 'add'
      ? (['array_append', sql<boolean>`not ${member}`] as const)
      : (['array_remove', member] as const);
  const changed = (column: string, value: string) =>
    sql<string[]>`${sql.raw(change_)}(${sql.ref(column)}, ${value})`;
  await scope.db
    .updateTable('mentions')
    .set({
      collection_ids: changed('collection_ids', id),
      tags: changed('tags', idTag('collection', id)),
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where(condition)
    .$if(mentionIds !== null, (query) => query.where('id', '=', sql<string>`any(${mentionIds}::text[])`))
    .execute();
}

function ours(scope: Scope<Tables>) {
  return scope.db.selectFrom('collections').where('workspace_id', '=', scope.workspaceId);
}
