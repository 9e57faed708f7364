import { EMBEDDED } from '@tributary/ai';
import type { Context } from '../context.ts';
import type { StoredMention } from '../data/mention-row.ts';
import { dominant, EMOTIONS, engagementRate, SENTIMENTS } from '../mention.ts';
import type { Reading } from '../merge.ts';
import { creatorOf } from './neighbours.ts';
import { findMention } from './query.ts';

/** Resolvers for fields that differ from the row's columns or are loaded only on request. */
export const Mention = {
  __resolveReference: findMention,
  author: ({ author, source }: StoredMention) =>
    author && { ...author, creator: creatorOf(source, author.handle) },
  views: ({ metrics }: StoredMention) => metrics.views,
  likes: ({ metrics }: StoredMention) => metrics.likes,
  comments: ({ metrics }: StoredMention) => metrics.comments,
  shares: ({ metrics }: StoredMention) => metrics.shares,
  language: ({ analysis, statedLanguage }: StoredMention) => analysis?.language ?? statedLanguage,
  sentiment: ({ analysis }: StoredMention) => analysis?.sentiment ?? null,
  dominantSentiment: ({ analysis }: StoredMention) => dominant(SENTIMENTS, analysis?.sentiment ?? null),
  sentimentEngine: ({ analysis, opinion }: StoredMention) =>
    analysis?.sentiment ? (opinion?.sentiment ? opinion.model : EMBEDDED) : null,
  emotions: ({ analysis }: StoredMention) => analysis?.emotions ?? null,
  dominantEmotion: ({ analysis }: StoredMention) => dominant(EMOTIONS, analysis?.emotions ?? null),
  contentIntention: ({ analysis }: StoredMention) => analysis?.intention ?? null,
  toneOfVoice: ({ analysis }: StoredMention) => analysis?.tone ?? null,
  hook: ({ analysis }: StoredMention) => analysis?.hook ?? null,
  cta: ({ analysis }: StoredMention) => analysis?.cta ?? null,
  contentTopics: ({ analysis }: StoredMention) => analysis?.topics ?? null,
  questions: ({ analysis }: StoredMention) => analysis?.questions ?? null,
  mentionedBrands: ({ analysis }: StoredMention) =>
    analysis?.brands.map((name) => ({ name, brand: { name } })) ?? null,
  entities: ({ analysis }: StoredMention) => analysis?.entities ?? null,
  analysisVersion: ({ analysis }: StoredMention) => analysis?.version ?? null,
  sampledComments: ({ comments }: StoredMention) =>
    comments?.map(({ numLikes, createdAt, ...comment }) => ({
      ...comment,
      likes: numLikes,
      postedAt: createdAt,
    })) ?? null,
  datasets: ({ datasetIds }: StoredMention, _: unknown, context: Context) =>
    those(context.datasets.loadMany(datasetIds)),
  collections: ({ collectionIds }: StoredMention, _: unknown, context: Context) =>
    those(context.collections.loadMany(collectionIds)),
  readings: async ({ id }: StoredMention, _: unknown, context: Context) =>
    (await context.readings.load(id))?.readings ?? [],
};

export const MetricReading = {
  engagementRate: (reading: Reading) => engagementRate(reading),
};

/** Returns the rows that exist: a dataset may have been deleted in the meantime. */
async function those<Row>(loading: Promise<(Row | null | Error)[]>): Promise<Row[]> {
  const rows = await loading;
  const error = rows.find((row) => row instanceof Error);
  if (error) throw error;
  return rows.filter((row) => row !== null) as Row[];
}
