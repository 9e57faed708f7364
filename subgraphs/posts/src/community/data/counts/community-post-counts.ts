import { type Scope, sumOf } from '@tributary/kit/postgres';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import { type CommunityPostFilter, conditionsOf, filtered } from '../community-post-filter.ts';

/** The posts of one value of a dimension; figures that were not to be read are missing. */
export interface CommunityPostCount {
  key: string;
  source: string | null;
  count: number;
  handled: number;
  averageScore: number;
  likes: number | null;
  comments: number | null;
}

/** How a dimension's value is read from a post: posts without one are not counted. */
interface Dimension {
  readonly key: RawBuilder<string>;
  /** The platform, where values of one name on two platforms are two. */
  readonly source?: RawBuilder<string | null>;
}

const column = (name: string): Dimension => ({ key: sql`${sql.ref(name)}` });
const SOURCE = sql<string | null>`source`;
const NO_SOURCE = sql<string | null>`null::text`;

/** What posts can be counted by. */
const DIMENSIONS = {
  day: { key: sql<string>`to_char(posted_at at time zone 'UTC', 'YYYY-MM-DD')` },
  source: { ...column('source'), source: SOURCE },
  subreddit: column('subreddit'),
  author: { key: sql<string>`nullif(author, '')`, source: SOURCE },
  kind: { key: sql<string>`case kind when 'p' then 'post' else 'comment' end` },
  intent: column('intent'),
  urgency: column('urgency'),
  buying_stage: column('buying_stage'),
  action: column('action'),
  competitor: column('competitor_named'),
  signal: { key: sql<string>`jsonb_path_query(signals, '$[*].name') #>> '{}'` },
  engagement_status: column('engagement_status'),
} as const satisfies Record<string, Dimension>;

export type DimensionName = keyof typeof DIMENSIONS;

export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as DimensionName[];

/** The figures of each value. */
const FIGURES = {
  handled: sql<number>`count(engagement_status)`,
  averageScore: sql<number>`round(avg(score), 2)::double precision`,
  likes: sumOf(sql.ref('points')),
  comments: sumOf(sql.ref('comment_count')),
} as const satisfies Readonly<Record<string, RawBuilder<number | null>>>;

export type Figure = keyof typeof FIGURES;

/** What is counted, and which figures are read. */
export interface CountsRequest {
  readonly filter: CommunityPostFilter;
  readonly by: DimensionName;
  readonly limit: number;
  readonly figures: readonly Figure[];
}

/** Counts posts by one dimension: days newest first, all else by the number of posts. */
export async function listCommunityPostCounts(
  scope: Scope<Tables>,
  { filter, by, limit, figures }: CountsRequest,
): Promise<CommunityPostCount[]> {
  const { key, source = NO_SOURCE }: Dimension = DIMENSIONS[by];
  // A set-returning key is read before it is grouped and compared with null.
  const rows = filtered(scope, conditionsOf(filter))
    .select([key.as('key'), source.as('source')])
    .select(['engagement_status', 'score', 'points', 'comment_count']);
  return (await scope.db
    .selectFrom(rows.as('posts'))
    .where(sql<SqlBool>`key is not null`)
    .select(['key', 'source', sql<number>`count(*)`.as('count')])
    .select(figures.map((name) => (FIGURES[name] as RawBuilder<number | null>).as(name)))
    .groupBy(['key', 'source'])
    .orderBy(by === 'day' ? sql`key` : sql`count(*)`, 'desc')
    .orderBy('key')
    .orderBy('source')
    .limit(limit)
    .execute()) as CommunityPostCount[];
}
