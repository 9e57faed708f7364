import { PRODUCTS, type Product } from '@tributary/kit/host';

/** A number of requests in a window that begins on the minute or at midnight UTC. */
export interface RequestLimitRule {
  readonly max: number;
  readonly window: 'minute' | 'day';
}

/** What a plan of a product gives. */
export interface Plan {
  readonly limit: RequestLimitRule;
  /** Names that `@policy` asks for. */
  readonly policies: readonly string[];
}

const day = (max: number): RequestLimitRule => ({ max, window: 'day' });
const minute = (max: number): RequestLimitRule => ({ max, window: 'minute' });

/**
 * Every product's plans (schema/rest/DECISIONS.md), the one of a workspace that has chosen none
 * first.
 */
export const PLANS: Readonly<Record<Product, Readonly<Record<string, Plan>>>> = {
  'community-tracker': {
    trial: { limit: day(0), policies: [] },
    pro: { limit: day(5_000), policies: ['community-tracker:api'] },
    team: { limit: day(20_000), policies: ['community-tracker:api'] },
  },
  'creator-tracking': { pro: { limit: minute(60), policies: ['creator-tracking:api'] } },
  'social-crm': {
    free: { limit: minute(600), policies: ['social-crm:api'] },
    pro: { limit: minute(600), policies: ['social-crm:api', 'social-crm:paid'] },
    team: { limit: minute(600), policies: ['social-crm:api', 'social-crm:paid'] },
  },
  xtracker: {
    free: { limit: day(100), policies: ['xtracker:api'] },
    pro: { limit: day(1_000), policies: ['xtracker:api'] },
    enterprise: { limit: day(10_000), policies: ['xtracker:api'] },
  },
  buzzabout: { pro: { limit: minute(600), policies: ['buzzabout:api'] } },
};

/** Requests of one key to `/graphql`. */
export const GRAPHQL_LIMIT: RequestLimitRule = minute(600);

/** The plan of a workspace that has chosen none. */
export function defaultPlan(product: Product): string {
  return Object.keys(PLANS[product])[0]!;
}

/** The rules of a plan; a name that no longer exists counts as the default. */
export function planOf(product: Product, name: string | undefined): Plan {
  return PLANS[product][planName(product, name)]!;
}

/** The name of a workspace's plan; the default for one that no longer exists. */
export function planName(product: Product, name: string | undefined): string {
  return name !== undefined && Object.hasOwn(PLANS[product], name) ? name : defaultPlan(product);
}

/** Scopes by product: those that its document names, and ours where it names none. */
export const SCOPES: Readonly<Record<Product, readonly string[]>> = {
  'community-tracker': ['community:read', 'community:write'],
  'creator-tracking': ['creators:read'],
  'social-crm': ['posts:read', 'posts:write', 'posts:publish', 'ai:generate', 'media:write', 'insights:read'],
  xtracker: ['profile', 'accounts:read', 'accounts:write', 'posts:read'],
  buzzabout: ['mentions:read', 'mentions:write'],
};

/**
 * Administers the workspace: its keys, users and OAuth clients. A key has it only when it is named
 * at its creation, so that no key that was made before, or without scopes, administers anything.
 */
export const ADMIN_SCOPE = 'workspace:admin';

/** Returns every scope that may be named for a key of these products. */
export function grantableScopes(products: readonly Product[]): string[] {
  const scopes = scopesOf(products);
  return products.length === PRODUCTS.length ? [...scopes, ADMIN_SCOPE] : scopes;
}

/**
 * Every scope that a key for these products can have; a key that opens all may also read its
 * workspace's keys.
 */
export function scopesOf(products: readonly Product[]): string[] {
  const scopes = new Set(products.flatMap((product) => SCOPES[product]));
  if (products.length === PRODUCTS.length) scopes.add('workspace:read');
  return [...scopes];
}
