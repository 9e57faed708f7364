import type { Context } from '../context.ts';
import { readTopicHour } from '../trending.ts';

/** Finds a topic by id; null if unknown, or if it no longer counts as trending at its hour. */
export async function findTopic({ id }: { id: string }, context: Context) {
  const hour = readTopicHour(context.scope().workspaceId, id);
  if (!hour) return null;
  const topics = await context.topics.load(hour);
  return topics.find((topic) => topic.id === id) ?? null;
}

export const TrendingTopic = { __resolveReference: findTopic };
