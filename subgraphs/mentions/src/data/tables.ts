import type { Generated, JSONColumnType } from 'kysely';
import type { Analysis, Author, Comment, Media } from '../mention.ts';
import type { CountTables } from './counts/count-tables.ts';

/** A brand to search a dataset's mentions for. */
export interface BrandSpec {
  name: string;
  aliases: string[];
}

/** `mentions.datasets`. */
export interface DatasetsTable {
  workspace_id: string;
  id: string;
  name: string;
  brands: JSONColumnType<BrandSpec[], string, string>;
  /** Maintained on write, because counting would read every mention. */
  mentions_count: Generated<number>;
  created_at: Date;
  updated_at: Date;
  /** Deleted datasets remain as rows; a job removes their mentions and then sets `swept_at`. */
  deleted_at: Generated<Date | null>;
  swept_at: Generated<Date | null>;
  /** The tracker whose query a live dataset follows, and its own query and run; null otherwise. */
  tracker_id: Generated<string | null>;
  live_query_id: Generated<string | null>;
  live_run_id: Generated<string | null>;
}

export type RunStatus = 'pending' | 'working' | 'completed' | 'failed';

/** A step of a run. */
export interface RunStep {
  name: string;
  status: RunStatus;
}

/** Where the mentions of a run come from; a live run receives them until it is stopped. */
export type RunType = 'import' | 'prompt' | 'url' | 'live';

/** What a run that reads platforms was asked for. */
export interface RunRequest {
  readonly prompt: string | null;
  /** The query that the prompt was read as, in canonical form. */
  readonly query: string | null;
  readonly urls: readonly string[] | null;
  /** Two- or three-letter code; null for all languages. */
  readonly language: string | null;
  /** First and last UTC day, both inclusive; null means the last 30 days, and no end. */
  readonly from: string | null;
  readonly to: string | null;
  /** Maximum number of mentions. */
  readonly count: number;
}

/** A search or a post that a run reads. */
export interface RunPart {
  readonly platform: string;
  readonly kind: 'search' | 'post';
  /** The search in the vendor's syntax, or the id of the post. */
  readonly target: string;
  /** The address of a post, with its scheme; null for a search. */
  readonly url: string | null;
  readonly state: 'waiting' | 'done' | 'failed';
  /** Continues the search; null before its first page. */
  readonly cursor: string | null;
  readonly pages: number;
  readonly failures: number;
  /** Time before which it is not read again after a failure, ISO 8601; null if it may be read. */
  readonly dueAt: string | null;
  /** Mentions that it was the first part of the run to find. */
  readonly found: number;
  /** The problem in words; null if there is none. */
  readonly problem: string | null;
}

/** `mentions.runs`. */
export interface RunsTable {
  workspace_id: string;
  id: string;
  dataset_id: string;
  status: RunStatus;
  steps: JSONColumnType<RunStep[], string, string>;
  type: RunType;
  /** Name of the imported file; null for records sent through the API. */
  file: string | null;
  /** Default platform for records without one. */
  source: string | null;
  comments_per_post: number;
  analysis: boolean;
  mentions_count: Generated<number>;
  rejected_count: Generated<number>;
  error: Generated<string | null>;
  created_at: Date;
  started_at: Generated<Date | null>;
  finished_at: Generated<Date | null>;
  /** Null for a run that reads no platform. */
  request: JSONColumnType<RunRequest, string, string> | null;
  parts: JSONColumnType<RunPart[], string | undefined, string>;
  /** Identifies the run to the sources that it has read, for deletions; null for an import. */
  reading_id: Generated<string | null>;
}

/** `mentions.run_inputs`: a run's records until they are ingested. */
export interface RunInputsTable {
  workspace_id: string;
  run_id: string;
  ndjson: string;
}

/**
 * `mentions.mentions`: one row per source and external id, regardless of how many datasets contain
 * it.
 */
export interface MentionsTable {
  workspace_id: string;
  id: string;
  source: string;
  external_id: string;
  url: string | null;
  title: string | null;
  text: string | null;
  author: JSONColumnType<Author> | null;
  media: JSONColumnType<Media[]> | null;
  views: number | null;
  views_estimated: boolean | null;
  likes: number | null;
  num_comments: number | null;
  shares: number | null;
  engagement_rate: number | null;
  country_code: string | null;
  category: string | null;
  narrative_structure: string | null;
  comments: JSONColumnType<Comment[]> | null;
  posted_at: Date;
  /** Time of the latest run that saw it. */
  dataset_run_at: Date;
  dataset_ids: string[];
  collection_ids: string[];
  language: string | null;
  /** Language that the source states; null if it was detected. */
  stated_language: string | null;
  sentiment: JSONColumnType<NonNullable<Analysis['sentiment']>> | null;
  sentiment_score: number | null;
  emotions: JSONColumnType<NonNullable<Analysis['emotions']>> | null;
  intention: string | null;
  tone: string | null;
  hook: string | null;
  cta: string | null;
  topics: string[] | null;
  questions: string[] | null;
  brands: string[] | null;
  entities: string[] | null;
  /** Null if not analysed. */
  analysis_version: number | null;
  /** Percentage change between the two latest runs that saw it. */
  views_change: number | null;
  likes_change: number | null;
  comments_change: number | null;
  engagement_rate_change: number | null;
  /**
   * What the language model has judged, and the sentiment without it, see `StoredOpinion`; null
   * before it has.
   */
  opinion: unknown;
  /** Values that filters compare for equality, see `tags.ts`. */
  tags: string[];
  /** Search vector of title and text, tokenized by the kit. */
  search: unknown;
  /** Time at which its platform was found to have deleted it. */
  deleted_at: Generated<Date | null>;
}

/** `mentions.metric_readings`: a mention's metrics as seen by one run. */
export interface MetricReadingsTable {
  workspace_id: string;
  mention_id: string;
  run_id: string;
  run_at: Date;
  views: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
}

/** `mentions.brand_names`: lower-case names of all brands found in the workspace's mentions. */
export interface BrandNamesTable {
  workspace_id: string;
  folded: string;
}

/** `mentions.collections`. */
export interface CollectionsTable {
  workspace_id: string;
  id: string;
  name: string;
  created_at: Date;
}

/** `mentions.secrets`: keys of this installation that every process needs. */
export interface SecretsTable {
  name: string;
  value: string;
}

/** The tables of the subgraph's PostgreSQL schema. */
export interface Tables extends CountTables {
  datasets: DatasetsTable;
  runs: RunsTable;
  run_inputs: RunInputsTable;
  mentions: MentionsTable;
  metric_readings: MetricReadingsTable;
  brand_names: BrandNamesTable;
  collections: CollectionsTable;
  secrets: SecretsTable;
}

export const tenantTables = [
  'datasets',
  'runs',
  'run_inputs',
  'mentions',
  'counted_days',
  'daily_counts',
  'tag_counts',
  'key_counts',
  'top_counts',
  'metric_readings',
  'brand_names',
  'collections',
] as const;

export const sharedTables = ['secrets'] as const;
