import { readForEach, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { HistoryTable, Tables } from './tables.ts';

/** Metrics of creators and posts with a history. */
export const METRICS = [
  'followers',
  'following',
  'posts_count',
  'views',
  'likes',
  'comments',
  'shares',
] as const;
export type Metric = (typeof METRICS)[number];

/** A metric at one time. */
export interface HistoryPoint {
  readonly at: Date;
  readonly value: number;
}

/** A fresh reading of a creator or a post; never deleted by retention. */
export type HistoryRow = Pick<HistoryTable, 'kind' | 'platform' | 'subject' | 'at' | 'provider'> &
  Partial<Record<Metric, number | null>>;

const NOTHING = Object.fromEntries(METRICS.map((metric) => [metric, null])) as Record<Metric, null>;

/** Inserts readings, ignoring duplicates. Readings of an import belong to it. */
export async function insertHistory(
  scope: Scope<Tables>,
  rows: readonly HistoryRow[],
  own: boolean,
  importId: string | null = null,
): Promise<void> {
  if (rows.length === 0) return;
  const whole = rows.map((row) => ({ ...NOTHING, ...row }));
  if (!own) {
    await scope.db
      .insertInto('history')
      .values(whole)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return;
  }
  await scope.db
    .insertInto('catalogue_history')
    .values(whole.map((row) => ({ ...row, workspace_id: scope.workspaceId, import_id: importId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A request for the history of one metric. */
export interface SeriesRequest {
  readonly kind: HistoryTable['kind'];
  readonly platform: string;
  readonly subject: string;
  readonly metric: Metric;
  readonly since: Date;
}

const SERIES = { kind: 'text', platform: 'text', subject: 'text', since: 'timestamptz' } as const;

/**
 * Returns the history of a metric for each request, oldest first: shared readings and the
 * workspace's own, without nulls; for a loader. A metric is a column, so each distinct metric takes
 * a statement for each table. Citus refuses one statement that joins requests with both.
 */
export async function loadSeries(
  scope: Scope<Tables>,
  requests: readonly SeriesRequest[],
): Promise<HistoryPoint[][]> {
  const byMetric = Map.groupBy(requests, ({ metric }) => metric);
  const read = new Map<SeriesRequest, HistoryPoint[]>();
  await Promise.all(
    [...byMetric].map(async ([metric, group]) => {
      const keys = group.map(({ kind, platform, subject, since }) => ({ kind, platform, subject, since }));
      const [shared, own] = await Promise.all([
        readForEach(scope.db, SERIES, keys, sharedPoints(scope, metric)),
        readForEach(scope.db, SERIES, keys, ownPoints(scope, metric)),
      ]);
      for (const [index, request] of group.entries()) read.set(request, united(shared[index]!, own[index]!));
    }),
  );
  return requests.map((request) => read.get(request)!);
}

const requested = sql<boolean>`(kind = wanted.kind and platform = wanted.platform
  and subject = wanted.subject and at >= wanted.since)`;
const metricColumn = (metric: Metric) => sql<number>`${sql.ref(metric)}`.as('value');

function sharedPoints({ db }: Scope<Tables>, metric: Metric) {
  return db
    .selectFrom('history')
    .where(requested)
    .where(metric, 'is not', null)
    .select(['at', metricColumn(metric)]);
}

function ownPoints({ db, workspaceId }: Scope<Tables>, metric: Metric) {
  return db
    .selectFrom('catalogue_history')
    .where('workspace_id', '=', workspaceId)
    .where(requested)
    .where(metric, 'is not', null)
    .select(['at', metricColumn(metric)]);
}

/** Unites two histories; a reading that both have is in the result once. */
function united(shared: readonly HistoryPoint[], own: readonly HistoryPoint[]): HistoryPoint[] {
  const all = new Map([...shared, ...own].map((point) => [`${point.at.getTime()} ${point.value}`, point]));
  return [...all.values()].sort((left, right) => left.at.getTime() - right.at.getTime());
}
