/** X's price list, in millionths of a dollar for each thing that is read, once in a UTC day. */
const PRICES = { user: 10_000, post: 5_000 };

/** A thing of X that a call has read, by which it is paid for: `user:7` or `post:20`. */
export type Resource = `${keyof typeof PRICES}:${string}`;

/** What finding an account costs. */
export const LOOKUP = PRICES.user;

/**
 * The most that one post of a timeline can cost: itself, and by its expansions the post that it
 * answers, the one that it quotes, and who wrote these.
 */
export const DEAREST_POST = 3 * PRICES.post + 2 * PRICES.user;

/** What these cost together. */
export function priceOf(resources: readonly Resource[]): number {
  return resources.reduce((sum, each) => sum + PRICES[each.split(':', 1)[0] as keyof typeof PRICES], 0);
}
