import type { GraphQLFieldResolver } from 'graphql';
import { getGraphQLRateLimiter, type Identity, Store } from 'graphql-rate-limit';
import { LRUCache } from 'lru-cache';
import { TributaryError } from '../../core/errors.ts';
import type { Principal } from '../../core/principal.ts';

/** The arguments of `@rateLimit`. */
export interface FieldLimit {
  readonly max: number;
  readonly window: string;
}

/**
 * Stores the calls per key and field. The library's own store grows without bound; this one is
 * limited.
 */
class BoundedStore extends Store {
  readonly #calls = new LRUCache<string, readonly number[]>({ max: 10_000 });

  setForIdentity(identity: Identity, timestamps: readonly number[]): void {
    this.#calls.set(keyOf(identity), timestamps);
  }

  getForIdentity(identity: Identity): readonly number[] {
    return this.#calls.get(keyOf(identity)) ?? [];
  }
}

/**
 * Creates a check that throws RATE_LIMITED when the caller's key has used up the calls of a field.
 * It counts per process, to protect one server from expensive fields; the gateway enforces the
 * exact limits of plans.
 */
export function rateLimiter(
  limit: FieldLimit,
): GraphQLFieldResolver<unknown, { principal: Principal | null }> {
  const limiter = getGraphQLRateLimiter({
    identifyContext: (context: { principal: Principal | null }) => context.principal?.keyId ?? 'anonymous',
    store: new BoundedStore(),
    formatError: ({ fieldName }) => `At most ${limit.max} calls of \`${fieldName}\` in ${limit.window}.`,
  });
  const retryAfter = secondsOf(limit.window);
  // Calls run one after another: the library reads its store and then writes it, so that concurrent
  // aliases of one operation would all see the same count.
  let last: Promise<unknown> = Promise.resolve();
  return async (parent, args, context, info) => {
    const call = () => limiter({ parent, args, context, info }, { ...limit, uncountRejected: true });
    const counted = last.then(call);
    last = counted.catch(() => {});
    const refused = await counted;
    if (refused) throw new TributaryError('RATE_LIMITED', refused, { details: { retryAfter } });
  };
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Returns the length of a window in seconds, the longest time until calls are available again. */
function secondsOf(window: string): number {
  return Number.parseInt(window, 10) * SECONDS[window.at(-1)!]!;
}

function keyOf({ contextIdentity, fieldIdentity }: Identity): string {
  return `${contextIdentity}\n${fieldIdentity}`;
}
