import type { Scope } from '@tributary/kit';
import { sql } from 'kysely';
import type { HistoryTable, Tables } from './tables.ts';

/** Numbers that are kept of a creator or a post over time. */
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

/** One number at one time. */
export interface HistoryPoint {
  readonly at: Date;
  readonly value: number;
}

/** A fresh reading of a creator or a post, as it is kept for good. */
export type HistoryRow = Pick<HistoryTable, 'kind' | 'platform' | 'subject' | 'at' | 'provider'> &
  Partial<Record<Metric, number | null>>;

const NOTHING = Object.fromEntries(METRICS.map((metric) => [metric, null])) as Record<Metric, null>;

/** Keeps readings; the same reading twice is kept once. */
export async function insertHistory(
  scope: Scope<Tables>,
  rows: readonly HistoryRow[],
  own: boolean,
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
    .values(whole.map((row) => ({ ...row, workspace_id: scope.workspaceId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What a series is of. */
export interface SeriesRequest {
  readonly kind: HistoryTable['kind'];
  readonly platform: string;
  readonly subject: string;
  readonly metric: Metric;
  readonly since: Date;
}

/** One number over time, oldest first: everybody's readings and the workspace's own; times without it left out. */
export async function listSeries(scope: Scope<Tables>, request: SeriesRequest): Promise<HistoryPoint[]> {
  const { kind, platform, subject, metric, since } = request;
  const rows = await scope.db
    .selectFrom('history')
    .where('kind', '=', kind)
    .where('platform', '=', platform)
    .where('subject', '=', subject)
    .where('at', '>=', since)
    .where(metric, 'is not', null)
    .select(['at', sql<number>`${sql.ref(metric)}`.as('value')])
    .union(
      scope.db
        .selectFrom('catalogue_history')
        .where('workspace_id', '=', scope.workspaceId)
        .where('kind', '=', kind)
        .where('platform', '=', platform)
        .where('subject', '=', subject)
        .where('at', '>=', since)
        .where(metric, 'is not', null)
        .select(['at', sql<number>`${sql.ref(metric)}`.as('value')]),
    )
    .orderBy('at')
    .execute();
  return rows;
}
