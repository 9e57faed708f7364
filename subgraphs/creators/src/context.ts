import {
  type ContextSource,
  type ListLoader,
  listLoader,
  loaderById,
  type SubgraphContext,
  type SubgraphServices,
  TributaryError,
} from '@tributary/kit';
import { upstreamMetrics } from '@tributary/kit/http-client';
import type { ImportRecord } from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import DataLoader from 'dataloader';
import { type postFrom, postsWith } from './creator.ts';
import { type HistoryPoint, loadSeries, type SeriesRequest } from './data/history.ts';
import { imports } from './data/imports.ts';
import { type LedgerEntry, loadLedger } from './data/ledger.ts';
import type { Tables } from './data/tables.ts';
import { answerKey, type Reading, type Subject } from './facts.ts';
import { type Lookups, openLookups } from './lookups.ts';
import { type OptedOut, parseOptedOut } from './opted-out.ts';
import type { Operation, Priced } from './platforms.ts';
import { parsePrices } from './prices.ts';
import { type Asker, openReadings, type Question, type Readings } from './readings.ts';
import type { creatorSettings } from './settings.ts';
import { openSources, type Sources } from './sources.ts';

type Spec = typeof creatorSettings;

/** What lives as long as the subgraph: its sources, and what has been read. */
export interface Resources {
  readonly sources: Sources;
  readonly readings: Readings;
  /** Records what workspaces look up. */
  readonly lookups: Lookups;
  /** Who is not shown. */
  readonly optedOut: OptedOut;
  /** Which post is meant by an address; INVALID_INPUT says what was expected. */
  readonly postAt: typeof postFrom;
}

/** What resolvers of this subgraph may touch in one request. */
export interface Context extends SubgraphContext, Resources {
  /** The caller's workspace; UNAUTHENTICATED when there is no caller. */
  scope(): Scope<Tables>;
  /**
   * A reading for the caller, at the caller's cost; null for what is not found. What is asked in one tick is asked of
   * the sources together.
   */
  read<Name extends Operation>(
    operation: Name,
    subject: Subject,
    priced?: Priced,
  ): Promise<Reading<Name> | null>;
  /** Imports of the workspace by id; null for any other id. */
  readonly imports: { load(id: string): Promise<ImportRecord | null> };
  /** Movements of money by id; null for any other id. */
  readonly ledger: { load(id: string): Promise<LedgerEntry | null> };
  /** Numbers over time, oldest first. */
  readonly series: ListLoader<SeriesRequest, HistoryPoint>;
}

/** Opens sources and readings once, from the settings. */
export function openResources({
  db,
  lockSessions,
  log,
  settings,
  metrics,
}: SubgraphServices<Tables, Spec>): Resources {
  const sources = openSources({ settings, metrics: upstreamMetrics(metrics) });
  const optedOut = parseOptedOut(settings.CREATORS_OPTED_OUT);
  const readings = openReadings({
    db,
    lockSessions,
    sources,
    log,
    prices: parsePrices(settings.CREATORS_PRICES),
    optedOut,
    clock: Date.now,
  });
  return {
    sources,
    readings,
    optedOut,
    lookups: openLookups(log, Date.now),
    postAt: postsWith(settings.CREATORS_MASTODON_URL),
  };
}

export function createContext(source: ContextSource<Tables, Spec>, resources: Resources): Context {
  let asker: Asker | undefined;
  const loader = new DataLoader<Question, Reading | null, string>(
    async (questions) => {
      // Flights are shared, and paid for: they land whoever of those who wait is gone.
      asker ??= { scope: source.lasting(), delivery: source.delivery ?? null, signal: source.signal };
      const results = await resources.readings.read(questions, asker);
      const found = results.map((result) => (isMissing(result) ? null : result));
      await resources.lookups.record(
        asker.scope,
        questions,
        found.map((result) => (result instanceof Error ? null : result)),
      );
      return found;
    },
    {
      // What is worked out from an answer may have another price than the answer itself.
      cacheKeyFn: ({ operation, subject, priced }) => `${priced} ${answerKey(operation, subject)}`,
      maxBatchSize: 500,
    },
  );
  return {
    ...source,
    ...resources,
    imports: loaderById((ids) => imports.load(source.scope(), ids)),
    ledger: loaderById((ids) => loadLedger(source.scope(), ids)),
    series: listLoader((requests) => loadSeries(source.scope(), requests)),
    read: <Name extends Operation>(operation: Name, subject: Subject, priced: Priced = operation) =>
      loader.load({ operation, subject, priced }) as Promise<Reading<Name> | null>,
  };
}

function isMissing(result: unknown): boolean {
  return result instanceof TributaryError && result.code === 'NOT_FOUND';
}
