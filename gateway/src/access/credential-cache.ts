import type { Principal } from '@tributary/kit';
import { LRUCache } from 'lru-cache';
import { hashKey } from './keys.ts';

/** What a valid credential stands for. */
export interface Known {
  principal: Principal;
  expiresAt: number;
}

/**
 * How long a principal is cached, and so how long a change made by another process may go
 * unnoticed, in milliseconds.
 */
const CACHED = 2_000;
const MAX_CACHED = 10_000;
/** How long a credential that was not valid is refused without another look-up, in milliseconds. */
const REFUSED = 10_000;
/** How long a valid credential stays familiar without being used, in milliseconds. */
const FAMILIAR = 24 * 60 * 60 * 1_000;

/** Caches look-ups of credentials. */
export interface CredentialCache {
  /**
   * Returns what a credential stands for, from the cache or by a look-up; null for an invalid one.
   */
  find(credential: string): Known | null | Promise<Known | null>;
  /**
   * Whether the credential was valid when it was last looked up, or is being looked up right now.
   */
  isFamiliar(credential: string): boolean;
  /** Forgets the principals of a workspace. */
  forget(workspaceId: string): void;
}

/**
 * Caches by the credential's hash. Invalid credentials are cached apart from valid ones: a flood of
 * them must not evict the principals of those who may ask. Concurrent look-ups of one credential
 * share one.
 */
export function createCredentialCache(
  lookUp: (credential: string, hash: Buffer) => Promise<Known | null>,
  { max = MAX_CACHED }: { max?: number } = {},
): CredentialCache {
  const valid = new LRUCache<string, Known>({ max, ttl: CACHED });
  const invalid = new LRUCache<string, true>({ max, ttl: REFUSED });
  const familiar = new LRUCache<string, true>({ max, ttl: FAMILIAR });
  const inFlight = new Map<string, Promise<Known | null>>();
  /**
   * Counts how often credentials were forgotten: a look-up that began before must not fill the
   * cache after.
   */
  let generation = 0;
  const begin = (credential: string, hash: Buffer, key: string): Promise<Known | null> => {
    const begun = generation;
    const found = lookUp(credential, hash).then((known) => {
      if (!known) {
        invalid.set(key, true);
        familiar.delete(key);
      } else if (begun === generation) {
        valid.set(key, known);
        familiar.set(key, true);
      }
      return known;
    });
    const done = found.finally(() => inFlight.delete(key));
    inFlight.set(key, done);
    return done;
  };
  return {
    find(credential) {
      const hash = hashKey(credential);
      const key = hash.toString('base64');
      if (invalid.has(key)) return null;
      return valid.get(key) ?? inFlight.get(key) ?? begin(credential, hash, key);
    },
    isFamiliar(credential) {
      const key = hashKey(credential).toString('base64');
      return valid.has(key) || familiar.has(key) || inFlight.has(key);
    },
    forget(workspaceId) {
      generation++;
      inFlight.clear();
      for (const [key, { principal }] of valid.entries())
        if (principal.workspaceId === workspaceId) valid.delete(key);
    },
  };
}
