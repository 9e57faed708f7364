import type { Selectable } from 'kysely';
import type { Analysis, Author, Comment, Media, Metrics } from '../mention.ts';
import type { SentimentOpinion } from '../opinion/index.ts';
import type { SortName } from '../sort.ts';
import type { MentionsTable } from './tables.ts';

/** What the language model has judged, and the sentiment without it. */
export interface StoredOpinion extends SentimentOpinion {
  readonly embedded: Analysis['sentiment'];
}

/** A mention as the rest of the subgraph sees it. */
export interface StoredMention {
  id: string;
  source: string;
  externalId: string;
  url: string | null;
  title: string | null;
  /** Undefined if not selected, like the comments. */
  text: string | null | undefined;
  comments: Comment[] | null | undefined;
  author: Author | null;
  media: Media[] | null;
  metrics: Metrics;
  areViewsEstimated: boolean | null;
  engagementRate: number | null;
  sentimentScore: number | null;
  countryCode: string | null;
  category: string | null;
  narrativeStructure: string | null;
  postedAt: Date;
  statedLanguage: string | null;
  datasetRunAt: Date;
  datasetIds: string[];
  collectionIds: string[];
  /** Null if not analysed. */
  analysis: Analysis | null;
  /** Time at which its platform was found to have deleted it; null if it exists. */
  deletedAt: Date | null;
  /** What the language model has judged; null before it has. */
  opinion: StoredOpinion | null;
  sortValues: Readonly<Record<SortName, Date | number | null>>;
}

const LIGHT = [
  'id',
  'source',
  'external_id',
  'url',
  'title',
  'author',
  'media',
  'views',
  'views_estimated',
  'likes',
  'num_comments',
  'shares',
  'engagement_rate',
  'country_code',
  'category',
  'narrative_structure',
  'posted_at',
  'stated_language',
  'dataset_run_at',
  'dataset_ids',
  'collection_ids',
  'language',
  'sentiment',
  'sentiment_score',
  'emotions',
  'intention',
  'tone',
  'hook',
  'cta',
  'topics',
  'questions',
  'brands',
  'entities',
  'analysis_version',
  'deleted_at',
  'opinion',
] as const;

/** A row with the selected columns. */
export type MentionRow = Pick<Selectable<MentionsTable>, (typeof LIGHT)[number]> & {
  text?: string | null;
  comments?: unknown;
};

/** Returns the columns to select. */
export function columnsFor(heavy: { text: boolean; comments: boolean }): (keyof MentionsTable)[] {
  return [
    ...LIGHT,
    ...(heavy.text ? ['text' as const] : []),
    ...(heavy.comments ? ['comments' as const] : []),
  ];
}

export function toMention(row: MentionRow): StoredMention {
  return {
    id: row.id,
    source: row.source,
    externalId: row.external_id,
    url: row.url,
    title: row.title,
    text: row.text,
    comments: row.comments as Comment[] | null | undefined,
    author: row.author as Author | null,
    media: row.media as Media[] | null,
    metrics: { views: row.views, likes: row.likes, comments: row.num_comments, shares: row.shares },
    areViewsEstimated: row.views_estimated,
    engagementRate: row.engagement_rate,
    sentimentScore: row.sentiment_score,
    countryCode: row.country_code,
    category: row.category,
    narrativeStructure: row.narrative_structure,
    postedAt: row.posted_at,
    statedLanguage: row.stated_language,
    datasetRunAt: row.dataset_run_at,
    datasetIds: row.dataset_ids,
    collectionIds: row.collection_ids,
    analysis: analysisOf(row),
    deletedAt: row.deleted_at,
    opinion: row.opinion as StoredOpinion | null,
    sortValues: {
      date: row.posted_at,
      likes: row.likes,
      engagement_rate: row.engagement_rate,
      views: row.views,
      comments: row.num_comments,
      shares: row.shares,
      sentiment_score: row.sentiment_score,
      dataset_run_at: row.dataset_run_at,
    },
  };
}

function analysisOf(row: MentionRow): Analysis | null {
  if (row.analysis_version === null) return null;
  return {
    language: row.language,
    sentiment: row.sentiment as Analysis['sentiment'],
    emotions: row.emotions as Analysis['emotions'],
    intention: row.intention,
    tone: row.tone,
    hook: row.hook,
    cta: row.cta,
    topics: row.topics ?? [],
    questions: row.questions ?? [],
    brands: row.brands ?? [],
    entities: row.entities ?? [],
    version: row.analysis_version,
  };
}
