import {
  type BatchLoader,
  batchLoader,
  type ContextSource,
  type ListLoader,
  listLoader,
  loaderById,
  type SubgraphRequest,
  type SubgraphServices,
} from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { type Collection, loadCollections } from './data/collections.ts';
import { type Dataset, listLivingIds, loadDatasets } from './data/datasets.ts';
import type { StoredMention } from './data/mention-row.ts';
import {
  type CountRequest,
  loadMentionCounts,
  loadMentionPages,
  loadMentions,
  type MentionRequest,
} from './data/mentions.ts';
import { loadReadings } from './data/readings.ts';
import { loadRunCounts, loadRunPages, loadRuns, type Run, type RunsRequest } from './data/runs.ts';
import { readCursorKey } from './data/secrets.ts';
import type { Tables } from './data/tables.ts';
import type { Reading } from './merge.ts';

interface Loader<Row> {
  load(id: string): Promise<Row | null>;
  loadMany(ids: readonly string[]): Promise<(Row | null | Error)[]>;
  clear(id: string): unknown;
}

/** What resolvers of this subgraph may touch in one request. */
export interface Context extends SubgraphRequest {
  /** The caller's workspace; UNAUTHENTICATED when there is no caller. */
  scope(): Scope<Tables>;
  readonly queue: ContextSource<Tables>['queue'];
  /** The key that signs cursors. */
  cursorKey(): Promise<string>;
  /**
   * The living datasets while a deleted one still has mentions; null when none has. Read once a
   * request.
   */
  living(): Promise<string[] | null>;
  /**
   * Things of the workspace by id; null for any other id. A mutation clears what it has changed.
   */
  readonly mentions: Loader<StoredMention>;
  readonly datasets: Loader<Dataset>;
  readonly collections: Loader<Collection>;
  /** Pages of mentions. */
  readonly pages: ListLoader<MentionRequest, StoredMention>;
  /** Counts of mentions. */
  readonly counts: BatchLoader<CountRequest, number>;
  /** Runs by id, and those of a dataset, newest first. */
  readonly runs: { load(id: string): Promise<Run | null> };
  readonly runPages: ListLoader<RunsRequest, Run>;
  readonly runCounts: BatchLoader<string, number>;
  /** The readings of a mention, newest first. */
  readonly readings: { load(mentionId: string): Promise<{ readings: Reading[] } | null> };
}

/** What lives as long as the process. */
export interface Resources {
  cursorKey(): Promise<string>;
}

export function createResources({ db }: SubgraphServices<Tables>): Resources {
  let key: Promise<string> | undefined;
  return {
    cursorKey() {
      key ??= readCursorKey({ db }).catch((error) => {
        key = undefined;
        throw error;
      });
      return key;
    },
  };
}

export function createContext(source: ContextSource<Tables>, { cursorKey }: Resources): Context {
  let livingIds: Promise<string[] | null> | undefined;
  const living = () => (livingIds ??= listLivingIds(source.scope()));
  return {
    ...source,
    cursorKey,
    living,
    mentions: loaderById(async (ids) => loadMentions(source.scope(), ids, await living())),
    pages: listLoader((requests) => loadMentionPages(source.scope(), requests)),
    counts: batchLoader((requests) => loadMentionCounts(source.scope(), requests)),
    runs: loaderById((ids) => loadRuns(source.scope(), ids)),
    runPages: listLoader((requests) => loadRunPages(source.scope(), requests)),
    runCounts: batchLoader((ids) => loadRunCounts(source.scope(), ids)),
    datasets: loaderById((ids) => loadDatasets(source.scope(), ids)),
    collections: loaderById((ids) => loadCollections(source.scope(), ids)),
    readings: loaderById(async (ids) => {
      const found = await loadReadings(source.scope(), ids);
      return [...found].map(([id, readings]) => ({ id, readings }));
    }),
  };
}
