import type { ImportsTable } from '@tributary/kit/import';
import type { Generated, GeneratedAlways } from 'kysely';

/** `posts.community_posts`: posts and comments of communities, with their analysis. */
export interface CommunityPostsTable {
  workspace_id: string;
  id: Generated<string>;
  source: string;
  /**
   * The platform's id, or the url where none is known: with the source, what makes a post the same
   * post.
   */
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
  /** When the status was recorded, and by whom; null for a status of before that was kept. */
  engagement_at: Generated<Date | null>;
  engagement_actor: Generated<string | null>;
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
  /**
   * The import that brought it first; null for posts that were stored before imports were recorded.
   */
  import_id: string | null;
  /** Words of title and body with their positions, see the kit's `phrase.ts`. */
  search: unknown;
  /**
   * What the post is found by: a text such as `source:reddit` for each value that is one of a set.
   */
  tags: GeneratedAlways<string[]>;
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
  /** As X spells it; null until X has been asked. */
  username: string | null;
  /** The username in lower case: which account X is asked about. */
  folded: string;
  /** X's own id; null until X has been asked. */
  external_id: string | null;
  created_at: Generated<Date>;
  /** When X last returned posts of it. */
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

/** `posts.x_holds`: money held for calls to X under way; one that has expired counts no more. */
export interface XHoldsTable {
  workspace_id: string;
  id: string;
  day: string;
  /** Millionths of a dollar: the most that the call can cost. */
  amount: number;
  expires_at: Date;
}

/**
 * `posts.x_reads`: what was read of X on a day, and so is paid for, by the installation's one
 * token.
 */
export interface XReadsTable {
  day: string;
  resource: string;
}

/** Columns of a post of X, wherever it came from. */
interface XPostColumns {
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
  /** Whether it belongs to its author's own chain of replies in the conversation. */
  in_chain: boolean;
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
  /** When X returned it, or when it was imported. */
  fetched_at: Date;
  popularity: Generated<number>;
  search: unknown;
}

/** `posts.x_posts`: posts that X returned, shared by all workspaces. */
export interface XPostsTable extends XPostColumns {}

/** `posts.x_imported_posts`: posts of X accounts that a workspace imported from files. */
export interface XImportedPostsTable extends XPostColumns {
  workspace_id: string;
  /** The import that brought it first. */
  import_id: string;
}

/** `posts.x_follows`: which workspace follows which account. */
export interface XFollowsTable {
  workspace_id: string;
  account_id: number;
  /** As the workspace wrote it; what X says comes before it. */
  username: string;
  followed_at: Generated<Date>;
  /** When posts of it were last imported. */
  imported_at: Date | null;
}

/** The tables of the subgraph's PostgreSQL schema. */
export interface Tables {
  community_posts: CommunityPostsTable;
  tracked_keywords: TrackedKeywordsTable;
  imports: ImportsTable;
  x_accounts: XAccountsTable;
  x_posts: XPostsTable;
  x_imported_posts: XImportedPostsTable;
  x_follows: XFollowsTable;
  x_spending: XSpendingTable;
  x_holds: XHoldsTable;
  x_reads: XReadsTable;
}

export const tenantTables = [
  'community_posts',
  'tracked_keywords',
  'imports',
  'x_imported_posts',
  'x_follows',
  'x_spending',
  'x_holds',
] as const;
export const sharedTables = ['x_accounts', 'x_posts', 'x_reads'] as const;
