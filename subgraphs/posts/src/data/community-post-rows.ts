import { type Expression, type SqlBool, sql } from 'kysely';
import type { CommunityPostsTable } from './tables.ts';

/** A community post as the rest of the subgraph sees it; what was not to be read is missing. */
export interface CommunityPost {
  id: string;
  source: string;
  url: string;
  title: string;
  body: string;
  link: string | null;
  author: string;
  kind: string;
  postedAt: Date;
  subreddit: string | null;
  points: number | null;
  commentCount: number | null;
  engagementStatus: string | null;
  analysis: {
    score: number;
    reason: string;
    intent: string | null;
    urgency: string;
    buyingStage: string;
    action: string;
    suggestedPlay: string;
    competitorNamed: string | null;
    signals: { name: string; evidence: string }[];
    engine: string;
    version: number;
  };
}

/** A row as it is read; columns that were not to be read are missing. */
export type PostRow = Omit<
  CommunityPostsTable,
  'id' | 'workspace_id' | 'external_id' | 'import_id' | 'search'
> & {
  id: string;
};

/** What a cursor is made of, which is always read. */
const SORTED = { id: true, url: true, posted_at: true } as const;

/** The columns of a post's fields. */
const COLUMN_OF = {
  source: 'source',
  title: 'title',
  body: 'body',
  link: 'link',
  author: 'author',
  kind: 'kind',
  subreddit: 'subreddit',
  likes: 'points',
  comments: 'comment_count',
  engagementStatus: 'engagement_status',
  competitor: 'competitor_named',
} as const;

/** The columns of an analysis' fields. */
const COLUMN_OF_ANALYSIS = {
  score: 'score',
  reason: 'reason',
  intent: 'intent',
  urgency: 'urgency',
  buyingStage: 'buying_stage',
  action: 'action',
  suggestedPlay: 'suggested_play',
  competitorNamed: 'competitor_named',
  signals: 'signals',
  engine: 'analysis_engine',
  version: 'analysis_version',
} as const;

type Column =
  | keyof typeof SORTED
  | (typeof COLUMN_OF)[keyof typeof COLUMN_OF]
  | (typeof COLUMN_OF_ANALYSIS)[keyof typeof COLUMN_OF_ANALYSIS];

/** Which columns are to be read. */
export type Columns = Readonly<Partial<Record<Column, true>>>;

/** Every column of a post. */
export const ALL_COLUMNS = columnsFor(Object.keys(COLUMN_OF), Object.keys(COLUMN_OF_ANALYSIS));

/** The columns that these fields of a post and of its analysis need. */
export function columnsFor(fields: Iterable<string>, ofAnalysis: Iterable<string>): Columns {
  const columns: Partial<Record<Column, true>> = { ...SORTED };
  add(columns, COLUMN_OF, fields);
  add(columns, COLUMN_OF_ANALYSIS, ofAnalysis);
  return columns;
}

function add(
  columns: Partial<Record<Column, true>>,
  columnOf: Readonly<Record<string, Column>>,
  fields: Iterable<string>,
) {
  for (const field of fields) if (Object.hasOwn(columnOf, field)) columns[columnOf[field]!] = true;
}

/** A row as the rest of the subgraph sees it. */
export function toPost(row: PostRow): CommunityPost {
  return {
    id: row.id,
    source: row.source,
    url: row.url,
    title: row.title,
    body: row.body,
    link: row.link,
    author: row.author,
    kind: row.kind,
    postedAt: row.posted_at,
    subreddit: row.subreddit,
    points: row.points,
    commentCount: row.comment_count,
    engagementStatus: row.engagement_status,
    analysis: {
      score: row.score,
      reason: row.reason,
      intent: row.intent,
      urgency: row.urgency,
      buyingStage: row.buying_stage,
      action: row.action,
      suggestedPlay: row.suggested_play,
      competitorNamed: row.competitor_named,
      signals: row.signals as { name: string; evidence: string }[],
      engine: row.analysis_engine,
      version: row.analysis_version,
    },
  };
}

/** The sort values of a post, for its cursor. */
export function newestFirst(post: CommunityPost): readonly unknown[] {
  return [post.postedAt.toISOString(), post.url, post.id];
}

/**
 * Rows that come after a cursor in (posted_at desc, url, id). The first condition is implied by the second; it is
 * what lets the index find the start of the page.
 */
export function follows([postedAt, url, id]: readonly unknown[]): Expression<SqlBool> {
  return sql<boolean>`(posted_at <= ${postedAt}::timestamptz and (posted_at < ${postedAt}::timestamptz
    or (url, id) > (${url}, ${id}::uuid)))`;
}
