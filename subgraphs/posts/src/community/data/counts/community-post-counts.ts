import { type Scope, sumOf } from '@tributary/kit/postgres';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import { type CommunityPostFilter, conditionsOf, filtered } from '../community-post-filter.ts';

/**
 * Post count and figures for one value of a dimension; figures that were not selected are missing.
 */
export interface CommunityPostCount {
  key: string;
  source: string | null;
  count: number;
  handled: number;
  averageScore: number;
  likes: number | null;
  comments: number | null;
}

/** SQL expressions of a dimension. Posts with a null key are not counted. */
interface Dimension {
  readonly key: RawBuilder<string>;
  /** The platform, if equal keys on two platforms are different values. */
  readonly source?: RawBuilder<string | null>;
}

const column = (name: string): Dimension => ({ key: sql`${sql.ref(name)}` });
const SOURCE = sql<string | null>`source`;
const NO_SOURCE = sql<string | null>`null::text`;

/** Dimensions that posts can be counted by. */
const DIMENSIONS = {
  // Grouped as dates, which takes half the time of grouping texts.
  day: { key: sql<string>`(posted_at at time zone 'UTC')::date` },
  source: { ...column('source'), source: SOURCE },
  subreddit: column('subreddit'),
  author: { key: sql<string>`nullif(author, '')`, source: SOURCE },
  kind: { key: sql<string>`case kind when 'p' then 'post' else 'comment' end` },
  intent: { key: sql<string>`nullif(coalesce(marked_intent, intent), 'none')` },
  urgency: column('urgency'),
  buying_stage: column('buying_stage'),
  action: column('action'),
  competitor: column('competitor_named'),
  signal: { key: sql<string>`jsonb_path_query(signals, '$[*].name') #>> '{}'` },
  engagement_status: column('engagement_status'),
} as const satisfies Record<string, Dimension>;

export type DimensionName = keyof typeof DIMENSIONS;

export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as DimensionName[];

/** Aggregates available for each value. */
const FIGURES = {
  handled: sql<number>`count(engagement_status)`,
  averageScore: sql<number>`round(avg(score), 2)::double precision`,
  likes: sumOf(sql.ref('points')),
  comments: sumOf(sql.ref('comment_count')),
} as const satisfies Readonly<Record<string, RawBuilder<number | null>>>;

export type Figure = keyof typeof FIGURES;

/** A request for post counts by one dimension. */
export interface CountsRequest {
  readonly filter: CommunityPostFilter;
  readonly by: DimensionName;
  readonly limit: number;
  readonly figures: readonly Figure[];
}

/** Counts posts by one dimension: days newest first, other dimensions by descending count. */
export async function listCommunityPostCounts(
  scope: Scope<Tables>,
  { filter, by, limit, figures }: CountsRequest,
): Promise<CommunityPostCount[]> {
  const { key, source = NO_SOURCE }: Dimension = DIMENSIONS[by];
  // A set-returning key must be expanded in a subquery before it can be grouped or compared with
  // null.
  const rows = filtered(scope, conditionsOf(filter))
    .select([key.as('key'), source.as('source')])
    .select(['engagement_status', 'score', 'points', 'comment_count']);
  return (await scope.db
    .selectFrom(rows.as('posts'))
    .where(sql<SqlBool>`key is not null`)
    .select([sql<string>`key::text`.as('key'), 'source', sql<number>`count(*)`.as('count')])
    .select(figures.map((name) => (FIGURES[name] as RawBuilder<number | null>).as(name)))
    .groupBy(['key', 'source'])
    .orderBy(by === 'day' ? sql`key` : sql`count(*)`, 'desc')
    .orderBy('key')
    .orderBy('source')
    .limit(limit)
    .execute()) as CommunityPostCount[];
}
