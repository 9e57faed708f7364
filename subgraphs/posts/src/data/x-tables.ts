import type { Generated } from 'kysely';

/** `posts.x_accounts`: accounts of X, shared by all workspaces. */
export interface XAccountsTable {
  id: Generated<number>;
  /** Spelled as on X; null until fetched from X. */
  username: string | null;
  /** The username in lower case: identifies the account. */
  folded: string;
  /** X's own id; null until fetched from X. */
  external_id: string | null;
  created_at: Generated<Date>;
  /** When X last returned posts of the account. */
  fetched_at: Date | null;
  /** When its posts were last requested from X. */
  asked_at: Generated<Date | null>;
}

/** `posts.x_spending`: a workspace's spending on X per day. */
export interface XSpendingTable {
  workspace_id: string;
  day: string;
  /** Millionths of a dollar. */
  spent: number;
}

/** `posts.x_holds`: money held for in-flight calls to X; expired holds do not count. */
export interface XHoldsTable {
  workspace_id: string;
  id: string;
  day: string;
  /** Maximum cost of the call, in millionths of a dollar. */
  amount: number;
  expires_at: Date;
}

/**
 * `posts.x_reads`: resources read from X per day, which the installation's token has already paid
 * for.
 */
export interface XReadsTable {
  day: string;
  resource: string;
}

/** Columns of a post of X, from any origin. */
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
  /** Whether it belongs to its author's chain of self-replies in the conversation. */
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
  /** When X returned it, or when the workspace imported it. */
  fetched_at: Date;
  popularity: Generated<number>;
  search: unknown;
}

/** `posts.x_posts`: posts that X returned, shared by all workspaces. */
export interface XPostsTable extends XPostColumns {}

/** `posts.x_imported_posts`: posts of X accounts that a workspace imported from files. */
export interface XImportedPostsTable extends XPostColumns {
  workspace_id: string;
  /** The import that first created it. */
  import_id: string;
}

/** `posts.x_follows`: accounts followed by each workspace. */
export interface XFollowsTable {
  workspace_id: string;
  account_id: number;
  /** As entered by the workspace; X's spelling takes precedence. */
  username: string;
  followed_at: Generated<Date>;
  /** When the workspace last imported posts of the account. */
  imported_at: Date | null;
}
