import { searchVector } from '@tributary/kit/text';
import { engagementRate, sentimentScore } from '../../mention.ts';
import type { MentionRecord } from '../../merge.ts';
import { withOpinion } from '../../opinion/index.ts';
import { tagsOf } from '../../tags.ts';

/** Columns of `mentions` that a run may change, with their PostgreSQL types. */
export const CHANGING = {
  url: 'text',
  title: 'text',
  text: 'text',
  author: 'jsonb',
  media: 'jsonb',
  views: 'bigint',
  views_estimated: 'boolean',
  likes: 'bigint',
  num_comments: 'bigint',
  shares: 'bigint',
  engagement_rate: 'numeric',
  country_code: 'text',
  category: 'text',
  narrative_structure: 'text',
  comments: 'jsonb',
  posted_at: 'timestamptz',
  stated_language: 'text',
  dataset_run_at: 'timestamptz',
  dataset_ids: 'text[]',
  collection_ids: 'text[]',
  language: 'text',
  sentiment: 'jsonb',
  sentiment_score: 'numeric',
  emotions: 'jsonb',
  intention: 'text',
  tone: 'text',
  hook: 'text',
  cta: 'text',
  topics: 'text[]',
  questions: 'text[]',
  brands: 'text[]',
  entities: 'text[]',
  analysis_version: 'integer',
  opinion: 'jsonb',
  views_change: 'double precision',
  likes_change: 'double precision',
  comments_change: 'double precision',
  engagement_rate_change: 'double precision',
  tags: 'text[]',
  search: 'tsvector',
} as const;

/** Columns that never change. */
export const IDENTITY = { id: 'text', source: 'text', external_id: 'text' } as const;

export const WRITTEN = { ...IDENTITY, ...CHANGING };

export type MentionColumns = Record<keyof typeof WRITTEN, unknown>;

/** Converts a mention to a row. */
export function toColumns(record: MentionRecord): MentionColumns {
  const { mention, opinion, changes } = record;
  const analysis = record.analysis && withOpinion(record.analysis, opinion);
  return {
    id: record.id,
    source: mention.source,
    external_id: mention.externalId,
    url: mention.url,
    title: mention.title,
    text: mention.text,
    author: mention.author,
    media: mention.media,
    views: mention.metrics.views,
    views_estimated: mention.areViewsEstimated,
    likes: mention.metrics.likes,
    num_comments: mention.metrics.comments,
    shares: mention.metrics.shares,
    engagement_rate: engagementRate(mention.metrics),
    country_code: mention.countryCode,
    category: mention.category,
    narrative_structure: mention.narrativeStructure,
    comments: mention.comments,
    posted_at: mention.postedAt,
    stated_language: mention.language,
    dataset_run_at: record.datasetRunAt,
    dataset_ids: record.datasetIds,
    collection_ids: record.collectionIds,
    language: analysis?.language ?? null,
    sentiment: analysis?.sentiment ?? null,
    sentiment_score: sentimentScore(analysis?.sentiment ?? null),
    emotions: analysis?.emotions ?? null,
    intention: analysis?.intention ?? null,
    tone: analysis?.tone ?? null,
    hook: analysis?.hook ?? null,
    cta: analysis?.cta ?? null,
    topics: analysis?.topics ?? null,
    questions: analysis?.questions ?? null,
    brands: analysis?.brands ?? null,
    entities: analysis?.entities ?? null,
    analysis_version: analysis?.version ?? null,
    opinion: opinion && { ...opinion, embedded: record.analysis?.sentiment ?? null },
    views_change: changes.views,
    likes_change: changes.likes,
    comments_change: changes.comments,
    engagement_rate_change: changes.engagementRate,
    tags: tagsOf({ ...record, analysis }),
    search: searchVector(mention.title ?? '', mention.text ?? ''),
  };
}
