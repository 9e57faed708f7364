import { type Scope, sumOf } from '@tributary/kit/postgres';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { EMOTIONS, SENTIMENTS } from '../../mention.ts';
import { matching, mentionConditions, type Selection } from '../mentions.ts';
import type { Tables } from '../tables.ts';

/** Dimensions that mentions can be counted by. */
export const DIMENSIONS = [
  'day',
  'sentiment',
  'source',
  'topic',
  'author',
  'brand',
  'country',
  'emotion',
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/**
 * A request for mention counts by one dimension, posted between `from` and `to`, both inclusive.
 */
export interface CountRequest {
  readonly selection: Selection;
  readonly by: Dimension;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly limit: number;
}

/** Mention count and figures for one value of a dimension. */
export interface MentionCount {
  key: string;
  source: string | null;
  count: number;
  negative: number;
  neutral: number;
  positive: number;
  likes: number | null;
  comments: number | null;
  shares: number | null;
  views: number | null;
  emotions: Record<(typeof EMOTIONS)[number], number>;
}

const NONE = sql<string | null>`null::text`;

const EMOTION = tagged('emotion', EMOTIONS);
const SENTIMENT = tagged('sentiment', SENTIMENTS);

/** The value of a kind of tag that a mention has; null without one. */
function tagged(kind: string, values: readonly string[]): RawBuilder<string> {
  const cases = values.map(
    (value) => sql`when tags && array[${`${kind}:${value}`}::text] then ${value}::text`,
  );
  return sql<string>`case ${sql.join(cases, sql` `)} end`;
}

/** The number of mentions of each most likely emotion. */
const EMOTION_COUNTS = sql<MentionCount['emotions']>`jsonb_build_object(${sql.join(
  EMOTIONS.map(
    (emotion) => sql`${emotion}::text, count(*) filter (where tags && array[${`emotion:${emotion}`}::text])`,
  ),
)})`;

/**
 * SQL expressions per dimension: `key` is the counted value, and mentions are skipped if `of` is
 * null.
 */
const KEYS: Readonly<
  Record<Dimension, { key: RawBuilder<string>; of: RawBuilder<unknown>; source?: RawBuilder<string> }>
> = {
  day: {
    key: sql`to_char(mentions.posted_at at time zone 'UTC', 'YYYY-MM-DD')`,
    of: sql`mentions.posted_at`,
  },
  sentiment: { key: SENTIMENT, of: SENTIMENT },
  source: { key: sql`mentions.source`, of: sql`mentions.source`, source: sql`mentions.source` },
  topic: { key: sql`unnest(mentions.topics)`, of: sql`mentions.topics` },
  brand: { key: sql`unnest(mentions.brands)`, of: sql`mentions.brands` },
  country: { key: sql`mentions.country_code`, of: sql`mentions.country_code` },
  emotion: { key: EMOTION, of: EMOTION },
  author: {
    key: sql`mentions.author ->> 'handle'`,
    of: sql`mentions.author ->> 'handle'`,
    source: sql`mentions.source`,
  },
};

/** Counts mentions by one dimension: days newest first, other dimensions by descending count. */
export async function listMentionCounts(
  scope: Scope<Tables>,
  { selection, by, from, to, limit }: CountRequest,
): Promise<MentionCount[]> {
  const [conditions] = await mentionConditions(scope, [selection]);
  const { key, of, source = NONE } = KEYS[by];
  const has = (sentiment: string) =>
    sql<number>`count(*) filter (where tags && array[${`sentiment:${sentiment}`}::text])`;
  const sum = (column: string) => sumOf(sql.ref(`mentions.${column}`));
  return matching(scope, conditions!)
    .$if(from !== null, (query) => query.where('mentions.posted_at', '>=', from!))
    .$if(to !== null, (query) => query.where('mentions.posted_at', '<=', to!))
    .where(sql<SqlBool>`(${of}) is not null`)
    .select([key.as('key'), source.as('source'), sql<number>`count(*)`.as('count')])
    .select([
      has('negative').as('negative'),
      has('neutral').as('neutral'),
      has('positive').as('positive'),
      sum('likes').as('likes'),
      sum('num_comments').as('comments'),
      sum('shares').as('shares'),
      sum('views').as('views'),
      EMOTION_COUNTS.as('emotions'),
    ])
    .groupBy([sql`1`, sql`2`])
    .orderBy(by === 'day' ? sql`1` : sql`3`, 'desc')
    .orderBy(sql`1`)
    .limit(limit)
    .execute();
}
