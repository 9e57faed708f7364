import type { Logger } from '@tributary/kit';
import type { Close } from '@tributary/kit/host';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { GatewayConfig } from '../../config/index.ts';
import { createPartCache, type Invalidation, type PartCache } from '../../graph/index.ts';
import type { RouterFile } from '../file/index.ts';
import { openCacheDatabase } from './cache-database.ts';
import type { CacheDatabaseSettings } from './cache-settings.ts';
import { type DatabaseParts, databaseParts } from './database-parts.ts';

/** The cache of a router. */
export interface RouterCache {
  readonly cache: PartCache;
  /** Forgets parts in this process and in the database. */
  invalidate(which: Invalidation): Promise<InvalidationResult>;
  /** Registers its metrics. */
  observe(registry: Registry): void;
}

/** What an invalidation has reached. */
export interface InvalidationResult {
  /** The number of parts. */
  readonly invalidated: number;
  /** Whether the other routers learn of it; false if the database cannot be reached. */
  readonly isComplete: boolean;
}

interface CacheSources {
  readonly file: RouterFile;
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly clock: () => number;
}

const MAX_BYTES = 64 * 1024 * 1024;

/** The outcomes of look-ups by subgraph; null stands for whole responses. */
type Counts = Readonly<Record<'hit' | 'miss', Map<string | null, number>>>;

/** Opens the cache of a file; null if the file has none. */
export async function openRouterCache(
  { file: { cache: settings }, config, log, clock }: CacheSources,
  opened: (close: Close) => void,
): Promise<RouterCache | null> {
  if (!settings) return null;
  const counts: Counts = { hit: new Map(), miss: new Map() };
  const shared = settings.database && (await openShared(settings.database, config, log, () => cache, opened));
  const cache = createPartCache({
    maxBytes: settings.maxBytes ?? MAX_BYTES,
    clock,
    storesResponses: settings.wholeResponses,
    shared,
    count(service, isFound) {
      const of = isFound ? counts.hit : counts.miss;
      of.set(service, (of.get(service) ?? 0) + 1);
    },
  });
  return {
    cache,
    async invalidate(which) {
      const here = cache.invalidate(which);
      if (!shared) return { invalidated: here, isComplete: true };
      const there = await shared.invalidate(which);
      // Parts may have been found in the database before they were deleted there.
      cache.invalidate(which);
      return { invalidated: Math.max(here, there ?? 0), isComplete: there !== null };
    },
    observe: (registry) => registerMetrics(registry, counts, cache, shared),
  };
}

/** Opens the shared parts of a database, whose invalidations apply to memory too. */
async function openShared(
  settings: CacheDatabaseSettings,
  config: GatewayConfig,
  log: Logger,
  memory: () => PartCache,
  opened: (close: Close) => void,
): Promise<DatabaseParts> {
  const { maxBytes = 1_073_741_824, maxRows = 200_000, patienceMs } = settings;
  const database = await openCacheDatabase(
    {
      url: settings.url,
      bounds: { maxBytes, maxRows },
      config,
      log,
      onInvalidated: (which) => void memory().invalidate(which),
      onMissed: () => memory().clear(),
    },
    opened,
  );
  const parts = databaseParts({ database, patienceMs, maxBytes, maxRows, log });
  opened(() => parts.stop());
  return parts;
}

function registerMetrics(
  registry: Registry,
  counts: Counts,
  cache: PartCache,
  shared: DatabaseParts | undefined,
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
        for (const [subgraph, count] of found) if (subgraph !== null) this.inc({ subgraph, outcome }, count);
    },
  });
  new Counter({
    name: 'tributary_router_cached_responses_total',
    help: 'Whole responses that were looked for in the cache, by outcome (hit, miss).',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      for (const [outcome, found] of Object.entries(counts)) this.inc({ outcome }, found.get(null) ?? 0);
    },
  });
  new Gauge({
    name: 'tributary_router_cache_bytes',
    help: 'Size of the cached parts of responses in memory, in bytes.',
    registers,
    collect() {
      this.set(cache.bytes());
    },
  });
  if (!shared) return;
  new Gauge({
    name: 'tributary_router_cache_database_up',
    help: 'Whether the database of the cache responded to the last look-up, and tells of invalidations (1).',
    aggregator: 'min',
    registers,
    collect() {
      this.set(shared.isThere() ? 1 : 0);
    },
  });
}
