import type { Scope } from '@tributary/kit/postgres';
import { type SqlBool, sql } from 'kysely';
import { SENTIMENTS } from '../../mention.ts';
import { matching, mentionConditions, type Selection } from '../selection/selection.ts';
import type { Tables } from '../tables.ts';
import { DAILY_DIMENSIONS, listDailyCounts } from './days/daily-counts.ts';
import { isTagDimension, listTagCounts } from './days/tag-counts.ts';
import { KEY_OF } from './dimension-keys.ts';
import type { Months } from './keys/counted-tops.ts';
import { isKeyDimension, listKeyCounts } from './keys/key-counts.ts';
import { type Dimension, type Figure, figureOf, type MentionCount } from './mention-figures.ts';
import { isOfAll, tagsOf } from './simple-selections.ts';

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

/** Counts, and the number of mentions that were read for them instead of stored counts. */
export interface MentionCounts {
  readonly counts: readonly MentionCount[];
  /** Null if counts of days cannot answer the request. */
  readonly mentionsRead: number | null;
  /** Months whose authors are worth adding up for later requests. */
  readonly months?: Months | null;
}

/** Counts mentions by one dimension: days newest first, other dimensions by descending count. */
export async function listMentionCounts(
  scope: Scope<Tables>,
  { selection, by, ...request }: CountRequest,
): Promise<MentionCounts> {
  const daily = DAILY_DIMENSIONS.find((each) => each === by && isDaily(each, request.figures));
  if (daily && isOfAll(selection))
    return listDailyCounts(scope, { ...request, by: daily, sources: selection.sources });
  if (isKeyDimension(by) && (by === 'author' || selection.sources === null) && isOfAll(selection))
    return listKeyCounts(scope, { ...request, by, sources: selection.sources });
  const tags = tagsOf(selection);
  if (tags !== null && isTagDimension(by, request.figures))
    return listTagCounts(scope, { ...request, by, tags });
  return { counts: await readCounts(scope, { selection, by, ...request }), mentionsRead: null };
}

/** Whether the counts of days have the figures: those of an emotion know only the sentiment. */
function isDaily(by: Dimension, figures: readonly Figure[]): boolean {
  return by !== 'emotion' || figures.every((figure) => (SENTIMENTS as readonly string[]).includes(figure));
}

const NONE = sql<string | null>`null::text`;

/** Counts by reading every mention of the selection. */
async function readCounts(
  scope: Scope<Tables>,
  { selection, by, from, to, limit, figures }: CountRequest,
): Promise<MentionCount[]> {
  const [conditions] = await mentionConditions(scope, [selection]);
  const { key, of, source } = KEY_OF[by];
  const rows = matching(scope, conditions!)
    .$if(from !== null, (query) => query.where('mentions.posted_at', '>=', from!))
    .$if(to !== null, (query) => query.where('mentions.posted_at', '<=', to!))
    .where(sql<SqlBool>`(${of}) is not null`)
    .select([key.as('key'), (source ?? NONE).as('source'), sql<number>`count(*)`.as('count')])
    .select(figures.map((figure) => figureOf(figure).as(figure)))
    .groupBy([sql`1`, sql`2`])
    .orderBy(by === 'day' ? sql`1` : sql`3`, 'desc')
    .orderBy(sql`1`)
    .orderBy(sql`2`)
    .limit(limit);
  return (await rows.execute()) as unknown as MentionCount[];
}
