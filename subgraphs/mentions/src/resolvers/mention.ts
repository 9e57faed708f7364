import type { Context } from '../context.ts';
import type { StoredMention } from '../data/mention-row.ts';
import { type Author, engagementRate } from '../mention.ts';
import type { Reading } from '../merge.ts';
import { creatorOf } from './neighbours.ts';
import { findMention } from './query.ts';

/** Resolvers of the fields that are not properties of a stored mention. */
export const Mention = {
  __resolveReference: findMention,
  sampledComments: ({ storedComments }: StoredMention) =>
    storedComments?.map(({ numLikes, createdAt, ...comment }) => ({
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

export const MentionAuthor = {
  creator: ({ source, handle }: Author & { source: string }) => creatorOf(source, handle),
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
