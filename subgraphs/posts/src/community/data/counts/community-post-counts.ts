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

/**
 * SQL expressions of a dimension. Except for signals, they and the figures read only columns of the
 * index `community_posts_counts`.
 */
interface Dimension {
  readonly key: RawBuilder<unknown>;
  /** The platform, if equal keys on two platforms are different values. */
  readonly source?: RawBuilder<string | null>;
  /**
   * Which keys are counted. It says no more than it must, because PostgreSQL evaluates the key once
   * more for it.
   */
  readonly counted: RawBuilder<SqlBool>;
}

const EVERY = sql<SqlBool>`true`;
const NOT_NULL = sql<SqlBool>`key is not null`;
const SOURCE = sql<string | null>`source`;
const NO_SOURCE = sql<string | null>`null::text`;

/** A dimension whose key is a column. */
const column = (name: string, counted: RawBuilder<SqlBool>) => ({ key: sql`${sql.ref(name)}`, counted });

/** Dimensions that posts can be counted by. */
const DIMENSIONS = {
  // The UTC day. Grouping dates takes half the time of grouping texts, and the interval two thirds
  // of the time of 'UTC', whose rules are looked up for each post.
  day: { key: sql`(posted_at at time zone interval '0')::date`, counted: EVERY },
  source: { ...column('source', EVERY), source: SOURCE },
  subreddit: column('subreddit', NOT_NULL),
  author: { ...column('author', sql<SqlBool>`key <> ''`), source: SOURCE },
  kind: { key: sql`case kind when 'p' then 'post' else 'comment' end`, counted: EVERY },
  intent: { key: sql`coalesce(marked_intent, intent)`, counted: sql<SqlBool>`key <> 'none'` },
  urgency: column('urgency', EVERY),
  buying_stage: column('buying_stage', EVERY),
  action: column('action', EVERY),
  competitor: column('competitor_named', NOT_NULL),
  signal: { key: sql`jsonb_path_query(signals, '$[*].name') #>> '{}'`, counted: NOT_NULL },
  engagement_status: column('engagement_status', NOT_NULL),
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
  const { key, source = NO_SOURCE, counted }: Dimension = DIMENSIONS[by];
  // A set-returning key must be expanded in a subquery before it can be grouped or compared with
  // null.
  const rows = filtered(scope, conditionsOf(filter))
    .select([key.as('key'), source.as('source')])
    .select(['engagement_status', 'score', 'points', 'comment_count']);
  return (await scope.db
    .selectFrom(rows.as('posts'))
    .where(counted)
    .select([sql<string>`key::text`.as('key'), 'source', sql<number>`count(*)`.as('count')])
    .select(figures.map((name) => (FIGURES[name] as RawBuilder<number | null>).as(name)))
    .groupBy(['key', 'source'])
    .orderBy(by === 'day' ? sql`key` : sql`count(*)`, 'desc')
    .orderBy('key')
    .orderBy('source')
    .limit(limit)
    .execute()) as CommunityPostCount[];
}
