import type { ColumnType, Generated } from 'kysely';
import type { Role } from '../roles.ts';

/** `access.workspaces`: the tenants. */
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
  role: Role;
  created_at: Generated<Date>;
}

/** `access.api_keys`: everything about a key except the key itself. */
export interface ApiKeysTable {
  workspace_id: string;
  id: Generated<string>;
  user_id: string | null;
  name: Generated<string>;
  prefix: string;
  products: string[];
  /** Null grants every scope of the products, including scopes added by later versions. */
  scopes: string[] | null;
  created_at: Generated<Date>;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
}

/** `access.key_hashes`: maps a key to its workspace, which a request names only through its key. */
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

/** `access.passwords`: parameters, salt and hash of a user's password. */
export interface PasswordsTable {
  workspace_id: string;
  user_id: string;
  hash: string;
}

/**
 * What a link does: makes the account of an invited person or of the first owner, or sets a new
 * password.
 */
export type LinkKind = 'invitation' | 'password' | 'owner';

/** `access.account_links`: links by which people set a password in the browser, used once. */
export interface AccountLinksTable {
  workspace_id: string;
  id: Generated<string>;
  hash: Buffer;
  kind: LinkKind;
  email: string | null;
  role: Role | null;
  user_id: string | null;
  created_at: Date;
  expires_at: Date;
}

/**
 * `access.oauth_clients`: maps a client id to its workspace, because an authorization request
 * contains nothing else that identifies it.
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
 * `access.oauth_records`: codes, refresh tokens, grants, sessions and interactions, accessed only
 * by unguessable ids.
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
 * `access.signing_keys`: encrypted private keys, which belong to the installation and not to a
 * tenant.
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
  account_links: AccountLinksTable;
  oauth_clients: OauthClientsTable;
  oauth_records: OauthRecordsTable;
  signing_keys: SigningKeysTable;
}

export const tenantTables = ['users', 'api_keys', 'plans', 'passwords', 'account_links'] as const;
export const sharedTables = [
  'workspaces',
  'key_hashes',
  'oauth_clients',
  'oauth_records',
  'signing_keys',
] as const;

/** Tenant tables that Citus must not distribute. */
export const undistributed = {
  tables: tenantTables,
  because: 'every request looks up its key, which must not cost a network hop',
};
