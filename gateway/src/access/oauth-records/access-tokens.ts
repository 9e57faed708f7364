import { createHash } from 'node:crypto';
import type { Principal } from '@tributary/kit';
import { OAUTH_PREFIX, PRODUCTS, type Product } from '@tributary/kit/host';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { Kysely } from 'kysely';
import { findRecord } from '../data/oauth-records.ts';
import type { Tables } from '../data/tables.ts';
import { findUser } from '../data/users.ts';
import { findPlans } from '../data/workspaces.ts';
import { planOf, scopesOf } from '../plans.ts';
import { SCOPES_OF_ROLES, withinRole } from '../roles.ts';
import { CONSOLE_CLIENT, type KnownClient, serves } from './console-client.ts';
import { ALGORITHM, type SigningKeys } from './signing-keys.ts';
import { accountOf } from './subject.ts';

/** Dependencies of token verification. */
export interface TokenChecks {
  readonly db: Kysely<Tables>;
  readonly keys: SigningKeys;
  readonly issuer: () => string;
  readonly clock: () => number;
  /** Finds a client of a workspace or the console; undefined if it is unknown or revoked. */
  readonly findClient: (clientId: string) => Promise<KnownClient | undefined>;
}

const LONGEST = 4_096;

/** Three parts separated by dots: the form of a JWT, which no key has. */
const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Returns whether a credential has the form of an access token, regardless of its length. */
export function hasTokenForm(text: string): boolean {
  return FORM.test(text);
}

/** Returns whether a credential may be an access token of this gateway. */
export function mayBeToken(text: string): boolean {
  return text.length <= LONGEST && hasTokenForm(text);
}

/** What access tokens are issued for: the REST APIs and the graph, or the MCP endpoint. */
export type Resource = 'api' | 'mcp';
export const RESOURCES: readonly Resource[] = ['api', 'mcp'];

/** Products that tokens for a resource are valid for: clients other than agents are XTracker's. */
const PRODUCTS_OF: Readonly<Record<Resource, readonly Product[]>> = { api: ['xtracker'], mcp: PRODUCTS };

/** Returns the scopes that tokens for a resource can have. */
export function scopesOfResource(resource: Resource): readonly string[] {
  return scopesOf(PRODUCTS_OF[resource]);
}

/** Returns the `aud` claim of tokens: the URL of the resource. */
export function audienceOf(issuer: string, resource: Resource = 'api'): string {
  return `${issuer}/${resource}`;
}

/** Returns the resource that a verified token was issued for. */
export function resourceOf(token: string): Resource {
  return resourceOfAudience([decodeJwt(token).aud].flat()[0]);
}

/** Returns the resource whose audience this is. */
export function resourceOfAudience(audience = ''): Resource {
  return audience.endsWith('/mcp') ? 'mcp' : 'api';
}

/** Claims of an access token. */
export interface TokenClaims {
  aud: string;
  exp: number;
  sub: string;
  client_id: string;
  /** Id of the grant that the token was issued for. */
  gid: string;
  scope?: string;
}

/**
 * Verifies an access token; returns null if it was not issued here, has another audience, or has
 * expired.
 */
export async function readToken(
  token: string,
  { keys, issuer, clock }: Pick<TokenChecks, 'keys' | 'issuer' | 'clock'>,
): Promise<TokenClaims | null> {
  const kid = kidOf(token);
  if (kid === null) return null;
  // Without the private part: the library verifies with public keys only.
  const known = (await keys.knowing(kid)).map(({ d: _, ...key }) => key);
  return jwtVerify(token, createLocalJWKSet({ keys: known as never }), {
    algorithms: [ALGORITHM],
    issuer: issuer(),
    audience: RESOURCES.map((resource) => audienceOf(issuer(), resource)),
    typ: 'at+jwt',
    currentDate: new Date(clock()),
    requiredClaims: ['exp', 'sub', 'client_id', 'gid'],
  }).then(
    ({ payload }) => payload as unknown as TokenClaims,
    // Only a failed verification ends here; an error while reading the keys was thrown above.
    () => null,
  );
}

/** Returns the key id in a token's header; null if the token is malformed. */
function kidOf(token: string): string | null {
  try {
    return decodeProtectedHeader(token).kid ?? null;
  } catch {
    return null;
  }
}

/**
 * Returns the principal and expiry of an access token; null if it is invalid or expired, or if its
 * client, user or grant no longer exists. The role of the user limits the scopes; a token of the
 * console has them all.
 */
export async function verifyToken(
  token: string,
  checks: TokenChecks,
): Promise<{ principal: Principal; expiresAt: number } | null> {
  const { db, clock, findClient } = checks;
  const payload = await readToken(token, checks);
  const account = payload && accountOf(payload.sub);
  if (!account) return null;
  const now = new Date(clock());
  const scope = { db, workspaceId: account.workspaceId };
  const [client, user, grant, plans] = await Promise.all([
    findClient(payload.client_id),
    findUser(scope, { id: account.userId }),
    findRecord(db, 'Grant', { id: payload.gid }, now),
    findPlans(scope),
  ]);
  if (!user || !grant || !client || !serves(client, account.workspaceId)) return null;
  const { exp: endOfGrant = payload.exp } = grant as { exp?: number };
  const isConsole = client.clientId === CONSOLE_CLIENT;
  const resource = resourceOfAudience(payload.aud);
  const products = isConsole ? PRODUCTS : PRODUCTS_OF[resource];
  const possible = scopesOfResource(resource);
  const requested = (payload.scope ?? '').split(' ').filter((each) => possible.includes(each));
  return {
    expiresAt: Math.min(payload.exp, endOfGrant) * 1_000,
    principal: {
      ...account,
      keyId: tokenKeyId({ clientId: payload.client_id, accountId: payload.sub }),
      keyPrefix: OAUTH_PREFIX,
      products,
      scopes: isConsole ? SCOPES_OF_ROLES[user.role] : withinRole(user.role, requested),
      plans,
      policies: products.flatMap((product) => planOf(product, plans[product]).policies),
    },
  };
}

/** Returns the `keyId` of the principals of a user's tokens for one client. */
export function tokenKeyId({ clientId, accountId }: { clientId: string; accountId: string }): string {
  return uuidOf(`${clientId}:${accountId}`);
}

/** Derives a stable UUID from a text; rate limits count by it. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
