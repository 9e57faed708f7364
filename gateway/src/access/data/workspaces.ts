import type { Product } from '@tributary/kit/host';
import type { Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface Workspace {
  id: string;
  name: string;
  createdAt: Date;
}

const WORKSPACE = ['workspace_id as id', 'name', 'created_at as createdAt'] as const;

/** Inserts a workspace, by default with a new id; returns undefined if the name is taken. */
export function insertWorkspace(
  db: Kysely<Tables>,
  name: string,
  id?: string,
): Promise<Workspace | undefined> {
  return db
    .insertInto('workspaces')
    .values({ name, ...(id === undefined ? {} : { workspace_id: id }) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning(WORKSPACE)
    .executeTakeFirst();
}

/** Lists all workspaces, or the first few, ordered by name. */
export function listWorkspaces(db: Kysely<Tables>, { limit }: { limit?: number } = {}): Promise<Workspace[]> {
  const query = db.selectFrom('workspaces').select(WORKSPACE).orderBy('name');
  return (limit === undefined ? query : query.limit(limit)).execute();
}

export function findWorkspaceByName(db: Kysely<Tables>, name: string): Promise<Workspace | undefined> {
  return db.selectFrom('workspaces').select(WORKSPACE).where('name', '=', name).executeTakeFirst();
}

export function findWorkspace(scope: Scope<Tables>): Promise<Workspace | undefined> {
  return scope.db
    .selectFrom('workspaces')
    .select(WORKSPACE)
    .where('workspace_id', '=', scope.workspaceId)
    .executeTakeFirst();
}

/** Returns the plans that the workspace has chosen, by product. */
export async function findPlans(scope: Scope<Tables>): Promise<Partial<Record<Product, string>>> {
  const rows = await scope.db
    .selectFrom('plans')
    .where('workspace_id', '=', scope.workspaceId)
    .select(['product', 'plan'])
    .execute();
  return Object.fromEntries(rows.map((row) => [row.product, row.plan]));
}

export async function upsertPlan(scope: Scope<Tables>, product: Product, plan: string): Promise<void> {
  await scope.db
    .insertInto('plans')
    .values({ workspace_id: scope.workspaceId, product, plan })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'product']).doUpdateSet({ plan }))
    .execute();
}
