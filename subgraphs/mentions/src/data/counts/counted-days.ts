import { inTransaction, type Scope, sumOf } from '@tributary/kit/postgres';
import { type RawBuilder, sql } from 'kysely';
import { EMOTIONS } from '../../mention.ts';
import type { Tables } from '../tables.ts';
import { lockWriting } from '../write/lock-writing.ts';
import { countTagged, METRICS, type Metric, SENTIMENT } from './mention-figures.ts';

/** Columns of `daily_counts` that are sums, each as an aggregate of mentions. */
const SUMS = {
  ...(Object.fromEntries(
    Object.entries(METRICS).map(([metric, column]) => [metric, sumOf(sql.ref(`mentions.${column}`))]),
  ) as Record<Metric, RawBuilder<number | null>>),
  ...(Object.fromEntries(
    EMOTIONS.map((emotion) => [`emotion_${emotion}`, countTagged(`emotion:${emotion}`)]),
  ) as Record<`emotion_${(typeof EMOTIONS)[number]}`, RawBuilder<number>>),
};

export type SumColumn = keyof typeof SUMS;

export const ALL_SUMS = Object.keys(SUMS) as SumColumn[];

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
    .select(sums.map((name) => (SUMS[name] as RawBuilder<number | null>).as(name)));
}

/**
 * Begins a query with `counted`, the counted days that lie wholly in a range, and `uncounted`, the
 * ranges of time between them, whose ends are excluded.
 */
export function withUncounted({ db, workspaceId }: Scope<Tables>, from: Date | null, end: RawBuilder<Date>) {
  const start = sql<Date>`coalesce(${from}::timestamptz, '-infinity')`;
  const starts = sql<Date>`day::timestamp at time zone 'UTC'`;
  const ends = sql<Date>`(day + 1)::timestamp at time zone 'UTC'`;
  return db
    .with('counted', (query) =>
      query
        .selectFrom('counted_days')
        .where('workspace_id', '=', workspaceId)
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

/**
 * Counts the oldest day with mentions that is not counted and ends before a time; returns false if
 * there is none. Nothing writes to the workspace's mentions meanwhile.
 */
export function countNextDay(scope: Scope<Tables>, before: Date): Promise<boolean> {
  return inTransaction(scope, async (inside) => {
    await lockWriting(inside);
    const { db, workspaceId } = inside;
    const day = await findUncountedDay(inside, before);
    if (day === null) return false;
    await db.insertInto('counted_days').values({ workspace_id: workspaceId, day }).execute();
    await db
      .insertInto('daily_counts')
      .columns(['workspace_id', 'day', 'source', 'sentiment', 'mentions', ...ALL_SUMS])
      .expression(
        db
          .selectFrom(
            mentionsByDay(inside, ALL_SUMS)
              .where(sql<boolean>`mentions.posted_at >= ${day}::timestamp at time zone 'UTC'`)
              .where(sql<boolean>`mentions.posted_at < (${day}::date + 1)::timestamp at time zone 'UTC'`)
              .as('found'),
          )
          .select(sql<string>`${workspaceId}::uuid`.as('workspace_id'))
          .select(['day', 'source', 'sentiment', 'mentions', ...ALL_SUMS]),
      )
      .execute();
    return true;
  });
}

async function findUncountedDay(scope: Scope<Tables>, before: Date): Promise<string | null> {
  const last = sql<Date>`${before}::timestamptz - interval '1 millisecond'`;
  const found = await withUncounted(scope, null, last)
    .selectFrom('uncounted')
    .innerJoinLateral(
      scope.db
        .selectFrom('mentions')
        .where('mentions.workspace_id', '=', scope.workspaceId)
        .where(sql<boolean>`mentions.posted_at >= uncounted.starts`)
        .where(sql<boolean>`mentions.posted_at < uncounted.ends and mentions.posted_at <= ${last}`)
        .orderBy('mentions.posted_at')
        .limit(1)
        .select('mentions.posted_at')
        .as('oldest'),
      (join) => join.onTrue(),
    )
    .orderBy('uncounted.starts')
    .limit(1)
    .select(sql<string>`to_char(oldest.posted_at at time zone 'UTC', 'YYYY-MM-DD')`.as('day'))
    .executeTakeFirst();
  return found?.day ?? null;
}
