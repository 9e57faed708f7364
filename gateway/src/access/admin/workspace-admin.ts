import { invalidInput, notFound, TributaryError } from '@tributary/kit';
import { PRODUCTS, type Product } from '@tributary/kit/host';
import type { Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { Tables } from '../data/tables.ts';
import {
  findPlans,
  findWorkspaceByName,
  insertWorkspace,
  listWorkspaces,
  upsertPlan,
  type Workspace,
} from '../data/workspaces.ts';
import { defaultPlan, PLANS } from '../plans.ts';

/** Administers workspaces and their plans. */
export interface WorkspaceAdmin {
  /** Throws CONFLICT if the name is taken. */
  createWorkspace(name: string): Promise<Workspace>;
  listWorkspaces(): Promise<(Workspace & { plans: Record<Product, string> })[]>;
  /** Throws NOT_FOUND if no workspace has this name. */
  findWorkspace(name: string): Promise<Workspace>;
  setPlan(workspaceId: string, product: Product, plan: string): Promise<void>;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function createWorkspaceAdmin(
  db: Kysely<Tables>,
  forget: (workspaceId: string) => void,
): WorkspaceAdmin {
  return {
    createWorkspace: (name) => addWorkspace(db, name),
    async listWorkspaces() {
      const workspaces = await listWorkspaces(db);
      return Promise.all(
        workspaces.map(async (workspace) => ({
          ...workspace,
          plans: await plansOf({ db, workspaceId: workspace.id }),
        })),
      );
    },
    async findWorkspace(name) {
      const workspace = await findWorkspaceByName(db, name);
      if (!workspace) throw notFound(`The workspace "${name}"`);
      return workspace;
    },
    async setPlan(workspaceId, product, plan) {
      if (!PLANS[product][plan])
        throw invalidInput('plan', `${product} has the plans ${Object.keys(PLANS[product]).join(', ')}.`);
      await upsertPlan({ db, workspaceId }, product, plan);
      forget(workspaceId);
    },
  };
}

/** Inserts a workspace, by default with a new id. Throws CONFLICT if the name is taken. */
export async function addWorkspace(db: Kysely<Tables>, name: string, id?: string): Promise<Workspace> {
  if (!NAME.test(name))
    throw invalidInput(
      'name',
      'A workspace name must have 1 to 63 characters of a-z, 0-9 and "-", and must not begin with "-".',
    );
  const workspace = await insertWorkspace(db, name, id);
  if (!workspace) throw new TributaryError('CONFLICT', `A workspace "${name}" already exists.`);
  return workspace;
}

/** Returns the plan of every product, falling back to the product's default. */
export async function plansOf(scope: Scope<Tables>): Promise<Record<Product, string>> {
  const chosen = await findPlans(scope);
  return Object.fromEntries(
    PRODUCTS.map((product) => [product, chosen[product] ?? defaultPlan(product)]),
  ) as Record<Product, string>;
}
