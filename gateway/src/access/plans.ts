import { PRODUCTS, type Product } from '@tributary/kit/host';

/** A maximum of requests per window, which begins on the minute or at midnight UTC. */
export interface RequestLimitRule {
  readonly max: number;
  readonly window: 'minute' | 'day';
}

/** Request limit and policies of a product's plan. */
export interface Plan {
  readonly limit: RequestLimitRule;
  /** Policies granted for `@policy` directives. */
  readonly policies: readonly string[];
}

const day = (max: number): RequestLimitRule => ({ max, window: 'day' });
const minute = (max: number): RequestLimitRule => ({ max, window: 'minute' });

/** The plans of every product (schema/rest/DECISIONS.md), the default plan first. */
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

/** Limit of requests to `/graphql` per key. */
export const GRAPHQL_LIMIT: RequestLimitRule = minute(600);

/** Returns the plan of a workspace that has chosen none. */
export function defaultPlan(product: Product): string {
  return Object.keys(PLANS[product])[0]!;
}

/** Returns the rules of a plan; an unknown name counts as the default plan. */
export function planOf(product: Product, name: string | undefined): Plan {
  return PLANS[product][planName(product, name)]!;
}

/** Returns the name of a workspace's plan; the default if the chosen plan no longer exists. */
export function planName(product: Product, name: string | undefined): string {
  return name !== undefined && Object.hasOwn(PLANS[product], name) ? name : defaultPlan(product);
}

/** Scopes by product: those named in the product's document, otherwise our own. */
export const SCOPES: Readonly<Record<Product, readonly string[]>> = {
  'community-tracker': ['community:read', 'community:write'],
  'creator-tracking': ['creators:read'],
  'social-crm': ['posts:read', 'posts:write', 'posts:publish', 'ai:generate', 'media:write', 'insights:read'],
  xtracker: ['profile', 'accounts:read', 'accounts:write', 'posts:read'],
  buzzabout: ['mentions:read', 'mentions:write'],
};

/**
 * Allows administration of the workspace's keys, users and OAuth clients. Only keys created with
 * this scope explicitly have it; older keys and keys without a scope list never do.
 */
export const ADMIN_SCOPE = 'workspace:admin';

/**
 * Scopes that concern all products, which keys of all products have by default: to read the
 * workspace's keys, its events and its views, and to manage its webhooks, alerts and views.
 */
export const WORKSPACE_SCOPES: readonly string[] = [
  'workspace:read',
  'events:read',
  'webhooks:write',
  'alerts:write',
  'views:read',
  'views:write',
];

/** Returns every scope that can be granted to a key of these products. */
export function grantableScopes(products: readonly Product[]): string[] {
  const scopes = scopesOf(products);
  return products.length === PRODUCTS.length ? [...scopes, ADMIN_SCOPE] : scopes;
}

/**
 * Returns every scope that keys of these products have by default; keys of all products also have
 * {@link WORKSPACE_SCOPES}.
 */
export function scopesOf(products: readonly Product[]): string[] {
  const scopes = new Set(products.flatMap((product) => SCOPES[product]));
  if (products.length === PRODUCTS.length) for (const scope of WORKSPACE_SCOPES) scopes.add(scope);
  return [...scopes];
}
