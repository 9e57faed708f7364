import { createHash } from 'node:crypto';
import { copyOf, isObject, type Json } from '../../json.ts';
import type { SubgraphOperation, SubgraphResult } from '../transport.ts';
import type { FetchCache, FoundPart } from './fetch-cache.ts';
import { CREDENTIALS, type Freshness } from './response-freshness.ts';

/** A subgraph's response, and how long it may be used again; null if it must not be. */
export interface FreshResult {
  readonly result: SubgraphResult;
  readonly freshness: Freshness | null;
}

/** What a subgraph learns of a caller, as part of keys. */
export interface CallerKeys {
  /** Without credentials. */
  readonly shared: string;
  /** With them. */
  readonly own: string;
  /** Whether it has credentials; nothing private is stored otherwise. */
  readonly isIdentified: boolean;
}

/** Sends an operation to the subgraph. */
type Send = (operation: SubgraphOperation) => Promise<FreshResult>;

/** Headers that differ between equal requests, and on which no response depends. */
const IGNORED = new Set(['x-request-id', 'traceparent', 'tracestate']);

/** Returns the keys of a caller by the headers that the subgraph receives. */
export function callerKeys(headers: Readonly<Record<string, string>>): CallerKeys {
  const sent = Object.entries(headers)
    .filter(([name]) => !IGNORED.has(name))
    .sort();
  const open = sent.filter(([name]) => !CREDENTIALS.has(name));
  return {
    shared: JSON.stringify(open),
    own: JSON.stringify(sent),
    isIdentified: open.length < sent.length,
  };
}

/** The subgraph that a cache is in front of. */
export interface CachedService {
  readonly service: string;
  readonly url: string;
}

/** Reports that a part of a response is used again. */
type OnReused = (freshness: Freshness) => void;

/**
 * Returns what executes queries of one subgraph, of which as much as possible comes from the cache:
 * the data, or the entities whose representations are known. Only responses without errors are
 * stored.
 */
export function cachedFetches(of: CachedService, cache: FetchCache) {
  return async (
    operation: SubgraphOperation,
    caller: CallerKeys,
    send: Send,
    onReused: OnReused,
  ): Promise<SubgraphResult> => {
    const fetch = { ...of, cache, operation, caller, send, onReused };
    const { representations } = operation.variables;
    return Array.isArray(representations) ? entitiesOf(fetch, representations as Json[]) : dataOf(fetch);
  };
}

interface CachedFetch extends CachedService {
  readonly cache: FetchCache;
  readonly operation: SubgraphOperation;
  readonly caller: CallerKeys;
  readonly send: Send;
  readonly onReused: OnReused;
}

async function dataOf(fetch: CachedFetch): Promise<SubgraphResult> {
  const { operation, cache } = fetch;
  const keys = keysOf(fetch, operation.variables, null);
  const found = findPart(fetch, keys);
  if (found) return { data: copyOf(found.value) };
  const { generation } = cache;
  const fresh = await fetch.send(operation);
  const { data } = fresh.result;
  if (data) storePart(fetch, keys, generation, { representation: null, value: data }, fresh);
  return fresh.result;
}

async function entitiesOf(fetch: CachedFetch, representations: readonly Json[]): Promise<SubgraphResult> {
  const { operation, cache } = fetch;
  const { representations: _, ...others } = operation.variables;
  const keys = representations.map((each) => keysOf(fetch, others, each));
  const found = keys.map((each) => findPart(fetch, each));
  const all: unknown[] = found.map((part) => part && copyOf(part.value));
  const missing = [...found.keys()].filter((index) => !found[index]);
  if (missing.length === 0) return { data: { _entities: all } };
  const { generation } = cache;
  const asked = missing.map((index) => representations[index]!);
  const fresh = await fetch.send({ ...operation, variables: { ...others, representations: asked } });
  const entities = fresh.result.data?.['_entities'];
  // The executor reports a list that does not match the representations.
  if (!Array.isArray(entities) || entities.length !== asked.length) return fresh.result;
  for (const [at, index] of missing.entries()) {
    all[index] = entities[at];
    const part = { representation: asked[at]!, value: entities[at] };
    if (isObject(part.value)) storePart(fetch, keys[index]!, generation, part, fresh);
  }
  return { data: { _entities: all }, ...movedErrors(fresh.result, missing) };
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

/** The keys under which a part may be stored: for everybody, and for the caller. */
type PartKeys = Pick<CallerKeys, 'shared' | 'own'>;

function keysOf(
  { url, operation: { query }, caller }: CachedFetch,
  variables: Readonly<Json>,
  representation: Json | null,
): PartKeys {
  const part = JSON.stringify([url, query, variables, representation]);
  const keyOf = (who: string) =>
    createHash('sha256')
      .update(JSON.stringify([part, who]))
      .digest('base64');
  return { shared: keyOf(`shared ${caller.shared}`), own: keyOf(`own ${caller.own}`) };
}

function findPart({ service, cache, onReused }: CachedFetch, { shared, own }: PartKeys): FoundPart | null {
  const found = cache.find(shared) ?? cache.find(own);
  cache.count(service, found !== null);
  if (found) onReused(found.freshness);
  return found;
}

/** Stores a part of a complete response, unless the cache was invalidated in the meantime. */
function storePart(
  { service, cache, caller }: CachedFetch,
  { shared, own }: PartKeys,
  generation: number,
  { representation, value }: { readonly representation: Json | null; readonly value: Json },
  { freshness, result }: FreshResult,
): void {
  if (!freshness || result.errors?.length || cache.generation !== generation) return;
  if (freshness.isPrivate && !caller.isIdentified) return;
  cache.store(freshness.isPublic ? shared : own, {
    service,
    representation: representation && copyOf(representation),
    value: copyOf(value),
    freshness,
  });
}
