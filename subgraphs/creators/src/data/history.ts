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
 * one statement.
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
      const series = await readForEach(scope.db, SERIES, keys, pointsOf(scope, metric));
      for (const [index, request] of group.entries()) read.set(request, series[index]!);
    }),
  );
  return requests.map((request) => read.get(request)!);
}

function pointsOf(scope: Scope<Tables>, metric: Metric) {
  const requested = sql<boolean>`(kind = wanted.kind and platform = wanted.platform
    and subject = wanted.subject and at >= wanted.since)`;
  const value = sql<number>`${sql.ref(metric)}`.as('value');
  return scope.db
    .selectFrom('history')
    .where(requested)
    .where(metric, 'is not', null)
    .select(['at', value])
    .union(
      scope.db
        .selectFrom('catalogue_history')
        .where('workspace_id', '=', scope.workspaceId)
        .where(requested)
        .where(metric, 'is not', null)
        .select(['at', value]),
    )
    .orderBy('at');
}
