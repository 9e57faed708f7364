import { hasPhrase } from '@tributary/kit/postgres';
import { phraseQuery } from '@tributary/kit/text';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Condition, Filter, Metric } from '../../filter/condition.ts';
import { LONGEST_TAG, type Tag, tag } from '../../tags.ts';

const COLUMNS: Readonly<Record<Metric, string>> = {
  likes: 'likes',
  views: 'views',
  comments: 'num_comments',
  engagement_rate: 'engagement_rate',
};
const CHANGES: Readonly<Record<Metric, string>> = {
  likes: 'likes_change',
  views: 'views_change',
  comments: 'comments_change',
  engagement_rate: 'engagement_rate_change',
};
/** Counts never exceed the safe integers, so a larger bound is equivalent to this one. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** The workspace's brand names that contain each text, looked up beforehand. */
export type BrandsContaining = ReadonlyMap<string, readonly string[]>;

/** Compiles a filter to a condition on `mentions`; null for an empty filter. */
export function filterSql(filter: Filter, brands: BrandsContaining): Expression<SqlBool> | null {
  if (filter.length === 0) return null;
  const groups = filter.map((group) => joined(group.map((each) => conditionSql(each, brands))));
  return groups.length === 1 ? groups[0]! : sql<boolean>`(${sql.join(groups, sql` or `)})`;
}

/** Matches mentions with any of these tags. */
export function hasAnyTag(tags: readonly Tag[]): Expression<SqlBool> {
  return sql<boolean>`tags && ${tags}::text[]`;
}

function joined(conditions: readonly Expression<SqlBool>[]): Expression<SqlBool> {
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

function conditionSql(condition: Condition, brands: BrandsContaining): Expression<SqlBool> {
  switch (condition.kind) {
    case 'keyword':
      return keywordSql(condition.phrase, condition.holds);
    case 'tags':
      return hasAnyTag(condition.anyOf);
    case 'words':
      return wordsSql(condition.of, condition.anyOf);
    case 'brand':
      return hasAnyTag((brands.get(condition.contains) ?? []).map((name) => tag('brand', name)));
    case 'metric':
      return metricSql(condition);
    case 'change':
      return changeSql(condition);
  }
}

/** Matches mentions whose title or text has the phrase, or does not. */
export function keywordSql(phrase: string, holds: boolean): Expression<SqlBool> {
  const found = hasPhrase(phraseQuery(phrase));
  return holds ? found : sql<boolean>`(not ${found})`;
}

/** Fewer characters have no trigram, and an index on trigrams would be read as a whole. */
const TRIGRAM = 3;

/**
 * Matches words within hooks or calls to action. They are compared in lower case as in the tag, by
 * the rules of JavaScript. Those of ASCII alone, which nearly all are, need no search in the tags,
 * which takes several times as long.
 */
function wordsSql(of: 'hook' | 'cta', anyOf: readonly string[]): Expression<SqlBool> {
  const column = sql.ref(`mentions.${of}`);
  const prefix = `${of}:`;
  const among = (text: Expression<unknown>) =>
    sql.join(
      anyOf.map((each) => sql<boolean>`strpos(${text}, ${each}::text) > 0`),
      sql` or `,
    );
  const lowered = sql`lower(left(${column}, ${LONGEST_TAG}::integer) collate "C")`;
  const words = sql`substr(tag, ${prefix.length + 1}::integer)`;
  return sql<boolean>`(${mayHave(column, anyOf)} and case when octet_length(${column}) = length(${column})
    then (${among(lowered)})
    else exists (select from unnest(tags) as tag where starts_with(tag, ${prefix}::text) and (${among(words)})) end)`;
}

/**
 * Returns the condition that indexes answer: the column has one of the words or characters outside
 * of ASCII or, if that would read all trigrams, any text. The planner takes two conditions for
 * independent, so that one of two that say the same is left out.
 */
function mayHave(column: Expression<unknown>, anyOf: readonly string[]): Expression<unknown> {
  if (!anyOf.every((each) => each.length >= TRIGRAM && /^\p{ASCII}*$/u.test(each)))
    return sql`${column} is not null`;
  const patterns = anyOf.map((each) => `%${each.replace(/[\\%_]/g, '\\$&')}%`);
  const among = patterns.map((pattern) => sql<boolean>`${column} collate "C" ilike ${pattern}::text`);
  // Of an integer that is compared, the planner expects few; of a condition, a third or more.
  const isBeyondAscii = sql`(octet_length(${column}) > length(${column}))::integer = 1`;
  return sql`(${sql.join(among, sql` or `)} or ${isBeyondAscii})`;
}

function metricSql(condition: Extract<Condition, { kind: 'metric' }>): Expression<SqlBool> {
  const { metric, above, below, within } = condition;
  const column = sql.ref(COLUMNS[metric]);
  const whole = metric !== 'engagement_rate';
  const bound = (value: number, round: (value: number) => number) =>
    whole
      ? sql`${Math.max(-LARGEST, Math.min(LARGEST, round(value)))}::bigint`
      : sql`${String(value)}::numeric`;
  if (above !== null) return sql<boolean>`${column} > ${bound(above, Math.floor)}`;
  if (below !== null) return sql<boolean>`${column} < ${bound(below, Math.ceil)}`;
  const { min, max } = within!;
  return sql<boolean>`(${column} >= ${bound(min, Math.ceil)} and ${column} <= ${bound(max, Math.floor)})`;
}

function changeSql(condition: Extract<Condition, { kind: 'change' }>): Expression<SqlBool> {
  const column = sql.ref(CHANGES[condition.metric]);
  const up = sql<boolean>`${column} >= ${condition.perCent}::double precision`;
  const down = sql<boolean>`${column} <= ${-condition.perCent}::double precision`;
  if (condition.direction === 'up') return up;
  return condition.direction === 'down' ? down : sql<boolean>`(${up} or ${down})`;
}
