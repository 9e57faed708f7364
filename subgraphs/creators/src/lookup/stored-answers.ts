import type { Scope } from '@tributary/kit/postgres';
import type { Answer, Facts } from '../answer.ts';
import type { StoredAnswer } from '../data/answers.ts';
import type { Tables } from '../data/tables.ts';
import type { Operation } from '../platforms.ts';
import type { Prices } from './credits/prices.ts';
import { freshnessOf } from './freshness.ts';
import { keyOf, type LookupParts, type LookupRequest, type PendingLookup } from './lookup.ts';

/**
 * Deduplicates requests by answer, keeping the one with the highest price, which pays for the
 * others.
 */
export function costliest(requests: readonly LookupRequest[], prices: Prices): LookupRequest[] {
  const byKey = new Map<string, LookupRequest>();
  for (const request of requests) {
    const other = byKey.get(keyOf(request));
    if (!other || prices[request.priced] > prices[other.priced]) byKey.set(keyOf(request), request);
  }
  return [...byKey.values()];
}

/**
 * Finds stored answers by key, optionally including stale ones. An answer for which less was paid
 * than the request costs does not serve it; otherwise a cheap request would fill the cache for an
 * expensive one.
 */
export function findStored(
  parts: LookupParts,
  requests: readonly LookupRequest[],
  scope: Scope<Tables>,
  atWorst: 'fresh' | 'stale',
): Promise<Map<string, StoredAnswer>> {
  const byKey = new Map(requests.map((request) => [keyOf(request), request]));
  return parts.cache.find(scope, [...byKey.keys()], (answer) => {
    const { operation, priced } = byKey.get(answer.key)!;
    const freshness = freshnessOf(operation, answer, parts.clock());
    const usable = freshness === 'fresh' || freshness === atWorst;
    return usable && answer.paid >= parts.prices[priced];
  });
}

/**
 * Resolves lookups whose answers another process or workspace has stored meanwhile; returns the
 * others.
 */
export async function resolveStored(
  parts: LookupParts,
  lookups: readonly PendingLookup[],
  scope: Scope<Tables>,
): Promise<PendingLookup[]> {
  const requests = lookups.map(({ request }) => request);
  const stored = await findStored(parts, requests, scope, 'fresh');
  for (const { key, resolve } of lookups) {
    const answer = stored.get(key);
    if (answer) resolve(toAnswer(answer, { cached: false, stale: false }));
  }
  return lookups.filter(({ key }) => !stored.has(key));
}

/** Converts a stored answer to the form returned to callers. */
export function toAnswer<Name extends Operation>(
  { facts, provider, fetchedAt }: StoredAnswer,
  state: { readonly cached: boolean; readonly stale: boolean },
): Answer<Name> {
  return { facts: facts as Facts[Name], provider, fetchedAt, ...state };
}
