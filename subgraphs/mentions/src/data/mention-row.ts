import { EMBEDDED } from '@tributary/ai';
import type { Selectable } from 'kysely';
import {
  type Analysis,
  type Author,
  type Comment,
  dominantEmotion,
  dominantSentiment,
  type Media,
} from '../mention.ts';
import type { SentimentOpinion } from '../opinion/index.ts';
import { SORTS, type SortName } from '../sort.ts';
import type { MentionsTable } from './tables.ts';

/** What the language model has judged, and the sentiment without it. */
export interface StoredOpinion extends SentimentOpinion {
  readonly embedded: Analysis['sentiment'];
}

/**
 * A mention with the fields of its GraphQL type as properties: a resolver that only returns a
 * property costs a microsecond for each row of a list. Fields whose columns were not selected have
 * no meaning.
 */
export interface StoredMention {
  id: string;
  source: string;
  externalId: string;
  url: string | null;
  title: string | null;
  text: string | null;
  author: (Author & { readonly source: string }) | null;
  media: Media[] | null;
  views: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
  areViewsEstimated: boolean | null;
  engagementRate: number | null;
  /** As the source states it, or else as the analysis detects it. */
  language: string | null;
  sentiment: Analysis['sentiment'];
  dominantSentiment: string | null;
  sentimentScore: number | null;
  sentimentEngine: string | null;
  emotions: Analysis['emotions'];
  dominantEmotion: string | null;
  countryCode: string | null;
  category: string | null;
  contentIntention: string | null;
  toneOfVoice: string | null;
  narrativeStructure: string | null;
  hook: string | null;
  cta: string | null;
  contentTopics: readonly string[] | null;
  questions: readonly string[] | null;
  mentionedBrands: readonly { readonly name: string; readonly brand: { readonly name: string } }[] | null;
  entities: readonly string[] | null;
  analysisVersion: number | null;
  postedAt: Date;
  datasetRunAt: Date;
  datasetIds: string[];
  collectionIds: string[];
  storedComments: Comment[] | null;
  /** Time at which its platform was found to have deleted it; null if it exists. */
  deletedAt: Date | null;
}

/** The columns behind each field of a mention. */
const COLUMNS_OF = {
  source: ['source'],
  externalId: ['external_id'],
  url: ['url'],
  title: ['title'],
  text: ['text'],
  author: ['author', 'source'],
  media: ['media'],
  views: ['views'],
  likes: ['likes'],
  comments: ['num_comments'],
  shares: ['shares'],
  areViewsEstimated: ['views_estimated'],
  engagementRate: ['engagement_rate'],
  language: ['language', 'stated_language'],
  sentiment: ['sentiment'],
  dominantSentiment: ['sentiment'],
  sentimentScore: ['sentiment_score'],
  sentimentEngine: ['sentiment', 'opinion'],
  emotions: ['emotions'],
  dominantEmotion: ['emotions'],
  countryCode: ['country_code'],
  category: ['category'],
  contentIntention: ['intention'],
  toneOfVoice: ['tone'],
  narrativeStructure: ['narrative_structure'],
  hook: ['hook'],
  cta: ['cta'],
  contentTopics: ['topics'],
  questions: ['questions'],
  mentionedBrands: ['brands'],
  entities: ['entities'],
  postedAt: ['posted_at'],
  datasetRunAt: ['dataset_run_at'],
  datasets: ['dataset_ids'],
  collections: ['collection_ids'],
  sampledComments: ['comments'],
  deletedAt: ['deleted_at'],
} as const;

type MentionField = keyof typeof COLUMNS_OF;

/** Columns that are always selected: fields of the analysis are null if there is none. */
const ALWAYS = ['id', 'analysis_version'] as const;

/** A column of a mention as it is read. */
export type MentionColumn = (typeof ALWAYS)[number] | (typeof COLUMNS_OF)[MentionField][number];

/** Every column of a mention as it is read. */
export const ALL_COLUMNS = columnsFor(Object.keys(COLUMNS_OF));

/** A row as selected; columns that were not selected are missing. */
export type MentionRow = Pick<Selectable<MentionsTable>, MentionColumn>;

/** Returns the columns that these fields of a mention need, and those of its sort. */
export function columnsFor(fields: Iterable<string>, sort?: SortName): readonly MentionColumn[] {
  const columns = new Set<MentionColumn>(ALWAYS);
  for (const field of fields)
    if (Object.hasOwn(COLUMNS_OF, field))
      for (const column of COLUMNS_OF[field as MentionField]) columns.add(column);
  if (sort) columns.add(SORTS[sort].column);
  return [...columns].sort();
}

/** Converts a row to a mention. */
export function toMention(row: MentionRow): StoredMention {
  const isAnalysed = row.analysis_version !== null;
  const sentiment = isAnalysed ? (row.sentiment as Analysis['sentiment']) : null;
  const emotions = isAnalysed ? (row.emotions as Analysis['emotions']) : null;
  return {
    id: row.id,
    source: row.source,
    externalId: row.external_id,
    url: row.url,
    title: row.title,
    text: row.text,
    author: row.author && { ...(row.author as Author), source: row.source },
    media: row.media as Media[] | null,
    views: row.views,
    likes: row.likes,
    comments: row.num_comments,
    shares: row.shares,
    areViewsEstimated: row.views_estimated,
    engagementRate: row.engagement_rate,
    language: (isAnalysed ? row.language : null) ?? row.stated_language,
    sentiment,
    dominantSentiment: dominantSentiment(sentiment),
    sentimentScore: row.sentiment_score,
    sentimentEngine: sentiment && engineOf(row.opinion as StoredOpinion | null),
    emotions,
    dominantEmotion: dominantEmotion(emotions),
    countryCode: row.country_code,
    category: row.category,
    contentIntention: isAnalysed ? row.intention : null,
    toneOfVoice: isAnalysed ? row.tone : null,
    narrativeStructure: row.narrative_structure,
    hook: isAnalysed ? row.hook : null,
    cta: isAnalysed ? row.cta : null,
    contentTopics: isAnalysed ? (row.topics ?? []) : null,
    questions: isAnalysed ? (row.questions ?? []) : null,
    mentionedBrands: isAnalysed ? (row.brands ?? []).map((name) => ({ name, brand: { name } })) : null,
    entities: isAnalysed ? (row.entities ?? []) : null,
    analysisVersion: row.analysis_version,
    postedAt: row.posted_at,
    datasetRunAt: row.dataset_run_at,
    datasetIds: row.dataset_ids,
    collectionIds: row.collection_ids,
    storedComments: row.comments as Comment[] | null,
    deletedAt: row.deleted_at,
  };
}

/** Returns the analysis of a whole row; null if it was not analysed. */
export function analysisOf(row: MentionRow): Analysis | null {
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

function engineOf(opinion: StoredOpinion | null): string {
  return opinion?.sentiment ? opinion.model : EMBEDDED;
}
