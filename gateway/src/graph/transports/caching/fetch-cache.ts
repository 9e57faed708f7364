import { LRUCache } from 'lru-cache';
import type { Freshness } from './response-freshness.ts';

/** Part of a subgraph's response: the data of a query, or one entity. */
export interface CachedPart {
  readonly service: string;
  /** The representation of an entity; null for the data of a query. */
  readonly representation: Readonly<Record<string, unknown>> | null;
  readonly value: Record<string, unknown>;
  readonly freshness: Freshness;
}

/** A part with the age that it has left. */
export interface FoundPart {
  readonly value: Record<string, unknown>;
  readonly freshness: Freshness;
}

/** What is invalidated: parts with a tag, or entities of a type, with the members of a key. */
export type Invalidation =
  | { readonly tag: string }
  | { readonly subgraph: string; readonly type?: string; readonly key?: Readonly<Record<string, unknown>> };

/** A cache of parts of subgraphs' responses, in the memory of one process. */
export interface FetchCache {
  /** Counts a part that was looked for. */
  count(service: string, isFound: boolean): void;
  find(key: string): FoundPart | null;
  store(key: string, part: CachedPart): void;
  /** Forgets parts; returns their number. */
  invalidate(which: Invalidation): number;
  /** Changes with each invalidation: a response that was requested before is not stored. */
  readonly generation: number;
  /** Size of the stored parts, in bytes. */
  bytes(): number;
}

interface Entry extends CachedPart {
  readonly expiresAt: number;
}

/** Overhead of an entry, in bytes. */
const OVERHEAD = 500;

/** Creates a cache that stores at most `maxBytes`; the parts used least recently leave it. */
export function createFetchCache(options: {
  readonly maxBytes: number;
  readonly clock: () => number;
  readonly count: FetchCache['count'];
}): FetchCache {
  const { maxBytes, clock, count } = options;
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    sizeCalculation: ({ value, representation }) =>
      2 * (JSON.stringify(value).length + JSON.stringify(representation).length) + OVERHEAD,
  });
  let generation = 0;
  return {
    count,
    find(key) {
      const entry = entries.get(key);
      if (!entry) return null;
      const left = Math.floor((entry.expiresAt - clock()) / 1_000);
      if (left > 0) return { value: entry.value, freshness: { ...entry.freshness, maxAge: left } };
      entries.delete(key);
      return null;
    },
    store(key, part) {
      entries.set(key, { ...part, expiresAt: clock() + part.freshness.maxAge * 1_000 });
    },
    invalidate(which) {
      generation += 1;
      const now = clock();
      let count = 0;
      for (const [key, entry] of entries.entries())
        if (concerns(which, entry) && entries.delete(key) && entry.expiresAt > now) count += 1;
      return count;
    },
    get generation() {
      return generation;
    },
    bytes: () => entries.calculatedSize,
  };
}

/** Data of queries may contain any entity, so it is forgotten with every type of its subgraph. */
function concerns(which: Invalidation, { service, representation, freshness }: Entry): boolean {
  if ('tag' in which) return freshness.tags.includes(which.tag.toLowerCase());
  if (service !== which.subgraph) return false;
  if (representation === null || which.type === undefined) return true;
  if (representation['__typename'] !== which.type) return false;
  return Object.entries(which.key ?? {}).every(
    ([name, value]) => JSON.stringify(representation[name]) === JSON.stringify(value),
  );
}
