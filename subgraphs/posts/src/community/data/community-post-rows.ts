import type { Selectable } from 'kysely';
import type { CommunityPostsTable } from '../../data/community-tables.ts';
import type { PostMedia } from './write-community-posts.ts';

/**
 * A community post as the rest of the subgraph sees it; fields whose columns were not selected are
 * missing.
 */
export interface CommunityPost {
  id: string;
  source: string;
  url: string;
  title: string;
  body: string;
  link: string | null;
  links: string[];
  media: PostMedia[];
  author: string;
  kind: string;
  postedAt: Date;
  subreddit: string | null;
  points: number | null;
  commentCount: number | null;
  engagementStatus: string | null;
  engagementAt: Date | null;
  engagementActor: string | null;
  /** ISO 639-1 code; null if uncertain. */
  language: string | null;
  deletedAt: Date | null;
  /** People's corrections; `intent` is `none` if the post shows none. */
  marked: {
    relevance: string | null;
    sentiment: string | null;
    intent: string | null;
    at: Date | null;
    actor: string | null;
  };
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

/** Columns that are written after a post was inserted. */
type Stamped =
  | 'engagement_at'
  | 'engagement_actor'
  | 'deleted_at'
  | 'marked_relevance'
  | 'marked_sentiment'
  | 'marked_intent'
  | 'marked_at'
  | 'marked_actor';

/** A row as selected; columns that were not selected are missing. */
export type PostRow = Omit<
  CommunityPostsTable,
  | 'id'
  | 'workspace_id'
  | 'external_id'
  | 'import_id'
  | 'stated_language'
  | 'search'
  | 'tags'
  | 'match_tags'
  | Stamped
> & { id: string } & { [Name in Stamped]: Selectable<CommunityPostsTable>[Name] };

/** Columns of the cursor, which are always selected. */
const SORTED = { id: true, url: true, posted_at: true } as const;

/** Columns behind each field of a post. */
const COLUMN_OF = {
  source: 'source',
  title: 'title',
  body: 'body',
  link: 'link',
  links: 'links',
  media: 'media',
  author: 'author',
  kind: 'kind',
  subreddit: 'subreddit',
  likes: 'points',
  comments: 'comment_count',
  engagementStatus: 'engagement_status',
  engagement: ['engagement_status', 'engagement_at', 'engagement_actor'],
  competitor: 'competitor_named',
  language: 'language',
  deletedAt: 'deleted_at',
  corrections: ['marked_relevance', 'marked_sentiment', 'marked_intent', 'marked_at', 'marked_actor'],
  // The evidence of a match is a part of the text; a corrected relevance overrides that of a match.
  matches: ['title', 'body', 'marked_relevance'],
} as const;

/** Column behind each field of an analysis. */
const COLUMN_OF_ANALYSIS = {
  score: 'score',
  reason: 'reason',
  intent: ['intent', 'marked_intent'],
  urgency: 'urgency',
  buyingStage: 'buying_stage',
  action: 'action',
  suggestedPlay: 'suggested_play',
  competitorNamed: 'competitor_named',
  signals: 'signals',
  engine: 'analysis_engine',
  version: 'analysis_version',
} as const;

/** The item type of a list; any other type unchanged. */
type Each<Value> = Value extends readonly (infer Item)[] ? Item : Value;

type Column =
  | keyof typeof SORTED
  | Each<(typeof COLUMN_OF)[keyof typeof COLUMN_OF]>
  | Each<(typeof COLUMN_OF_ANALYSIS)[keyof typeof COLUMN_OF_ANALYSIS]>;

/** The columns to select. */
export type Columns = Readonly<Partial<Record<Column, true>>>;

/** Every column of a post. */
export const ALL_COLUMNS = columnsFor(Object.keys(COLUMN_OF), Object.keys(COLUMN_OF_ANALYSIS));

/** Returns the columns that these fields of a post and of its analysis need. */
export function columnsFor(fields: Iterable<string>, ofAnalysis: Iterable<string>): Columns {
  const columns: Partial<Record<Column, true>> = { ...SORTED };
  add(columns, COLUMN_OF, fields);
  add(columns, COLUMN_OF_ANALYSIS, ofAnalysis);
  return columns;
}

function add(
  columns: Partial<Record<Column, true>>,
  columnsOf: Readonly<Record<string, Column | readonly Column[]>>,
  fields: Iterable<string>,
) {
  for (const field of fields) {
    if (!Object.hasOwn(columnsOf, field)) continue;
    for (const column of [columnsOf[field]!].flat() as Column[]) columns[column] = true;
  }
}

/** Converts a row to a community post. */
export function toPost(row: PostRow): CommunityPost {
  return {
    id: row.id,
    source: row.source,
    url: row.url,
    title: row.title,
    body: row.body,
    link: row.link,
    links: row.links as string[],
    media: row.media as PostMedia[],
    author: row.author,
    kind: row.kind,
    postedAt: row.posted_at,
    subreddit: row.subreddit,
    points: row.points,
    commentCount: row.comment_count,
    language: row.language,
    engagementStatus: row.engagement_status,
    engagementAt: row.engagement_at,
    engagementActor: row.engagement_actor,
    deletedAt: row.deleted_at,
    marked: {
      relevance: row.marked_relevance,
      sentiment: row.marked_sentiment,
      intent: row.marked_intent,
      at: row.marked_at,
      actor: row.marked_actor,
    },
    analysis: {
      score: row.score,
      reason: row.reason,
      intent: correctedIntent(row),
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

/** Returns the cursor values of a post in the order "newest first". */
export function newestFirst(post: CommunityPost): readonly unknown[] {
  return [post.postedAt.toISOString(), post.url, post.id];
}

function correctedIntent({ intent, marked_intent }: PostRow): string | null {
  if (marked_intent === 'none') return null;
  return marked_intent ?? intent;
}
