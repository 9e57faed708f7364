import type { Scope } from '@tributary/kit/postgres';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { SENTIMENTS } from '../../mention.ts';
import { matching, mentionConditions, type Selection } from '../mentions.ts';
import type { Tables } from '../tables.ts';
import { DAILY_DIMENSIONS, listDailyCounts } from './daily-counts.ts';
import {
  type Dimension,
  EMOTION,
  type Figure,
  figureOf,
  type MentionCount,
  SENTIMENT,
} from './mention-figures.ts';

/**
 * A request for mention counts by one dimension, posted between `from` and `to`, both inclusive.
 */
export interface CountRequest {
  readonly selection: Selection;
  readonly by: Dimension;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly limit: number;
  readonly figures: readonly Figure[];
}

/** Counts, and the number of mentions that were read for them instead of counts of days. */
export interface MentionCounts {
  readonly counts: readonly MentionCount[];
  /** Null if counts of days cannot answer the request. */
  readonly mentionsRead: number | null;
}

/** Counts mentions by one dimension: days newest first, other dimensions by descending count. */
export async function listMentionCounts(
  scope: Scope<Tables>,
  { selection, by, ...request }: CountRequest,
): Promise<MentionCounts> {
  const daily = DAILY_DIMENSIONS.find((each) => each === by && isDaily(each, request.figures));
  if (daily && isOfAll(selection))
    return listDailyCounts(scope, { ...request, by: daily, sources: selection.sources });
  return { counts: await readCounts(scope, { selection, by, ...request }), mentionsRead: null };
}

/** Whether the counts of days have the figures: those of an emotion know only the sentiment. */
function isDaily(by: Dimension, figures: readonly Figure[]): boolean {
  return by !== 'emotion' || figures.every((figure) => (SENTIMENTS as readonly string[]).includes(figure));
}

/** Whether a selection has no condition but the platform. */
function isOfAll({ sources: _, datasetIds, collectionIds, anyOf, filter, ...more }: Selection): boolean {
  const lists = [datasetIds, collectionIds, more.living];
  const isEmpty = anyOf.length === 0 && filter.length === 0;
  return isEmpty && lists.every((list) => list === null) && !more.brand && more.phrase === undefined;
}

const NONE = sql<string | null>`null::text`;

/**
 * SQL expressions per dimension: `key` is the counted value, and mentions are skipped if `of` is
 * null.
 */
const KEYS: Readonly<
  Record<Dimension, { key: RawBuilder<string | null>; of: RawBuilder<unknown>; source?: RawBuilder<string> }>
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

/** Counts by reading every mention of the selection. */
async function readCounts(
  scope: Scope<Tables>,
  { selection, by, from, to, limit, figures }: CountRequest,
): Promise<MentionCount[]> {
  const [conditions] = await mentionConditions(scope, [selection]);
  const { key, of, source = NONE } = KEYS[by];
  const rows = matching(scope, conditions!)
    .$if(from !== null, (query) => query.where('mentions.posted_at', '>=', from!))
    .$if(to !== null, (query) => query.where('mentions.posted_at', '<=', to!))
    .where(sql<SqlBool>`(${of}) is not null`)
    .select([key.as('key'), source.as('source'), sql<number>`count(*)`.as('count')])
    .select(figures.map((figure) => figureOf(figure).as(figure)))
    .groupBy([sql`1`, sql`2`])
    .orderBy(by === 'day' ? sql`1` : sql`3`, 'desc')
    .orderBy(sql`1`)
    .limit(limit);
  return (await rows.execute()) as unknown as MentionCount[];
}
