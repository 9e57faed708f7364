import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import { isBehind, type Page } from './pages.ts';
import type { Tables, ViewedList } from './tables.ts';

/** A named filter of a list. */
export interface View {
  readonly id: string;
  readonly name: string;
  readonly list: ViewedList;
  /** Arguments of the list, by name. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const COLUMNS = [
  'id',
  'name',
  'list',
  'arguments',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const;

/** A page of views. */
export interface ViewsRequest extends Page {
  /** List that the views are of; null for all. */
  readonly list: ViewedList | null;
}

/** Lists the workspace's views, oldest first. */
export async function listViews(scope: Scope<Tables>, { list, ...page }: ViewsRequest): Promise<View[]> {
  const rows = await views(scope)
    .$if(list !== null, (query) => query.where('list', '=', list!))
    .where(isBehind(scope, 'views', page))
    .select(COLUMNS)
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows as View[];
}

/** Loads views by id, in any order. */
export async function loadViews(scope: Scope<Tables>, ids: readonly string[]): Promise<View[]> {
  const rows = await views(scope)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .select(COLUMNS)
    .execute();
  return rows as View[];
}

/** Finds a view; undefined if the workspace has none with this id. */
export async function findView(scope: Scope<Tables>, id: string): Promise<View | undefined> {
  return (await loadViews(scope, [id]))[0];
}

/** Counts the views of the workspace. */
export async function countViews(scope: Scope<Tables>): Promise<number> {
  const { count } = await views(scope).select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  return count;
}

/** Returns whether another view has the name, ignoring case. */
export async function hasViewName(
  scope: Scope<Tables>,
  name: string,
  except: string | null,
): Promise<boolean> {
  const row = await views(scope)
    .where('folded', '=', name.toLowerCase())
    .$if(except !== null, (query) => query.where('id', '<>', except!))
    .select('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertView(
  scope: Scope<Tables>,
  { id, name, list, arguments: args, createdAt }: Omit<View, 'updatedAt'>,
): Promise<View> {
  const row = await scope.db
    .insertInto('views')
    .values({
      workspace_id: scope.workspaceId,
      id,
      name,
      folded: name.toLowerCase(),
      list,
      arguments: JSON.stringify(args),
      created_at: createdAt,
      updated_at: createdAt,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  return row as View;
}

/** Updates a view; undefined if the workspace has none with this id. */
export async function updateView(
  scope: Scope<Tables>,
  id: string,
  { name, arguments: args, updatedAt }: Partial<Pick<View, 'name' | 'arguments'>> & Pick<View, 'updatedAt'>,
): Promise<View | undefined> {
  const row = await scope.db
    .updateTable('views')
    .set({
      name,
      folded: name?.toLowerCase(),
      arguments: args && JSON.stringify(args),
      updated_at: updatedAt,
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirst();
  return row as View | undefined;
}

/** Deletes a view; false if the workspace has none with this id. */
export async function deleteView(scope: Scope<Tables>, id: string): Promise<boolean> {
  const { numDeletedRows } = await scope.db
    .deleteFrom('views')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

function views({ db, workspaceId }: Scope<Tables>) {
  return db.selectFrom('views').where('workspace_id', '=', workspaceId);
}
