import type { ColumnType, Generated } from 'kysely';

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
  name: Generated<string>;
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

/** `access.passwords`: what is kept of a user's password. */
export interface PasswordsTable {
  workspace_id: string;
  user_id: string;
  hash: string;
}

/**
 * `access.oauth_clients`: an authorization request tells nothing but the client's id, so it finds
 * the workspace.
 */
export interface OauthClientsTable {
  client_id: string;
  workspace_id: string;
  name: string;
  redirect_uris: ColumnType<string[], string, string>;
  scope: string;
  /** Null for a public client. */
  secret_hash: string | null;
  created_at: Date;
  revoked_at: Date | null;
}

/**
 * `access.oauth_records`: codes, refresh tokens, grants, sessions and interactions, found by
 * unguessable ids alone.
 */
export interface OauthRecordsTable {
  model: string;
  id: string;
  grant_id: string | null;
  uid: string | null;
  payload: ColumnType<Record<string, unknown>, string, string>;
  expires_at: Date;
}

/**
 * `access.signing_keys`: private keys as sealed text; they are the installation's, not a tenant's.
 */
export interface SigningKeysTable {
  kid: string;
  sealed: string;
  created_at: Date;
}

export interface Tables {
  workspaces: WorkspacesTable;
  users: UsersTable;
  api_keys: ApiKeysTable;
  key_hashes: KeyHashesTable;
  plans: PlansTable;
  passwords: PasswordsTable;
  oauth_clients: OauthClientsTable;
  oauth_records: OauthRecordsTable;
  signing_keys: SigningKeysTable;
}

export const tenantTables = ['users', 'api_keys', 'plans', 'passwords'] as const;
export const sharedTables = [
  'workspaces',
  'key_hashes',
  'oauth_clients',
  'oauth_records',
  'signing_keys',
] as const;
