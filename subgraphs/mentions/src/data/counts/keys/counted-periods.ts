import type { Scope } from '@tributary/kit/postgres';
import { type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../tables.ts';
import type { KeyDimension } from '../count-tables.ts';
import { uncounted } from '../days/counted-days.ts';
import { type Figure, storedOf } from '../mention-figures.ts';
import { mentionsByKey } from './counted-keys.ts';
import { type Months, topOf } from './counted-tops.ts';

/** A range of time, both ends inclusive. */
export interface PeriodRange {
  readonly from: Date | null;
  readonly to: Date | null;
}

/** A request for counts of all mentions in a range of time by keys. */
export interface KeyRequest extends PeriodRange {
  readonly by: KeyDimension;
  /** Null for all platforms; null unless `by` is `author`. */
  readonly sources: readonly string[] | null;
  readonly limit: number;
  readonly figures: readonly Figure[];
}

/** Compressed bytes of the keys of months from which it is worthwhile to add them up. */
const WORTHWHILE = 200_000;

/**
 * Begins a query with `counted`, the counted periods wholly in the range, and `uncounted`, the gaps
 * between them. The months of a top are one period, without keys.
 */
export function withPeriods(
  { workspaceId }: Scope<Tables>,
  { by, from, to, figures }: KeyRequest,
  top: Months | null,
): RawBuilder<unknown> {
  const starts = sql`starts::timestamp at time zone 'UTC'`;
  // Periods that an older version has counted lack emotions.
  const complete = figures.includes('emotions') ? sql`version is not null` : sql`true`;
  const outside = top ? sql`(starts < ${top.starts}::date or starts >= ${top.ends}::date)` : sql`true`;
  const periods = (period: 'day' | 'month') => {
    const ends = sql`(starts + ${sql.lit(`1 ${period}`)}::interval) at time zone 'UTC'`;
    // The last millisecond of the period, because the end of the range is inclusive.
    return sql`select period, starts as first, ${starts} as starts, ${ends} as ends from mentions.key_counts
      where workspace_id = ${workspaceId} and dimension = ${by} and period = ${sql.lit(period)}
        and ${starts} >= ${startOf(from)} and ${ends} - interval '1 millisecond' <= ${endOf(to)}
        and ${complete} and ${outside}`;
  };
  const ofTop = top
    ? sql`select 'top' as period, ${top.starts}::date as first, ${top.starts}::timestamp at time zone 'UTC' as starts,
        ${top.ends}::timestamp at time zone 'UTC' as ends union all`
    : sql``;
  return sql`months as (${periods('month')}),
    counted as (
      ${ofTop} select * from months union all
      select * from (${periods('day')}) as days
      where date_trunc('month', first)::date not in (select first from months)
    ),
    uncounted as (${uncounted(sql`${startOf(from)}`)})`;
}

/**
 * Continues a query with `parts`: the keys of the counted periods, and those of `read`, the
 * mentions of the gaps between them.
 */
export function partsOf(scope: Scope<Tables>, request: KeyRequest): RawBuilder<unknown> {
  const { by, figures, sources } = request;
  const columns = by === 'author' ? sql`key, source` : sql`key`;
  const named = storedOf(figures).map((name) => sql`, ${sql.ref(name)}`);
  const ofSources =
    by === 'author' ? sql`(${sources}::text[] is null or source = any(${sources}::text[]))` : sql`true`;
  return sql`read as materialized (${mentionsOfGaps(scope, request)}),
    parts as (
      select * from (
        ${elements(scope, request)} union all select ${columns}, mentions${sql.join(named, sql``)} from read
      ) as periods where ${ofSources}
    )`;
}

/** Selects the keys of the counted periods with their figures. */
function elements({ workspaceId }: Scope<Tables>, { by, figures }: KeyRequest): RawBuilder<unknown> {
  const sources = by === 'author' ? sql`, unnest(key_counts.sources) as source` : sql``;
  const arrays = ['mentions', ...storedOf(figures)].map(
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
  return sql`select found.* from uncounted
    cross join lateral (${mentionsByKey(scope, by, storedOf(figures), inGap)}) as found`;
}

/**
 * Returns the longest top in a range, and the months of the range if adding them up is worthwhile,
 * because the authors of those outside the top are many.
 */
export async function findMonths(
  scope: Scope<Tables>,
  request: KeyRequest,
): Promise<{ top: Months | null; worthwhile: Months | null }> {
  const { from, to } = request;
  const inRange = sql`top.starts::timestamp at time zone 'UTC' >= ${startOf(from)}
    and top.ends::timestamp at time zone 'UTC' - interval '1 millisecond' <= ${endOf(to)}`;
  const text = (day: RawBuilder<unknown>) => sql`to_char(${day}, 'YYYY-MM-DD')`;
  const { rows } = await sql<{ top: Months | null; months: Months | null; bytes: number | null }>`
    with ${withPeriods(scope, request, null)},
    top as materialized (${topOf(scope, inRange)})
    select (select jsonb_build_object('starts', ${text(sql`starts`)}, 'ends', ${text(sql`ends`)}) from top) as top,
      jsonb_build_object('starts', ${text(sql`min(months.first)`)},
        'ends', ${text(sql`max(months.first) + interval '1 month'`)}) as months,
      sum(pg_column_size(key_counts.keys)) filter (
        where not exists (select from top where months.first >= top.starts and months.first < top.ends)
      )::bigint as bytes
    from months join mentions.key_counts on key_counts.period = 'month' and key_counts.starts = months.first
    where key_counts.workspace_id = ${scope.workspaceId} and key_counts.dimension = 'author'`.execute(
    scope.db,
  );
  const { top, months, bytes } = rows[0]!;
  const isWorthwhile = (bytes ?? 0) >= WORTHWHILE && months !== null;
  return { top, worthwhile: isWorthwhile ? months : null };
}

function startOf(from: Date | null): RawBuilder<Date> {
  return sql<Date>`coalesce(${from}::timestamptz, '-infinity')`;
}

function endOf(to: Date | null): RawBuilder<Date> {
  return sql<Date>`coalesce(${to}::timestamptz, 'infinity')`;
}
