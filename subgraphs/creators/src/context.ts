import {
  batchLoader,
  type ContextSource,
  type ListLoader,
  loaderById,
  type SubgraphRequest,
  type SubgraphServices,
  TributaryError,
} from '@tributary/kit';
import { upstreamMetrics } from '@tributary/kit/http-client';
import type { ImportRecord } from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import { platformSettings } from '@tributary/platforms';
import DataLoader from 'dataloader';
import { type Answer, answerKey, type Subject } from './answer.ts';
import { type HistoryPoint, loadSeries, type SeriesRequest } from './data/history.ts';
import { imports } from './data/imports.ts';
import { type LedgerEntry, loadLedger } from './data/ledger.ts';
import type { Tables } from './data/tables.ts';
import { type postFrom, postsWith } from './identify.ts';
import {
  type Caller,
  type LookupRequest,
  type LookupService,
  type OptedOut,
  openLookupService,
  openSeenCreators,
  openSources,
  parseOptedOut,
  parsePrices,
  type SeenCreators,
  type Sources,
} from './lookup/index.ts';
import type { Operation, Priced } from './platforms.ts';
import type { creatorSettings } from './settings.ts';

type Spec = typeof creatorSettings;

/** Resources that live as long as the subgraph. */
export interface Resources {
  readonly sources: Sources;
  readonly lookupService: LookupService;
  readonly seenCreators: SeenCreators;
  readonly optedOut: OptedOut;
  /** Returns the post at a URL; throws INVALID_INPUT stating what was expected. */
  readonly postAt: typeof postFrom;
}

/** Context of the resolvers for one request. */
export interface Context extends SubgraphRequest, Resources {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  /** The caller's workspace; throws UNAUTHENTICATED without a caller. */
  scope(): Scope<Tables>;
  /**
   * Looks up a subject at the caller's expense; null if it does not exist. Lookups of one tick are
   * sent to the sources together.
   */
  lookUp<Name extends Operation>(
    operation: Name,
    subject: Subject,
    priced?: Priced,
  ): Promise<Answer<Name> | null>;
  /** Loads imports of the workspace by id; null if unknown. */
  readonly imports: { load(id: string): Promise<ImportRecord | null> };
  /** Loads ledger entries by id; null if unknown. */
  readonly ledger: { load(id: string): Promise<LedgerEntry | null> };
  /** Loads history points, oldest first. */
  readonly series: ListLoader<SeriesRequest, HistoryPoint>;
}

/** Opens the sources and the lookup service from the settings. */
export function openResources({
  lockSessions,
  log,
  clock,
  settings,
  config,
  metrics,
}: SubgraphServices<Tables, Spec>): Resources {
  const policy = {
    metrics: upstreamMetrics(metrics),
    timeout: settings.CREATORS_SOURCE_TIMEOUT_MS,
    breaker: { after: settings.CREATORS_BREAKER_FAILURES, coolDown: settings.CREATORS_BREAKER_MS },
    clock,
  };
  const platforms = config.read(platformSettings);
  const sources = openSources(platforms, policy, settings.CREATORS_SOURCES);
  const optedOut = parseOptedOut(settings.CREATORS_OPTED_OUT);
  const lookupService = openLookupService({
    lockSessions,
    sources,
    log,
    prices: parsePrices(settings.CREATORS_PRICES),
    optedOut,
    clock,
  });
  return {
    sources,
    lookupService,
    optedOut,
    seenCreators: openSeenCreators(log, clock),
    postAt: postsWith(platforms.MASTODON_URL),
  };
}

/** Creates the context of one request. */
export function createContext(source: ContextSource<Tables, Spec>, resources: Resources): Context {
  let caller: Caller | undefined;
  const loader = new DataLoader<LookupRequest, Answer | null, string>(
    async (requests) => {
      // Lookups are shared and paid for, so they complete even if this caller disconnects.
      caller ??= { scope: source.lasting(), delivery: source.delivery ?? null, signal: source.signal };
      const results = await resources.lookupService.lookUp(requests, caller);
      const found = results.map((result) => (isMissing(result) ? null : result));
      await resources.seenCreators.record(
        caller.scope,
        requests,
        found.map((result) => (result instanceof Error ? null : result)),
      );
      return found;
    },
    {
      // A figure derived from an answer may have a different price than the answer itself.
      cacheKeyFn: ({ operation, subject, priced }) => `${priced} ${answerKey(operation, subject)}`,
      maxBatchSize: 500,
    },
  );
  return {
    ...source,
    ...resources,
    imports: loaderById((ids) => imports.load(source.scope(), ids)),
    ledger: loaderById((ids) => loadLedger(source.scope(), ids)),
    series: batchLoader((requests) => loadSeries(source.scope(), requests)),
    lookUp: <Name extends Operation>(operation: Name, subject: Subject, priced: Priced = operation) =>
      loader.load({ operation, subject, priced }) as Promise<Answer<Name> | null>,
  };
}

function isMissing(result: unknown): boolean {
  return result instanceof TributaryError && result.code === 'NOT_FOUND';
}
