import { cachedTransport } from '../../../src/graph/caching/cached-transport.ts';
import { createPartCache, type PartCache } from '../../../src/graph/caching/part-cache.ts';
import type { Freshness } from '../../../src/graph/caching/response-freshness.ts';
import type { SubgraphOperation, Transport } from '../../../src/graph/transports/transport.ts';
import { hash } from '../support/random.ts';

/** Look-ups of parts and of whole responses. */
export interface Looked {
  parts: number;
  partsFound: number;
  responses: number;
  responsesFound: number;
}

/** Creates a cache that counts what it finds. Nothing in it expires. */
export function countingCache(looked: Looked): PartCache {
  return createPartCache({
    maxBytes: 50_000_000,
    clock: () => 0,
    count(service, isFound) {
      const kind = service === null ? 'responses' : 'parts';
      looked[kind] += 1;
      if (isFound) looked[`${kind}Found`] += 1;
    },
  });
}

/** Puts a cache in front of a subgraph, whose operations allow different things. */
export function withCache(name: string, transport: Transport, cache: PartCache): Transport {
  return cachedTransport({
    name,
    url: `http://${name}.test/`,
    cache,
    headersOf: async () => ({}),
    execute: (operation) => transport.execute(operation),
    sendFresh: async (operation) => ({
      result: await transport.execute(operation),
      freshness: freshnessBy(operation),
    }),
  });
}

function freshnessBy({ query }: SubgraphOperation): Freshness | null {
  const kind = hash(query) % 7;
  if (kind === 0) return null;
  return { maxAge: 60, clientAge: 60, isPrivate: false, isPublic: kind % 2 === 0, tags: [] };
}
