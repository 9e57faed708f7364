import { type Asking, boundId, type GraphPort, readBoundId } from '@tributary/kit';

/** What the posts subgraph counts of one hour. */
interface TopicCount {
  topic: string;
  count: number;
  authors: number;
  sources: string[];
  /** The same hour of each week before. */
  history: number[];
}

/** A phrase that is written about more than usual. */
export interface TrendingTopic {
  readonly id: string;
  readonly topic: string;
  readonly hour: Date;
  readonly score: number;
  readonly change: number | null;
  readonly count: number;
  readonly authors: number;
  readonly sources: readonly string[];
}

const HOUR = 3_600_000;

/** Returns the topics of an hour that are above their mean, the highest score first. */
export async function trendingTopics(graph: GraphPort, as: Asking, hour: Date): Promise<TrendingTopic[]> {
  const { counts } = await graph.ask<{ counts: TopicCount[] }>(
    as,
    `query CountTopics($at: DateTime!) {
      counts: communityPostTopicCounts(at: $at) { topic count authors sources history }
    }`,
    { at: hour.toISOString() },
  );
  return counts
    .map((each) => ({
      ...each,
      ...scoreOf(each),
      id: topicId(as.principal.workspaceId, each.topic, hour),
      hour,
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.authors - a.authors || (a.topic < b.topic ? -1 : 1));
}

/** Returns the newest hours before a moment that may have topics, newest first. */
export async function busyHours(graph: GraphPort, as: Asking, before: Date): Promise<Date[]> {
  const { hours } = await graph.ask<{ hours: string[] }>(
    as,
    'query BusyHours($before: DateTime!) { hours: communityPostBusyHours(before: $before) }',
    { before: before.toISOString() },
  );
  return hours.map((hour) => new Date(hour));
}

/** What the topics of an hour, and the hours to look at, are read by. */
interface TopicSource {
  readonly topics: { load(hour: Date): Promise<readonly TrendingTopic[]> };
  busyHours(before: Date): Promise<Date[]>;
}

/**
 * Returns the topics of the hour that ended last; when it has none, those of the newest hour before
 * that has some.
 */
export async function newestTopics(source: TopicSource, now: Date): Promise<readonly TrendingTopic[]> {
  const last = lastHour(now);
  const topics = await source.topics.load(last);
  if (topics.length > 0) return topics;
  for (const hour of await source.busyHours(last)) {
    const earlier = await source.topics.load(hour);
    if (earlier.length > 0) return earlier;
  }
  return [];
}

/** Returns the beginning of the hour of a moment. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR) * HOUR);
}

/** Returns the beginning of the hour that ended last. */
export function lastHour(now: Date): Date {
  return new Date(hourOf(now).getTime() - HOUR);
}

/**
 * z-score of an hour's count against the same hour of the weeks before. Their standard deviation
 * (of the whole population of weeks) is taken to be at least 1: after weeks of silence it is 0, and
 * one post would be infinite.
 */
export function scoreOf({ count, history }: Pick<TopicCount, 'count' | 'history'>): {
  score: number;
  change: number | null;
} {
  const mean = history.reduce((sum, each) => sum + each, 0) / (history.length || 1);
  const variance = history.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (history.length || 1);
  const deviation = Math.max(Math.sqrt(variance), 1);
  return {
    score: Math.round(((count - mean) / deviation) * 100) / 100,
    change: mean === 0 ? null : Math.round(((count - mean) / mean) * 1_000) / 10,
  };
}

/** Returns the id that a topic at its hour has in a workspace. */
function topicId(workspaceId: string, topic: string, hour: Date): string {
  return boundId('topic', workspaceId, `${hour.getTime() / HOUR} ${topic}`);
}

/** Returns the hour of a topic's id; null for every other id. */
export function readTopicHour(workspaceId: string, id: string): Date | null {
  const hours = Number.parseInt(readBoundId('topic', workspaceId, id) ?? '', 10);
  return Number.isNaN(hours) ? null : new Date(hours * HOUR);
}
