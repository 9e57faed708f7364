import type { ImportsTable } from '@tributary/kit/import';
import type { Generated, GeneratedAlways } from 'kysely';

/** `posts.community_posts`: posts and comments of communities, with their analysis. */
export interface CommunityPostsTable {
  workspace_id: string;
  id: Generated<string>;
  source: string;
  /**
   * The platform's id, or the url if the id is unknown. Identifies a post together with the source.
   */
  external_id: string;
  url: string;
  title: string;
  body: string;
  link: string | null;
  /** Addresses that the text links to. */
  links: unknown;
  /** [{ type, url, alt }]. */
  media: unknown;
  author: string;
  kind: 'p' | 'c';
  posted_at: Date;
  subreddit: string | null;
  points: number | null;
  comment_count: number | null;
  engagement_status: string | null;
  /** When and by whom the status was set; null for statuses set before this was recorded. */
  engagement_at: Generated<Date | null>;
  engagement_actor: Generated<string | null>;
  /** ISO 639-1 code; null if uncertain or not yet detected. */
  language: string | null;
  /** Language that the platform or an import states; null if it was detected. */
  stated_language: string | null;
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
  /** The import that first created it; null for posts stored before imports were recorded. */
  import_id: string | null;
  /** Words of title and body with their positions, see the kit's `phrase.ts`. */
  search: unknown;
  /** When its platform deleted it, or required us to: then its text and author are gone. */
  deleted_at: Generated<Date | null>;
  /** People's corrections, which override what was judged. */
  marked_relevance: Generated<string | null>;
  marked_sentiment: Generated<string | null>;
  /** `none` if the post shows no intent. */
  marked_intent: Generated<string | null>;
  marked_at: Generated<Date | null>;
  marked_actor: Generated<string | null>;
  /** Filter tags of its matches, written with them. */
  match_tags: Generated<string[]>;
  /** Filter tags: one text such as `source:reddit` for each enumerable value. */
  tags: GeneratedAlways<string[]>;
}

/** `posts.trackers`: queries that a workspace listens for. */
export interface TrackersTable {
  workspace_id: string;
  id: Generated<string>;
  name: string;
  /** The name in lower case: unique in the workspace. */
  folded: string;
  /** In the query language's canonical form. */
  query: string;
  /** Null for all. */
  platforms: string[] | null;
  /** Null for all. */
  languages: string[] | null;
  feeds: string[];
  /** [{ source, name }]. */
  communities: unknown;
  /** What it is about, in the user's words; for relevance. */
  context: string;
  /** A deleted one is a row until its matches are deleted. */
  status: 'active' | 'paused' | 'deleted';
  created_at: Date;
  /** Since when its current query is listened for. */
  changed_at: Date;
  /** Time of its last spike; null before the first. */
  spiked_at: Generated<Date | null>;
}

/** `posts.post_matches`: which tracker found a community post, and why. */
export interface PostMatchesTable {
  workspace_id: string;
  post_id: string;
  tracker_id: string;
  /** [{ part, start, end }]: where the query's words are. */
  spans: unknown;
  /** The fields of the query that hold: `lang:en`. */
  fields: string[];
  origin: string;
  found_at: Date;
  relevance: string;
  reason: string;
  /** What the language model has judged, see `relevance/opinion.ts`; null before it has. */
  opinion: unknown;
}

/** `posts.relevance_examples`: corrected posts that the workspace's model learns from. */
export interface RelevanceExamplesTable {
  workspace_id: string;
  post_id: string;
  /** Hashes of words and properties. */
  features: number[];
  /** The log-odds of the rules. */
  prior: number;
  label: number;
  marked_at: Date;
}

/** `posts.relevance_models`: what was learned from a workspace's corrections. */
export interface RelevanceModelsTable {
  workspace_id: string;
  /** Hashes with a weight, and their weights. */
  features: number[];
  weights: number[];
  corrections: number;
  trained_at: Date;
  /** `trained_at` of the model that stored matches were judged by. */
  applied_at: Generated<Date | null>;
}

/** `posts.sample_streams`: demo workspaces, to which made-up posts are added. */
export interface SampleStreamsTable {
  workspace_id: string;
}

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

/** `posts.scored_brands`: the brands that the posts of a workspace were scored with. */
export interface ScoredBrandsTable {
  workspace_id: string;
  /** Empty until the brands are known. */
  brands_hash: string;
  /** The last post that was scored again since the brands changed; null if all were. */
  scored_to: string | null;
  checked_at: Date;
}

/** The tables of the subgraph's PostgreSQL schema. */
export interface Tables {
  community_posts: CommunityPostsTable;
  trackers: TrackersTable;
  post_matches: PostMatchesTable;
  relevance_examples: RelevanceExamplesTable;
  relevance_models: RelevanceModelsTable;
  sample_streams: SampleStreamsTable;
  scored_brands: ScoredBrandsTable;
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
  'trackers',
  'post_matches',
  'relevance_examples',
  'relevance_models',
  'sample_streams',
  'scored_brands',
  'imports',
  'x_imported_posts',
  'x_follows',
  'x_spending',
  'x_holds',
] as const;
export const sharedTables = ['x_accounts', 'x_posts', 'x_reads'] as const;
