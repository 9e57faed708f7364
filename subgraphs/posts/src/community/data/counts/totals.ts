import type { Scope } from '@tributary/kit/postgres';
import { LRUCache } from 'lru-cache';
import type { Tables } from '../../../data/tables.ts';
import type { Conditions } from '../community-post-filter.ts';
import { estimateFrom, isAtLeast, readSample } from './samples.ts';

/** Maximum number of workspaces that are known to be large, and for how long, in milliseconds. */
const MOST_LARGE = 10_000;
const KNOWN_FOR = 3_600_000;

/**
 * Workspaces in which a count has reached its limit. There, a sample costs less than to count up to
 * the limit; in others, it would cost more.
 */
const large = new LRUCache<string, true>({ max: MOST_LARGE, ttl: KNOWN_FOR });

/**
 * Estimates a total that certainly reaches its limit; null if it may be less, and must be counted.
 * A frequent value is so found at the cost of a few thousand rows, where its index would list all
 * that match.
 */
export async function certainTotal(
  scope: Scope<Tables>,
  conditions: Conditions,
  atMost: number | null,
): Promise<number | null> {
  if (atMost === null || !large.has(scope.workspaceId)) return null;
  const sample = await readSample(scope, conditions);
  return isAtLeast(sample, atMost) ? estimateFrom(sample) : null;
}

/** Returns a count below its limit, and an estimate of the total for one that has reached it. */
export async function totalBeyond(
  scope: Scope<Tables>,
  conditions: Conditions,
  atMost: number | null,
  count: number,
): Promise<number> {
  if (atMost === null || count < atMost) return count;
  large.set(scope.workspaceId, true);
  return Math.max(count, estimateFrom(await readSample(scope, conditions)));
}
