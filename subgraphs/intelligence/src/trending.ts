import { boundId, type GraphCaller, type GraphPort, readBoundId } from '@tributary/kit';

/** Counts of a topic in one hour, from the posts subgraph. */
interface TopicCount {
  topic: string;
  count: number;
  authors: number;
  sources: string[];
  /** Counts at the same hour of previous weeks. */
  history: number[];
}

/** A phrase that is used more than usual. */
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

/** Returns the topics of an hour whose count is above their mean, highest score first. */
export async function trendingTopics(
  graph: GraphPort,
  as: GraphCaller,
  hour: Date,
): Promise<TrendingTopic[]> {
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

/** Returns the newest hours before a given time that may have topics, newest first. */
export async function busyHours(graph: GraphPort, as: GraphCaller, before: Date): Promise<Date[]> {
  const { hours } = await graph.ask<{ hours: string[] }>(
    as,
    'query BusyHours($before: DateTime!) { hours: communityPostBusyHours(before: $before) }',
    { before: before.toISOString() },
  );
  return hours.map((hour) => new Date(hour));
}

/** Loaders of topics by hour, and of the hours that may have some. */
interface TopicSource {
  readonly topics: { load(hour: Date): Promise<readonly TrendingTopic[]> };
  busyHours(before: Date): Promise<Date[]>;
}

/**
 * Returns the topics of the last complete hour, or else of the newest earlier hour that has any.
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

/** Returns the start of the hour that contains a time. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR) * HOUR);
}

/** Returns the start of the last complete hour. */
export function lastHour(now: Date): Date {
  return new Date(hourOf(now).getTime() - HOUR);
}

/**
 * Returns the z-score of an hour's count against the same hour of previous weeks. The population
 * standard deviation is at least 1: after silent weeks it would be 0, and a single post would score
 * infinity.
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

/** Returns the id of a topic at its hour in a workspace. */
function topicId(workspaceId: string, topic: string, hour: Date): string {
  return boundId('topic', workspaceId, `${hour.getTime() / HOUR} ${topic}`);
}

/** Returns the hour encoded in a topic id; null for any other id. */
export function readTopicHour(workspaceId: string, id: string): Date | null {
  const hours = Number.parseInt(readBoundId('topic', workspaceId, id) ?? '', 10);
  return Number.isNaN(hours) ? null : new Date(hours * HOUR);
}
