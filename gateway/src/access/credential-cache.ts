import { DAY, type Principal } from '@tributary/kit';
import { LRUCache } from 'lru-cache';
import { hashKey } from './keys.ts';

/** A valid credential's principal and expiry. */
export interface Known {
  principal: Principal;
  expiresAt: number;
}

/** A cached credential, and when its look-up began by `performance.now()`. */
interface Cached extends Known {
  readonly lookedUpAt: number;
}

/**
 * Lifetime of a cached principal in milliseconds, as long as this process receives the changes of
 * others. It costs look-ups only: a change evicts the principal at once.
 */
const CACHED = 60_000;
/**
 * Lifetime without changes of others, and so the longest delay before one of them takes effect.
 */
const CACHED_UNANNOUNCED = 2_000;
const MAX_CACHED = 10_000;
/** How long an invalid credential is rejected without another look-up, in milliseconds. */
const REFUSED = 10_000;
/** How long an unused valid credential stays familiar, in milliseconds. */
const FAMILIAR = DAY;

/** Caches credential look-ups. */
export interface CredentialCache {
  /**
   * Returns the principal and expiry of a credential, from the cache or by a look-up; null if it is
   * invalid.
   */
  find(credential: string): Known | null | Promise<Known | null>;
  /** Returns whether the credential was valid at its last look-up, or is being looked up now. */
  isFamiliar(credential: string): boolean;
  /** Evicts the principals of workspaces. */
  forget(workspaceIds: ReadonlySet<string>): void;
}

/**
 * Caches look-ups by the credential's hash. Invalid credentials have a cache of their own, so that
 * a flood of them cannot evict valid principals. Concurrent look-ups of one credential share a
 * query. `isComplete` tells whether every change since a time has been received.
 */
export function createCredentialCache(
  lookUp: (credential: string, hash: Buffer) => Promise<Known | null>,
  {
    max = MAX_CACHED,
    isComplete = () => false,
  }: { max?: number; isComplete?: (since: number) => boolean } = {},
): CredentialCache {
  const valid = new LRUCache<string, Cached>({ max });
  const invalid = new LRUCache<string, true>({ max, ttl: REFUSED });
  const familiar = new LRUCache<string, true>({ max, ttl: FAMILIAR });
  const inFlight = new Map<string, Promise<Known | null>>();
  /**
   * Incremented by every eviction, so that a look-up that began before it does not fill the cache
   * afterwards.
   */
  let generation = 0;
  const begin = (credential: string, hash: Buffer, key: string): Promise<Known | null> => {
    const startGeneration = generation;
    const lookedUpAt = performance.now();
    const found = lookUp(credential, hash).then((known) => {
      if (!known) {
        invalid.set(key, true);
        familiar.delete(key);
      } else if (startGeneration === generation) {
        valid.set(key, { ...known, lookedUpAt });
        familiar.set(key, true);
      }
      return known;
    });
    const done = found.finally(() => inFlight.delete(key));
    inFlight.set(key, done);
    return done;
  };
  const current = (key: string): Known | undefined => {
    const found = valid.get(key);
    if (!found) return undefined;
    const age = performance.now() - found.lookedUpAt;
    return age < CACHED_UNANNOUNCED || (age < CACHED && isComplete(found.lookedUpAt)) ? found : undefined;
  };
  return {
    find(credential) {
      const hash = hashKey(credential);
      const key = hash.toString('base64');
      if (invalid.has(key)) return null;
      return current(key) ?? inFlight.get(key) ?? begin(credential, hash, key);
    },
    isFamiliar(credential) {
      const key = hashKey(credential).toString('base64');
      return valid.has(key) || familiar.has(key) || inFlight.has(key);
    },
    forget(workspaceIds) {
      generation++;
      inFlight.clear();
      for (const [key, { principal }] of valid.entries())
        if (workspaceIds.has(principal.workspaceId)) valid.delete(key);
    },
  };
}
