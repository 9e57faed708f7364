import { copyOf, isObject, type Json } from '../json.ts';
import type { SubgraphOperation, SubgraphResult } from '../transports/transport.ts';
import { type CallerKeys, hashOf } from './caller-keys.ts';
import type { FoundPart, LookedAt, PartCache, PartKeys } from './part-cache.ts';
import { type Freshness, strictestOf, withTags } from './response-freshness.ts';

/** A subgraph's response, and how long it may be used again; null if it must not be. */
export interface FreshResult {
  readonly result: SubgraphResult;
  readonly freshness: Freshness | null;
}

/** Sends an operation to the subgraph. */
type Send = (operation: SubgraphOperation) => Promise<FreshResult>;

/** Reports that a part of a response is used again. */
type OnReused = (freshness: Freshness) => void;

/**
 * Returns what executes queries of one subgraph, of which as much as possible comes from the cache:
 * the data, or the entities whose representations are known. Only responses without errors are
 * stored.
 */
export function cachedFetches(service: string, cache: PartCache) {
  return async (
    operation: SubgraphOperation,
    caller: CallerKeys,
    send: Send,
    onReused: OnReused,
  ): Promise<SubgraphResult> => {
    const fetch = { service, cache, operation, caller, send, onReused };
    const { representations } = operation.variables;
    return Array.isArray(representations) ? entitiesOf(fetch, representations as Json[]) : dataOf(fetch);
  };
}

interface CachedFetch {
  readonly service: string;
  readonly cache: PartCache;
  readonly operation: SubgraphOperation;
  readonly caller: CallerKeys;
  readonly send: Send;
  readonly onReused: OnReused;
}

async function dataOf(fetch: CachedFetch): Promise<SubgraphResult> {
  const { operation, cache } = fetch;
  const keys = keysOf(fetch, operation.variables, null);
  const { parts, at } = await cache.find([keys]);
  const [found] = reused(fetch, parts);
  if (found) return { data: copyOf(found.value), freshness: found.freshness };
  const fresh = await fetch.send(operation);
  const { data } = fresh.result;
  const tags = operation.hints ? operation.hints.tagsOf(operation.variables) : [];
  const freshness = storable(fetch, fresh, tags);
  if (data) storePart(fetch, keys, at, { representation: null, value: data, freshness });
  return { ...fresh.result, freshness };
}

async function entitiesOf(fetch: CachedFetch, representations: readonly Json[]): Promise<SubgraphResult> {
  const { operation, cache } = fetch;
  const { representations: _, ...others } = operation.variables;
  const keys = representations.map((each) => keysOf(fetch, others, each));
  const { parts, at } = await cache.find(keys);
  const found = reused(fetch, parts);
  const all: unknown[] = found.map((part) => part && copyOf(part.value));
  const freshness: (Freshness | null)[] = found.flatMap((part) => (part ? [part.freshness] : []));
  const missing = [...found.keys()].filter((index) => !found[index]);
  if (missing.length === 0) return { data: { _entities: all }, freshness: strictestOf(freshness) };
  const asked = missing.map((index) => representations[index]!);
  const fresh = await fetch.send({ ...operation, variables: { ...others, representations: asked } });
  const entities = fresh.result.data?.['_entities'];
  // The executor reports a list that does not match the representations.
  if (!Array.isArray(entities) || entities.length !== asked.length) return fresh.result;
  for (const [position, index] of missing.entries()) {
    const value = entities[position];
    const representation = asked[position]!;
    const tags = operation.hints ? operation.hints.tagsOfEntity(representation) : [];
    const own = storable(fetch, fresh, tags);
    all[index] = value;
    freshness.push(own);
    if (isObject(value)) storePart(fetch, keys[index]!, at, { representation, value, freshness: own });
  }
  return {
    data: { _entities: all },
    ...movedErrors(fresh.result, missing),
    freshness: strictestOf(freshness),
  };
}

/** Returns the errors with the indexes that their entities have among all representations. */
function movedErrors({ errors }: SubgraphResult, missing: readonly number[]): Pick<SubgraphResult, 'errors'> {
  if (!errors) return {};
  return {
    errors: errors.map((error) => {
      const [root, index, ...rest] = error.path ?? [];
      if (root !== '_entities' || typeof index !== 'number') return error;
      return { ...error, path: [root, missing[index] ?? index, ...rest] };
    }),
  };
}

function keysOf(
  { operation: { query }, caller: { shared, own } }: CachedFetch,
  variables: Readonly<Json>,
  representation: Json | null,
): PartKeys {
  return {
    shared: hashOf('shared', query, variables, representation, shared),
    own: hashOf('own', query, variables, representation, own),
  };
}

/** Counts the parts that were looked for, and reports those that were found. */
function reused(
  { service, cache, onReused }: CachedFetch,
  parts: readonly (FoundPart | null)[],
): readonly (FoundPart | null)[] {
  for (const part of parts) {
    cache.count(service, part !== null);
    if (part) onReused(part.freshness);
  }
  return parts;
}

/** Returns how long a part of a response may be stored for the caller; null if not at all. */
function storable(
  { caller }: CachedFetch,
  { freshness, result }: FreshResult,
  tags: readonly string[] | null,
): Freshness | null {
  if (!freshness || result.errors?.length) return null;
  if (freshness.isPrivate && !caller.isIdentified) return null;
  return withTags(freshness, tags);
}

/** A part of a response that has just arrived. */
interface FreshPart {
  readonly representation: Json | null;
  readonly value: Json;
  readonly freshness: Freshness | null;
}

function storePart(
  { service, cache }: CachedFetch,
  { shared, own }: PartKeys,
  at: LookedAt,
  { representation, value, freshness }: FreshPart,
): void {
  if (!freshness) return;
  const part = {
    services: [service],
    representation: representation && copyOf(representation),
    value: copyOf(value),
    freshness,
  };
  cache.store(freshness.isPublic ? shared : own, part, at);
}
