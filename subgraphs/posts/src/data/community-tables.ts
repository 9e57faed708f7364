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

/** `posts.scored_brands`: the brands that the posts of a workspace were scored with. */
export interface ScoredBrandsTable {
  workspace_id: string;
  /** Empty until the brands are known. */
  brands_hash: string;
  /** The last post that was scored again since the brands changed; null if all were. */
  scored_to: string | null;
  checked_at: Date;
}
