import type { Scope } from '@tributary/kit/postgres';
import { type RawBuilder, sql } from 'kysely';
import type { SENTIMENTS } from '../../../mention.ts';
import type { Tables } from '../../tables.ts';
import { aggregateOf, METRICS, type Metric, SENTIMENT, type Stored, storedOf } from '../mention-figures.ts';

/** Columns of `daily_counts` that are sums; sentiments are rows. */
export const ALL_SUMS = storedOf([...(Object.keys(METRICS) as Metric[]), 'emotions']) as SumColumn[];

export type SumColumn = Exclude<Stored, (typeof SENTIMENTS)[number]>;

/** Selects mentions by day, platform and sentiment, with these sums. */
export function mentionsByDay(scope: Scope<Tables>, sums: readonly SumColumn[]) {
  return scope.db
    .selectFrom('mentions')
    .where('mentions.workspace_id', '=', scope.workspaceId)
    .groupBy([sql`1`, sql`2`, sql`3`])
    .select([
      sql<string>`(mentions.posted_at at time zone 'UTC')::date`.as('day'),
      'mentions.source',
      sql<string>`coalesce(${SENTIMENT}, '')`.as('sentiment'),
      sql<number>`count(*)`.as('mentions'),
    ])
    .select(sums.map((name) => aggregateOf(name).as(name)));
}

/** A range of time; both ends are inclusive. */
interface CountedRange {
  readonly from: Date | null;
  readonly end: RawBuilder<Date>;
  /** Whether only days count whose tags are counted too. */
  readonly tags: boolean;
}

/**
 * Begins a query with `counted`, the counted days that lie wholly in a range, and `uncounted`, the
 * ranges of time between them, whose ends are excluded.
 */
export function withUncounted({ db, workspaceId }: Scope<Tables>, { from, end, tags }: CountedRange) {
  const start = sql<Date>`coalesce(${from}::timestamptz, '-infinity')`;
  const starts = sql<Date>`day::timestamp at time zone 'UTC'`;
  const ends = sql<Date>`(day + 1)::timestamp at time zone 'UTC'`;
  return db
    .with('counted', (query) =>
      query
        .selectFrom('counted_days')
        .where('workspace_id', '=', workspaceId)
        .$if(tags, (days) => days.where('has_tags', '=', true))
        .where(sql<boolean>`${starts} >= ${start}`)
        // The last millisecond of the day, because the end of the range is inclusive.
        .where(sql<boolean>`${ends} - interval '1 millisecond' <= ${end}`)
        .select(['day', starts.as('starts'), ends.as('ends')]),
    )
    .with('uncounted', () => sql<{ starts: Date; ends: Date }>`(${uncounted(start)})`);
}

/** Selects the ranges of time from `start` that are between those of `counted`. */
export function uncounted(start: RawBuilder<Date>): RawBuilder<{ starts: Date; ends: Date }> {
  return sql`select starts, ends from (
    select lag(ends, 1, ${start}) over (order by starts) as starts, starts as ends from counted
    union all
    select coalesce(max(ends), ${start}), 'infinity'::timestamptz from counted
  ) as ranges where starts < ends`;
}

/** The condition that a mention was posted on a UTC day. */
export function ofDay(day: string): RawBuilder<boolean> {
  return sql<boolean>`(mentions.posted_at >= ${day}::timestamp at time zone 'UTC'
    and mentions.posted_at < (${day}::date + 1)::timestamp at time zone 'UTC')`;
}
