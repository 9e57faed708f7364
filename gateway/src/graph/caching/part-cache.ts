import { LRUCache } from 'lru-cache';
import type { Freshness } from './response-freshness.ts';

/** Part of a response: the data of a fetch, one entity, or the whole response to a client. */
export interface CachedPart {
  /** The subgraphs that it comes from. */
  readonly services: readonly string[];
  /** The representation of an entity; null for anything else. */
  readonly representation: Readonly<Record<string, unknown>> | null;
  readonly value: Record<string, unknown>;
  readonly freshness: Freshness;
}

/** A part with the age that it has left. */
export type FoundPart = Pick<CachedPart, 'value' | 'freshness'>;

/** The keys under which a part may be stored: for everybody, and for one caller. */
export interface PartKeys {
  readonly shared: string;
  readonly own: string;
}

/** What is invalidated: parts with a tag, or entities of a type, with the members of a key. */
export type Invalidation =
  | { readonly tag: string }
  | { readonly subgraph: string; readonly type?: string; readonly key?: Readonly<Record<string, unknown>> };

/**
 * When parts were looked for. What is requested after it is stored only if nothing was invalidated
 * in the meantime.
 */
export interface LookedAt {
  readonly generation: number;
  /** The version of the shared parts; null if they were not looked at. */
  readonly version: string | null;
}

/** The result of a look-up, in the order of the keys. */
export interface Lookup {
  readonly parts: readonly (FoundPart | null)[];
  readonly at: LookedAt;
}

/** A cache of parts of responses, in the memory of one process and behind it in shared parts. */
export interface PartCache {
  /** Whether whole responses are stored too. */
  readonly storesResponses: boolean;
  /** Counts a part that was looked for; `service` is null for a whole response. */
  count(service: string | null, isFound: boolean): void;
  find(keys: readonly PartKeys[]): Promise<Lookup>;
  /** Stores a part that was requested after a look-up. */
  store(key: string, part: CachedPart, at: LookedAt): void;
  /** Forgets parts in memory; returns their number. */
  invalidate(which: Invalidation): number;
  /** Forgets all parts in memory. */
  clear(): void;
  /** Size of the parts in memory, in bytes. */
  bytes(): number;
}

/** Parts that several processes share, and that outlive them. */
export interface SharedParts {
  /** Finds parts by their keys; null if the store cannot be reached. */
  find(
    keys: readonly string[],
  ): Promise<{ readonly parts: ReadonlyMap<string, CachedPart>; readonly version: string } | null>;
  /** Stores a part later, unless something was invalidated after `version`. */
  store(key: string, part: CachedPart, version: string): void;
}

/** Options of a cache. */
export interface PartCacheOptions {
  readonly maxBytes: number;
  readonly clock: () => number;
  readonly count: PartCache['count'];
  /** True if not given. */
  readonly storesResponses?: boolean | undefined;
  readonly shared?: SharedParts | undefined;
}

interface Entry extends CachedPart {
  readonly expiresAt: number;
}

/** Overhead of an entry, in bytes. */
const OVERHEAD = 500;

/** Creates a cache that stores at most `maxBytes`; the parts used least recently leave it. */
export function createPartCache(options: PartCacheOptions): PartCache {
  const { maxBytes, clock, count, storesResponses = true, shared } = options;
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    sizeCalculation: ({ value, representation }) =>
      2 * (JSON.stringify(value).length + JSON.stringify(representation).length) + OVERHEAD,
  });
  let generation = 0;
  const keep = (key: string, part: CachedPart) =>
    entries.set(key, { ...part, expiresAt: clock() + part.freshness.maxAge * 1_000 });
  const recall = (key: string): FoundPart | null => {
    const entry = entries.get(key);
    if (!entry) return null;
    const left = Math.floor((entry.expiresAt - clock()) / 1_000);
    if (left > 0) return { value: entry.value, freshness: aged(entry.freshness, left) };
    entries.delete(key);
    return null;
  };
  const findShared = async (
    keys: readonly PartKeys[],
    remembered: readonly (FoundPart | null)[],
    store: SharedParts,
  ): Promise<Lookup> => {
    const started = generation;
    const missing = keys.filter((_, index) => !remembered[index]);
    const found = await store.find(missing.flatMap((each) => [each.shared, each.own]));
    if (!found) return { parts: remembered, at: { generation: started, version: null } };
    // An invalidation that arrived in the meantime may concern what was found before it.
    if (generation === started) for (const [key, part] of found.parts) keep(key, part);
    const parts = keys.map(
      ({ shared, own }, index) =>
        remembered[index] ?? found.parts.get(shared) ?? found.parts.get(own) ?? null,
    );
    return { parts, at: { generation: started, version: found.version } };
  };
  return {
    storesResponses,
    count,
    async find(keys) {
      const parts = keys.map((key) => recall(key.shared) ?? recall(key.own));
      if (shared && parts.includes(null)) return findShared(keys, parts, shared);
      return { parts, at: { generation, version: null } };
    },
    store(key, part, at) {
      if (generation !== at.generation) return;
      keep(key, part);
      if (shared && at.version !== null) shared.store(key, part, at.version);
    },
    invalidate(which) {
      generation += 1;
      const now = clock();
      let forgotten = 0;
      for (const [key, entry] of entries.entries())
        if (concerns(which, entry) && entries.delete(key) && entry.expiresAt > now) forgotten += 1;
      return forgotten;
    },
    clear() {
      generation += 1;
      entries.clear();
    },
    bytes: () => entries.calculatedSize,
  };
}

/** Returns the freshness of a part that has some seconds left. */
function aged(freshness: Freshness, left: number): Freshness {
  const passed = freshness.maxAge - left;
  return { ...freshness, maxAge: left, clientAge: Math.max(0, freshness.clientAge - passed) };
}

/** Anything but an entity may contain any entity, so it is forgotten with each of its subgraphs. */
function concerns(which: Invalidation, { services, representation, freshness }: Entry): boolean {
  if ('tag' in which) return freshness.tags.includes(which.tag.toLowerCase());
  if (!services.includes(which.subgraph)) return false;
  if (representation === null || which.type === undefined) return true;
  if (representation['__typename'] !== which.type) return false;
  return Object.entries(which.key ?? {}).every(
    ([name, value]) => JSON.stringify(representation[name]) === JSON.stringify(value),
  );
}
