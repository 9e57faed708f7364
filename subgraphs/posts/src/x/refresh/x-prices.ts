/** X's prices in millionths of a dollar per resource read, charged once per UTC day. */
const PRICES = { user: 10_000, post: 5_000 };

/** A billable resource read from X: `user:7` or `post:20`. */
export type Resource = `${keyof typeof PRICES}:${string}`;

/** Cost of looking up an account. */
export const LOOKUP = PRICES.user;

/**
 * Maximum cost of one timeline post: the post itself plus its expansions, which are the post it
 * replies to, the post it quotes, and their authors.
 */
export const DEAREST_POST = 3 * PRICES.post + 2 * PRICES.user;

/** Returns the total price of the resources. */
export function priceOf(resources: readonly Resource[]): number {
  return resources.reduce((sum, each) => sum + PRICES[each.split(':', 1)[0] as keyof typeof PRICES], 0);
}
