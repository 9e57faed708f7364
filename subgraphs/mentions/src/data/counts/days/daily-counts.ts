import { type Scope, sumOf } from '@tributary/kit/postgres';
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { EMOTIONS } from '../../../mention.ts';
import type { Tables } from '../../tables.ts';
import { type Dimension, emotionsOf, type Figure, METRICS, type MentionCount } from '../mention-figures.ts';
import { ALL_SUMS, mentionsByDay, type SumColumn, withUncounted } from './counted-days.ts';

/** Dimensions that the counts of a day distinguish. */
export const DAILY_DIMENSIONS = [
  'day',
  'source',
  'sentiment',
  'emotion',
] as const satisfies readonly Dimension[];

type DailyDimension = (typeof DAILY_DIMENSIONS)[number];

/** A request for counts of all mentions in a range of time, both ends inclusive. */
export interface DailyRequest {
  readonly by: DailyDimension;
  readonly from: Date | null;
  readonly to: Date | null;
  /** Null for all platforms. */
  readonly sources: readonly string[] | null;
  readonly limit: number;
  readonly figures: readonly Figure[];
}

const KEYS: Readonly<Record<DailyDimension, RawBuilder<string | null>>> = {
  day: sql`to_char(day, 'YYYY-MM-DD')`,
  source: sql`source`,
  sentiment: sql`nullif(sentiment, '')`,
  emotion: sql`emotion`,
};

/**
 * Counts mentions from the counts of whole days, and from the mentions of all other time: days that
 * are not counted, or changed since, and parts of days. One statement, so that no mention counts
 * twice.
 */
export async function listDailyCounts(
  scope: Scope<Tables>,
  request: DailyRequest,
): Promise<{ counts: MentionCount[]; mentionsRead: number }> {
  const { by, limit, figures } = request;
  const sums = ALL_SUMS.filter((name) => isSumOf(name, by === 'emotion' ? ['emotions'] : figures));
  const key = KEYS[by];
  const rows = await withParts(scope, request, sums)
    .with(
      'keyed',
      (db) =>
        (by === 'emotion'
          ? byEmotion(db.selectFrom('parts').select('sentiment') as never)
          : db.selectFrom('parts').selectAll()) as never,
    )
    .selectFrom('keyed')
    .where(sql<boolean>`${key} is not null`)
    .select([key.as('key'), (by === 'source' ? sql`source` : sql`null::text`).as('source')])
    .select([
      sql<number>`sum(mentions)::bigint`.as('count'),
      sql<number>`(select coalesce(sum(read), 0)::bigint from parts)`.as('read'),
    ])
    .select(figures.map((figure) => summed(figure).as(figure)))
    .groupBy([sql`1`, sql`2`])
    .having(sql<boolean>`sum(mentions) > 0`)
    .orderBy(by === 'day' ? sql`1` : sql`3`, 'desc')
    .orderBy(sql`1`)
    .limit(limit)
    .execute();
  const counts = rows.map(({ read: _, ...count }) => count as unknown as MentionCount);
  return { counts, mentionsRead: rows[0]?.read ?? 0 };
}

/**
 * Begins a query with `parts`: the counts of days and of parts of days, and how many mentions were
 * read for each.
 */
function withParts(scope: Scope<Tables>, { from, to, sources }: DailyRequest, sums: readonly SumColumn[]) {
  const end = sql<Date>`coalesce(${to}::timestamptz, 'infinity')`;
  const ofSources = sql<boolean>`(${sources}::text[] is null or source = any(${sources}::text[]))`;
  return withUncounted(scope, { from, end, tags: false }).with('parts', (db) =>
    db
      .selectFrom('daily_counts')
      .innerJoin('counted', 'counted.day', 'daily_counts.day')
      .where('daily_counts.workspace_id', '=', scope.workspaceId)
      .where(ofSources)
      .select(['daily_counts.day', 'source', 'sentiment', 'mentions', ...sums])
      .select(sql<number>`0`.as('read'))
      .unionAll(
        db
          .selectFrom('uncounted')
          .innerJoinLateral(
            mentionsByDay(scope, sums)
              .where(sql<boolean>`mentions.posted_at >= uncounted.starts`)
              .where(sql<boolean>`mentions.posted_at < uncounted.ends and mentions.posted_at <= ${end}`)
              .where(ofSources)
              .as('found'),
            (join) => join.onTrue(),
          )
          .select(['found.day', 'found.source', 'found.sentiment', 'found.mentions'])
          .select(sums.map((name) => `found.${name}` as const))
          .select('found.mentions as read') as never,
      ),
  );
}

/** Selects each part of a day once for each emotion, with the number of its mentions. */
function byEmotion<Query extends SelectQueryBuilder<never, never, unknown>>(parts: Query): Query {
  const columns = EMOTIONS.map((emotion) => sql.ref(`emotion_${emotion}`));
  return parts.select([
    sql<string>`unnest(${[...EMOTIONS]}::text[])`.as('emotion'),
    sql<number>`unnest(array[${sql.join(columns)}])`.as('mentions'),
  ]) as unknown as Query;
}

function isSumOf(name: SumColumn, figures: readonly Figure[]): boolean {
  return figures.some((figure) => (figure === 'emotions' ? name.startsWith('emotion_') : name === figure));
}

/** Returns a figure as the sum of parts of days. */
function summed(figure: Figure): RawBuilder<unknown> {
  if (figure === 'emotions')
    return emotionsOf((emotion) => sql`sum(${sql.ref(`emotion_${emotion}`)})::bigint`);
  if (figure in METRICS) return sumOf(sql.ref(figure));
  return sql`coalesce(sum(mentions) filter (where sentiment = ${figure}), 0)::bigint`;
}
