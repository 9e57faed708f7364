import type { Context } from '../context.ts';
import { readTopicWindow } from '../trending/index.ts';

/** Finds a topic by id; null if unknown, or if it no longer counts as trending in its window. */
export async function findTopic({ id }: { id: string }, context: Context) {
  const window = readTopicWindow(context.scope().workspaceId, id);
  if (!window) return null;
  const topics = await context.topics.load(window);
  return topics.find((topic) => topic.id === id) ?? null;
}

export const TrendingTopic = { __resolveReference: findTopic };
