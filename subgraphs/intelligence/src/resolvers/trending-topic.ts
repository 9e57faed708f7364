import type { Context } from '../context.ts';
import { readTopicId } from '../trending.ts';

export const TrendingTopic = {
  async __resolveReference({ id }: { id: string }, context: Context) {
    const read = readTopicId(id);
    if (!read) return null;
    const topics = await context.topics.load(read.hour);
    return topics.find((topic) => topic.id === id) ?? null;
  },
};
