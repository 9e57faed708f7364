import { jwtVerify, SignJWT } from 'jose';
import { TributaryError } from './errors.ts';

/** The five documented APIs. An API key is valid for one or more of them. */
export const PRODUCTS = [
  'community-tracker',
  'creator-tracking',
  'social-crm',
  'xtracker',
  'buzzabout',
] as const;
export type Product = (typeof PRODUCTS)[number];

/** The `keyPrefix` of a principal that sent an OAuth access token. */
export const OAUTH_PREFIX = 'oauth';

/**
 * The authenticated caller and its rights. Every endpoint resolves a credential to a principal,
 * once per request.
 */
export interface Principal {
  workspaceId: string;
  /** The user the key belongs to; null for a key of the workspace itself. */
  userId: string | null;
  keyId: string;
  /** The first characters of the key: enough to recognise it, too few to use it. */
  keyPrefix: string;
  products: readonly Product[];
  scopes: readonly string[];
  /** The workspace's plan of every product, including those that this key is not valid for. */
  plans: Readonly<Partial<Record<Product, string>>>;
  /**
   * The policies that the plans of the key's products grant, as `@policy` names them:
   * `community-tracker:api`.
   */
  policies: readonly string[];
  /** True for the operator at the command line, who has every scope and policy. */
  internal?: boolean;
}

/** The scopes and policies of a principal. */
export type Rights = Pick<Principal, 'scopes' | 'policies'>;

/** The policy of fields that only the gateway and its subgraphs may select; no plan grants it. */
export const INTERNAL_POLICY = 'tributary:internal';

/**
 * Returns the workspace itself as a principal with the given rights, for a job or an import; never
 * for a credential.
 */
export function workspacePrincipal(workspaceId: string, { scopes, policies }: Rights): Principal {
  return {
    workspaceId,
    userId: null,
    keyId: workspaceId,
    keyPrefix: 'internal',
    products: PRODUCTS,
    scopes,
    plans: {},
    policies,
  };
}

/**
 * Returns the operator of the installation, who has all rights in a workspace; for the command
 * line.
 */
export function operatorPrincipal(workspaceId: string): Principal {
  return { ...workspacePrincipal(workspaceId, { scopes: [], policies: [] }), internal: true };
}

/** Whether a principal may select internal fields, which clients do not see. */
export function seesInternalFields({ internal, policies }: Principal): boolean {
  return internal === true || policies.includes(INTERNAL_POLICY);
}

/**
 * Returns the name of a principal for an audit log: `key:` with the prefix of its key (`key:oauth`
 * for an access token), or `workspace`.
 */
export function actorOf(principal: Principal | null): string {
  return !principal || principal.internal || principal.keyId === principal.workspaceId
    ? 'workspace'
    : `key:${principal.keyPrefix}`;
}

/** The header that carries the signed principal to a subgraph in another process. */
export const PRINCIPAL_HEADER = 'x-tributary-principal';

/** The header that carries the gateway's id of a request, see `SubgraphRequest.delivery`. */
export const DELIVERY_HEADER = 'x-tributary-delivery';

/** The header that carries the idempotency key of a request, see `SubgraphRequest.once`. */
export const ONCE_HEADER = 'x-tributary-once';

const LIFETIME = '60s';

/** Signs a principal for one subgraph, valid for a minute; null is an anonymous caller. */
export async function signPrincipal(
  principal: Principal | null,
  audience: string,
  secret: string,
): Promise<string> {
  return new SignJWT({ principal })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(new TextEncoder().encode(secret));
}

/**
 * Reads {@link PRINCIPAL_HEADER}; throws UNAUTHENTICATED if it is missing, forged, expired or
 * signed for another subgraph.
 */
export async function verifyPrincipal(
  token: string | undefined,
  audience: string,
  secret: string,
): Promise<Principal | null> {
  if (!token)
    throw new TributaryError('UNAUTHENTICATED', 'This subgraph accepts requests of its gateway only.');
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      audience,
      algorithms: ['HS256'],
    });
    return payload['principal'] as Principal | null;
  } catch (cause) {
    throw new TributaryError('UNAUTHENTICATED', 'This subgraph accepts requests of its gateway only.', {
      cause,
    });
  }
}
