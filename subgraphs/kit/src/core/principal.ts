import { jwtVerify, SignJWT } from 'jose';
import { TributaryError } from './errors.ts';

/** The five documented APIs; a key opens one or more of them. */
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

/** Who asks, and what they may do: what a credential turns into, once, at a door of the gateway. */
export interface Principal {
  workspaceId: string;
  /** The user the key belongs to; null for a key of the workspace itself. */
  userId: string | null;
  keyId: string;
  /** First characters of the key, enough to recognise it and useless to anyone else. */
  keyPrefix: string;
  products: readonly Product[];
  scopes: readonly string[];
  /** The workspace's plan for every product, whether or not this key opens it. */
  plans: Readonly<Partial<Record<Product, string>>>;
  /** What the plans of the key's products grant, the names that `@policy` asks for: `community-tracker:api`. */
  policies: readonly string[];
  /** True for the operator at the command line, who has every scope and policy. */
  internal?: boolean;
}

/** The scopes and policies of a principal. */
export type Rights = Pick<Principal, 'scopes' | 'policies'>;

/** The policy of fields that only the gateway and its subgraphs ask; no plan grants it. */
export const INTERNAL_POLICY = 'tributary:internal';

/** The workspace itself with named rights, for a job or an import, which has no caller; never made from a credential. */
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

/** The operator of the installation, who works on a workspace from the command line with all rights. */
export function operatorPrincipal(workspaceId: string): Principal {
  return { ...workspacePrincipal(workspaceId, { scopes: [], policies: [] }), internal: true };
}

/** Whether a principal may ask the fields that clients do not see. */
export function seesInternalFields({ internal, policies }: Principal): boolean {
  return internal === true || policies.includes(INTERNAL_POLICY);
}

/** Names a principal in a record of who did something: `key:` with the beginning of its key, or `workspace`. */
export function actorOf(principal: Principal | null): string {
  return !principal || principal.internal || principal.keyId === principal.workspaceId
    ? 'workspace'
    : `key:${principal.keyPrefix}`;
}

/** Header that carries the principal from the gateway to a subgraph that runs in another process. */
export const PRINCIPAL_HEADER = 'x-tributary-principal';

/** Header that carries the gateway's own name for a request, see `SubgraphRequest.delivery`. */
export const DELIVERY_HEADER = 'x-tributary-delivery';

/** Header that carries the name that each try of a request has, see `SubgraphRequest.once`. */
export const ONCE_HEADER = 'x-tributary-once';

const LIFETIME = '60s';

/** Signs who asks for one subgraph, for a minute; null says that nobody has identified themselves. */
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

/** Reads {@link PRINCIPAL_HEADER}; UNAUTHENTICATED when it is missing, forged, expired or for another subgraph. */
export async function verifyPrincipal(
  token: string | undefined,
  audience: string,
  secret: string,
): Promise<Principal | null> {
  if (!token) throw new TributaryError('UNAUTHENTICATED', 'This subgraph answers its gateway only.');
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      audience,
      algorithms: ['HS256'],
    });
    return payload['principal'] as Principal | null;
  } catch (cause) {
    throw new TributaryError('UNAUTHENTICATED', 'This subgraph answers its gateway only.', { cause });
  }
}
