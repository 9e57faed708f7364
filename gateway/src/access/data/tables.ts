import type { Generated } from 'kysely';

/** `access.workspaces`: the list of tenants itself. */
export interface WorkspacesTable {
  workspace_id: Generated<string>;
  name: string;
  created_at: Generated<Date>;
}

/** `access.users`. */
export interface UsersTable {
  workspace_id: string;
  id: Generated<string>;
  email: string;
  name: string;
  created_at: Generated<Date>;
}

/** `access.api_keys`: all of a key but the key. */
export interface ApiKeysTable {
  workspace_id: string;
  id: Generated<string>;
  user_id: string | null;
  prefix: string;
  products: string[];
  /** Null is every scope of the products, those of later versions included. */
  scopes: string[] | null;
  created_at: Generated<Date>;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
}

/** `access.key_hashes`: finds the workspace of a key, which nothing but the key tells. */
export interface KeyHashesTable {
  hash: Buffer;
  workspace_id: string;
  key_id: string;
}

/** `access.plans`: chosen plans; a product without a row is on its default. */
export interface PlansTable {
  workspace_id: string;
  product: string;
  plan: string;
}

export interface Tables {
  workspaces: WorkspacesTable;
  users: UsersTable;
  api_keys: ApiKeysTable;
  key_hashes: KeyHashesTable;
  plans: PlansTable;
}

export const tenantTables = ['users', 'api_keys', 'plans'] as const;
export const sharedTables = ['workspaces', 'key_hashes'] as const;
