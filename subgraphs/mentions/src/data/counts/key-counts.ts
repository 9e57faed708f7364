import type { Scope } from '@tributary/kit/postgres';
import { type RawBuilder, sql } from 'kysely';
import type { KeyDimension, Tables } from '../tables.ts';
import { uncounted } from './counted-days.ts';
import { KEY_DIMENSIONS, type KeyFigure, mentionsByKey, sumOfDays } from './counted-keys.ts';
import type { Dimension, MentionCount } from './mention-figures.ts';

/** A request for counts of all mentions in a range of time by keys, both ends inclusive. */
export interface KeyRequest {
  readonly by: KeyDimension;
  readonly from: Date | null;
  readonly to: Date | null;
  /** Null for all platforms; null unless `by` is `author`. */
  readonly sources: readonly string[] | null;
  readonly limit: number;
  readonly figures: readonly KeyFigure[];
}

export function isKeyDimension(by: Dimension): by is KeyDimension {
  return (KEY_DIMENSIONS as readonly Dimension[]).includes(by);
}

/**
 * Counts mentions by keys from the counts of whole months, of the whole days around them, and from
 * the mentions of all other time. One statement, so that no mention counts twice.
 */
export async function listKeyCounts(
  scope: Scope<Tables>,
  request: KeyRequest,
): Promise<{ counts: MentionCount[]; mentionsRead: number }> {
  const { by, limit, figures, sources } = request;
  const columns = by === 'author' ? sql`key, source` : sql`key`;
  const named = figures.map((figure) => sql`, ${sql.ref(figure)}`);
  const summed = figures.map((figure) => sql`, ${sumOfDays(figure)} as ${sql.ref(figure)}`);
  const { rows } = await sql<MentionCount & { read: number }>`
    with ${countedPeriods(scope, request)},
    read as materialized (${mentionsOfGaps(scope, request)}),
    parts as (
      ${elements(scope, request)} union all select ${columns}, mentions${sql.join(named, sql``)} from read
    )
    select key, ${by === 'author' ? sql`source` : sql`null::text as source`}, sum(mentions)::bigint as count,
      (select coalesce(sum(mentions), 0)::bigint from read) as read${sql.join(summed, sql``)}
    from parts where ${sources}::text[] is null or ${by === 'author' ? sql`source` : sql`null`} = any(${sources}::text[])
    group by ${columns} order by 3 desc, ${columns} limit ${limit}`.execute(scope.db);
  const counts = rows.map(({ read: _, ...count }) => count as MentionCount);
  return { counts, mentionsRead: rows[0]?.read ?? 0 };
}

/** Begins a query with `counted`, the counted periods wholly in the range, and with the gaps. */
function countedPeriods({ workspaceId }: Scope<Tables>, { by, from, to }: KeyRequest): RawBuilder<unknown> {
  const start = sql<Date>`coalesce(${from}::timestamptz, '-infinity')`;
  const end = sql`coalesce(${to}::timestamptz, 'infinity')`;
  const starts = sql`starts::timestamp at time zone 'UTC'`;
  const periods = (period: 'day' | 'month') => {
    const ends = sql`(starts + ${sql.lit(`1 ${period}`)}::interval) at time zone 'UTC'`;
    // The last millisecond of the period, because the end of the range is inclusive.
    return sql`select period, starts as first, ${starts} as starts, ${ends} as ends from mentions.key_counts
      where workspace_id = ${workspaceId} and dimension = ${by} and period = ${sql.lit(period)}
        and ${starts} >= ${start} and ${ends} - interval '1 millisecond' <= ${end}`;
  };
  return sql`months as (${periods('month')}),
    counted as (
      select * from months union all
      select * from (${periods('day')}) as days
      where date_trunc('month', first)::date not in (select first from months)
    ),
    uncounted as (${uncounted(start)})`;
}

/** Selects the keys of the counted periods with their figures. */
function elements({ workspaceId }: Scope<Tables>, { by, figures }: KeyRequest): RawBuilder<unknown> {
  const sources = by === 'author' ? sql`, unnest(key_counts.sources) as source` : sql``;
  const arrays = ['mentions', ...figures].map(
    (name) => sql`, unnest(key_counts.${sql.ref(name)}) as ${sql.ref(name)}`,
  );
  return sql`select unnest(key_counts.keys) as key${sources}${sql.join(arrays, sql``)}
    from counted join mentions.key_counts
      on key_counts.period = counted.period and key_counts.starts = counted.first
    where key_counts.workspace_id = ${workspaceId} and key_counts.dimension = ${by}`;
}

/** Reads the mentions of the gaps between the counted periods. */
function mentionsOfGaps(scope: Scope<Tables>, { by, figures, to }: KeyRequest): RawBuilder<unknown> {
  const inGap = sql`mentions.posted_at >= uncounted.starts and mentions.posted_at < uncounted.ends
    and mentions.posted_at <= coalesce(${to}::timestamptz, 'infinity')`;
  return sql`select found.* from uncounted cross join lateral (${mentionsByKey(scope, by, figures, inGap)}) as found`;
}
