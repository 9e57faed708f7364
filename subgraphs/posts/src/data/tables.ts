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

/** `posts.x_accounts`: accounts of X, shared by all workspaces. */
export interface XAccountsTable {
  id: Generated<number>;
  username: string;
  /** The username in lower case. */
  folded: string;
  /** X's own id; null until X has told it. */
  external_id: string | null;
  created_at: Generated<Date>;
  /** When posts were last taken in. */
  fetched_at: Date | null;
  /** When X was last asked for its posts. */
  asked_at: Generated<Date | null>;
}

/** `posts.x_spending`: what a workspace has spent on X in a day. */
export interface XSpendingTable {
  workspace_id: string;
  day: string;
  /** Millionths of a dollar. */
  spent: number;
}

/** `posts.x_reads`: what was read of X on a day, and so is paid for, by the installation's one token. */
export interface XReadsTable {
  day: string;
  resource: string;
}

/** `posts.x_posts`: posts of X accounts, shared by all workspaces. */
export interface XPostsTable {
  id: Generated<number>;
  account_id: number;
  /** X's own id. */
  post_id: string;
  content: string;
  posted_at: Date;
  conversation_id: string | null;
  in_reply_to_user: string | null;
  in_reply_to_post: string | null;
  quoted_post_id: string | null;
  quoted_content: string | null;
  quoted_username: string | null;
  is_retweet: boolean;
  thread_length: Generated<number>;
  hashtags: string[];
  mentions: string[];
  tags: string[];
  urls: string[];
  /** [{ type, url }]. */
  media: unknown;
  likes: number | null;
  retweets: number | null;
  replies: number | null;
  views: number | null;
  fetched_at: Date;
  popularity: Generated<number>;
  search: unknown;
}

/** `posts.x_follows`: which workspace follows which account. */
export interface XFollowsTable {
  workspace_id: string;
  account_id: number;
  followed_at: Generated<Date>;
}

/** The tables of the subgraph's PostgreSQL schema. */
export interface Tables {
  community_posts: CommunityPostsTable;
  tracked_keywords: TrackedKeywordsTable;
  x_accounts: XAccountsTable;
  x_posts: XPostsTable;
  x_follows: XFollowsTable;
  x_spending: XSpendingTable;
  x_reads: XReadsTable;
}

export const tenantTables = ['community_posts', 'tracked_keywords', 'x_follows', 'x_spending'] as const;
export const sharedTables = ['x_accounts', 'x_posts', 'x_reads'] as const;
