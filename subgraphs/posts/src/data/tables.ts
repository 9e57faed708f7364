import type { Generated } from 'kysely';

/** `posts.community_posts`: posts and comments of communities, with their analysis. */
export interface CommunityPostsTable {
  workspace_id: string;
  id: Generated<string>;
  source: string;
  /** The platform's id, or the url where none is known: with the source, what makes a post the same post. */
  external_id: string;
  url: string;
  title: string;
  body: string;
  link: string | null;
  author: string;
  kind: 'p' | 'c';
  posted_at: Date;
  subreddit: string | null;
  points: number | null;
  comment_count: number | null;
  engagement_status: string | null;
  score: number;
  reason: string;
  intent: string | null;
  urgency: string;
  buying_stage: string;
  action: string;
  suggested_play: string;
  competitor_named: string | null;
  /** [{ name, evidence }], strongest first. */
  signals: unknown;
  analysis_engine: string;
  analysis_version: number;
  /** Words of title and body with their positions, see the kit's `phrase.ts`. */
  search: unknown;
}

/** `posts.tracked_keywords`. */
export interface TrackedKeywordsTable {
  workspace_id: string;
  id: Generated<string>;
  keyword: string;
  folded: string;
  created_at: Generated<Date>;
}

/** The tables of the subgraph's PostgreSQL schema. */
export interface Tables {
  community_posts: CommunityPostsTable;
  tracked_keywords: TrackedKeywordsTable;
}

export const tenantTables = ['community_posts', 'tracked_keywords'] as const;
