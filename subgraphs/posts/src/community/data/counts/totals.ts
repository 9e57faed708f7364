import type { Scope } from '@tributary/kit/postgres';
import { LRUCache } from 'lru-cache';
import type { Tables } from '../../../data/tables.ts';
import type { Conditions } from '../community-post-filter.ts';
import { estimateFrom, isAtLeast, readSample, type Sample } from './samples.ts';

/** Maximum number of workspaces that are known to be large, and for how long, in milliseconds. */
const MOST_LARGE = 10_000;
const KNOWN_FOR = 3_600_000;

/**
 * Workspaces in which a count has reached its limit. There, a sample costs less than to count up to
 * the limit; in others, it would cost more.
 */
const large = new LRUCache<string, true>({ max: MOST_LARGE, ttl: KNOWN_FOR });

/**
 * Returns a total, which is estimated if it certainly reaches its limit, and otherwise counted by
 * `count` up to the limit. For a frequent value, the estimate reads a few thousand rows, where the
 * count would first list all that match.
 */
export async function totalOf(
  scope: Scope<Tables>,
  conditions: Conditions,
  atMost: number | null,
  count: () => Promise<number>,
): Promise<number> {
  if (atMost === null) return count();
  const sample = large.has(scope.workspaceId) ? await readSample(scope, conditions) : null;
  if (sample && isAtLeast(sample, atMost)) return estimateFrom(sample);
  return totalBeyond(scope, conditions, atMost, await count(), sample);
}

/**
 * Returns a count below its limit, and an estimate of the total for one that has reached it: from
 * the given sample, if there is one already.
 */
export async function totalBeyond(
  scope: Scope<Tables>,
  conditions: Conditions,
  atMost: number | null,
  count: number,
  sample: Sample | null = null,
): Promise<number> {
  if (atMost === null || count < atMost) return count;
  large.set(scope.workspaceId, true);
  return Math.max(count, estimateFrom(sample ?? (await readSample(scope, conditions))));
}
