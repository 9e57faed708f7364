import { Counter, Gauge, type Registry } from 'prom-client';
import { createFetchCache, type FetchCache } from '../../graph/index.ts';
import type { RouterFile } from '../file/index.ts';

/** The cache of a router. */
export interface RouterCache {
  readonly cache: FetchCache;
  /** Registers its metrics. */
  observe(registry: Registry): void;
}

const MAX_BYTES = 64 * 1024 * 1024;

/** Opens the cache of a file; null if the file has none. */
export function openRouterCache({ cache: settings }: RouterFile, clock: () => number): RouterCache | null {
  if (!settings) return null;
  const counts = { hit: new Map<string, number>(), miss: new Map<string, number>() };
  const cache = createFetchCache({
    maxBytes: settings.maxBytes ?? MAX_BYTES,
    clock,
    count(service, isFound) {
      const of = isFound ? counts.hit : counts.miss;
      of.set(service, (of.get(service) ?? 0) + 1);
    },
  });
  return { cache, observe: (registry) => registerMetrics(registry, counts, cache) };
}

function registerMetrics(
  registry: Registry,
  counts: Readonly<Record<'hit' | 'miss', Map<string, number>>>,
  cache: FetchCache,
): void {
  const registers = [registry];
  new Counter({
    name: 'tributary_router_cache_total',
    help: 'Parts of responses that were looked for in the cache, by subgraph and outcome (hit, miss).',
    labelNames: ['subgraph', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const [outcome, found] of Object.entries(counts))
        for (const [subgraph, count] of found) this.inc({ subgraph, outcome }, count);
    },
  });
  new Gauge({
    name: 'tributary_router_cache_bytes',
    help: 'Size of the cached parts of responses, in bytes.',
    registers,
    collect() {
      this.set(cache.bytes());
    },
  });
}
