import type { Judge } from '@tributary/ai';
import {
  type BatchLoader,
  batchLoader,
  type ContextSource,
  type ListLoader,
  loaderById,
  type SubgraphRequest,
  type SubgraphServices,
} from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { type ListeningClient, listeningSettings, openListeningClient } from '@tributary/listening';
import { type Collection, loadCollections } from './data/collections.ts';
import { loadMentionTotals, type TotalRequest } from './data/counts/totals.ts';
import { type Dataset, listLivingIds, loadDatasets } from './data/datasets.ts';
import type { StoredMention } from './data/mention-row.ts';
import { loadMentionPages, loadMentions, type MentionRequest } from './data/mentions.ts';
import { loadReadings } from './data/readings.ts';
import { loadRunCounts, loadRunPages, type RunsRequest } from './data/runs/run-lists.ts';
import { loadRuns, type Run } from './data/runs/runs.ts';
import { readCursorKey } from './data/secrets.ts';
import type { Tables } from './data/tables.ts';
import { queueDays } from './jobs/queue-counting.ts';
import type { Reading } from './merge.ts';
import { openSentimentJudge } from './opinion/index.ts';

interface Loader<Row> {
  load(id: string): Promise<Row | null>;
  loadMany(ids: readonly string[]): Promise<(Row | null | Error)[]>;
  clear(id: string): unknown;
}

/** Per-request context of this subgraph's resolvers. */
export interface Context extends SubgraphRequest {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  /** The caller's workspace; throws UNAUTHENTICATED without a caller. */
  scope(): Scope<Tables>;
  /** The same for reads that may come from a replica. */
  reading(): Scope<Tables>;
  readonly queue: ContextSource<Tables>['queue'];
  /** Returns the key that signs cursors. */
  cursorKey(): Promise<string>;
  /**
   * Returns the ids of undeleted datasets while a deleted one still has mentions, else null. Read
   * once per request.
   */
  living(): Promise<string[] | null>;
  /**
   * Load objects of the workspace by id; null for unknown ids. Mutations clear the entries they
   * change.
   */
  readonly mentions: Loader<StoredMention>;
  readonly datasets: Loader<Dataset>;
  readonly collections: Loader<Collection>;
  /** Loads pages of mentions. */
  readonly pages: ListLoader<MentionRequest, StoredMention>;
  /** Loads counts of mentions. */
  readonly counts: BatchLoader<TotalRequest, number>;
  /** Load runs by id, and a dataset's runs, newest first. */
  readonly runs: { load(id: string): Promise<Run | null> };
  readonly runPages: ListLoader<RunsRequest, Run>;
  readonly runCounts: BatchLoader<string, number>;
  /** Loads the readings of a mention, newest first. */
  readonly readings: { load(mentionId: string): Promise<{ readings: Reading[] } | null> };
  /** What is asked of the sources. */
  readonly listening: ListeningClient;
}

/** Resources that live as long as the process. */
export interface Resources {
  cursorKey(): Promise<string>;
  readonly listening: ListeningClient;
  /** Returns what judges sentiments besides the embedded model; null if nothing is configured. */
  judge(): Promise<Judge | null>;
}

export function createResources(services: SubgraphServices<Tables>): Resources {
  const { db, config, metrics, clock } = services;
  const settings = config.read(listeningSettings);
  return {
    listening: openListeningClient({ db, clock, metrics, settings }),
    judge: openedOnce(() => openSentimentJudge(services)),
    cursorKey: openedOnce(() => readCursorKey({ db })),
  };
}

/** Opens something at its first use, and again after a failure. */
function openedOnce<Value>(open: () => Promise<Value>): () => Promise<Value> {
  let opening: Promise<Value> | undefined;
  return () => {
    opening ??= open().catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
}

export function createContext(source: ContextSource<Tables>, { cursorKey, listening }: Resources): Context {
  let livingIds: Promise<string[] | null> | undefined;
  const living = () => (livingIds ??= listLivingIds(source.scope()));
  return {
    ...source,
    cursorKey,
    listening,
    living,
    mentions: loaderById(async (ids) => loadMentions(source.reading(), ids, await living())),
    pages: batchLoader((requests) => loadMentionPages(source.reading(), requests)),
    counts: batchLoader((requests) => loadMentionTotals(source.reading(), requests, () => queueDays(source))),
    runs: loaderById((ids) => loadRuns(source.scope(), ids)),
    runPages: batchLoader((requests) => loadRunPages(source.scope(), requests)),
    runCounts: batchLoader((ids) => loadRunCounts(source.scope(), ids)),
    datasets: loaderById((ids) => loadDatasets(source.scope(), ids)),
    collections: loaderById((ids) => loadCollections(source.scope(), ids)),
    readings: loaderById(async (ids) => {
      const found = await loadReadings(source.reading(), ids);
      return [...found].map(([id, readings]) => ({ id, readings }));
    }),
  };
}
