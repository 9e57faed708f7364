import { type Expression, type SqlBool, sql } from 'kysely';
import type { CommunityPostsTable } from './tables.ts';

/** A community post as the rest of the subgraph sees it. */
export interface CommunityPost {
  id: string;
  source: string;
  url: string;
  title: string;
  /** Absent when the query did not ask for it. */
  body?: string;
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

/** A row as it is read. */
export type PostRow = Omit<CommunityPostsTable, 'id' | 'workspace_id' | 'external_id' | 'search' | 'body'> & {
  id: string;
  body?: string;
};

/** The columns of a post but its body. */
export const COLUMNS = [
  'id',
  'source',
  'url',
  'title',
  'link',
  'author',
  'kind',
  'posted_at',
  'subreddit',
  'points',
  'comment_count',
  'engagement_status',
  'score',
  'reason',
  'intent',
  'urgency',
  'buying_stage',
  'action',
  'suggested_play',
  'competitor_named',
  'signals',
  'analysis_engine',
  'analysis_version',
] as const;

/** A row as the rest of the subgraph sees it. */
export function toPost(row: PostRow): CommunityPost {
  return {
    id: row.id,
    source: row.source,
    url: row.url,
    title: row.title,
    ...(row.body === undefined ? {} : { body: row.body }),
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
