import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineSubgraph, type Logger } from '@tributary/kit';
import type { Subgraph } from '@tributary/kit/host';
import { kyselyFor, type Secrets } from '@tributary/kit/postgres';
import type { Pool } from 'pg';
import { type Admin, createAdmin } from './admin/index.ts';
import { type Authenticator, createAuthenticator } from './authenticate.ts';
import type { Administration, Context, FindNodeType, ReadLimits } from './context.ts';
import { migrations } from './data/migrations/index.ts';
import { findClient } from './data/oauth-clients.ts';
import { sharedTables, type Tables, tenantTables, undistributed } from './data/tables.ts';
import { CONSOLE_CLIENT, consoleClient } from './oauth-records/console-client.ts';
import { createOauthAdmin, type OauthAdmin } from './oauth-records/oauth-admin.ts';
import { type OauthStore, openStore } from './oauth-records/oauth-store.ts';
import { openPasswords, PASSWORD_COST } from './oauth-records/passwords.ts';
import { openSigningKeys, sealedSigningKeys } from './oauth-records/signing-keys.ts';
import { resolvers } from './resolvers/index.ts';
import { nodes } from './resolvers/nodes.ts';

export type { NewLink } from './account-links/link-admin.ts';
export type { LinkEntries, OpenLink } from './account-links/redeem-link.ts';
export type { Admin } from './admin/index.ts';
export { type AnnouncedChanges, followChanges } from './announced-changes.ts';
export type { Authenticator } from './authenticate.ts';
export type { Administration, FindNodeType, ReadLimits } from './context.ts';
export { createDemo, type DemoKeys, demoKeysFile } from './demo.ts';
export { KEY_KINDS, type KeyKind } from './keys.ts';
export {
  audienceOf,
  hasTokenForm,
  RESOURCES,
  type Resource,
  resourceOf,
  resourceOfAudience,
  scopesOfResource,
  uuidOf,
} from './oauth-records/access-tokens.ts';
export { CONSOLE_CLIENT, CONSOLE_SCOPE, type KnownClient, serves } from './oauth-records/console-client.ts';
export { hashSecret, type OauthAdmin } from './oauth-records/oauth-admin.ts';
export type { OauthStore } from './oauth-records/oauth-store.ts';
export { ALGORITHM, derivedSecret } from './oauth-records/signing-keys.ts';
export { accountOf } from './oauth-records/subject.ts';
export {
  ADMIN_SCOPE,
  GRAPHQL_LIMIT,
  PLANS,
  planOf,
  type RequestLimitRule,
  SCOPES,
  scopesOf,
  WORKSPACE_SCOPES,
} from './plans.ts';
export { ROLES, type Role, SCOPES_OF_ROLES } from './roles.ts';

/** Defines the subgraph of workspaces, users, keys and plans, which resolves `viewer`. */
export function defineAccess(
  readLimits: ReadLimits,
  administration: Administration,
  findNodeType: FindNodeType = async () => null,
): Subgraph {
  return defineSubgraph<Tables, Context>({
    name: 'access',
    sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    nodes,
    context: (source) => ({ ...source, readLimits, administration, findNodeType }),
    migrations,
    tables: { tenant: tenantTables, shared: sharedTables, undistributed },
    sealed: [sealedSigningKeys],
  });
}

/** Opens the identity module on a database: authentication, and administration for operators. */
export function openAccess(options: {
  pool: Pool;
  /**
   * Direct connections, on one of which changes by other processes are received; `pool` if not
   * given.
   */
  connections?: Pool;
  log: Logger;
  secrets: Secrets;
  /** Returns the issuer of tokens. Called for every token. */
  issuer?: () => string;
  /** Whether users can log in to the console. */
  hasConsole?: boolean;
  clock: () => number;
  newId?: () => string;
  /** Scrypt's N for new password hashes; OWASP's recommendation if not given. */
  passwordCost?: number | undefined;
}): { authenticator: Authenticator; admin: Admin; oauth: OauthStore; oauthAdmin: OauthAdmin } {
  const { clock, newId = randomUUID, passwordCost = PASSWORD_COST } = options;
  const passwords = openPasswords(passwordCost);
  const db = kyselyFor<Tables>(options.pool, 'access', tenantTables);
  const keys = openSigningKeys(db, options.secrets, { clock, newId });
  const issuer = options.issuer ?? (() => '');
  const tokens = {
    db,
    keys,
    issuer,
    clock,
    findClient: async (clientId: string) =>
      clientId === CONSOLE_CLIENT && options.hasConsole ? consoleClient(issuer()) : findClient(db, clientId),
  };
  const authenticator = createAuthenticator(db, options.log, options.connections ?? options.pool, tokens);
  return {
    authenticator,
    admin: createAdmin(db, { clock, publicUrl: issuer }, authenticator.forget),
    oauth: openStore(db, tokens, passwords, authenticator.forget),
    oauthAdmin: createOauthAdmin(db, keys, { clock, newId, passwords }, authenticator.forget),
  };
}
