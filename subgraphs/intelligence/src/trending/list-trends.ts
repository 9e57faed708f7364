import { boundId, type GraphCaller, type GraphPort, readBoundId } from '@tributary/kit';
import { logOddsScore } from './log-odds.ts';
import { readWindowKey, type TrendWindow, windowKey } from './trend-window.ts';

/** `TopicCounts` of the posts subgraph. */
interface TopicCounts {
  readonly posts: number;
  readonly history: readonly number[];
  readonly topics: readonly TopicCount[];
}

interface TopicCount {
  readonly topic: string;
  readonly count: number;
  readonly authors: number;
  readonly sources: readonly string[];
  /** Counts in the same window of previous weeks. */
  readonly history: readonly number[];
}

/** A phrase that is used more than usual. */
export interface TrendingTopic {
  readonly id: string;
  readonly topic: string;
  readonly window: TrendWindow['name'];
  readonly from: Date;
  readonly to: Date;
  readonly score: number;
  readonly change: number | null;
  readonly historyWeeks: number;
  readonly count: number;
  readonly authors: number;
  readonly sources: readonly string[];
}

/** Share of a phrase's posts that a longer phrase must have to replace it. */
const REPLACING = 2 / 3;

/** Returns the topics of a window that are used more than in earlier weeks, highest score first. */
export async function listTrends(
  graph: GraphPort,
  as: GraphCaller,
  window: TrendWindow,
): Promise<TrendingTopic[]> {
  const { counted } = await graph.ask<{ counted: TopicCounts }>(
    as,
    `query CountTopics($from: DateTime!, $to: DateTime!) {
      counted: communityPostTopicCounts(from: $from, to: $to) {
        posts history topics { topic count authors sources history }
      }
    }`,
    { from: window.from.toISOString(), to: window.to.toISOString() },
  );
  const key = windowKey(window);
  const trends = counted.topics
    .map(({ history, ...topic }) => ({
      ...topic,
      ...figuresOf({ count: topic.count, history }, counted),
      id: boundId('topic', as.principal.workspaceId, `${key} ${topic.topic}`),
      window: window.name,
      from: window.from,
      to: window.to,
      historyWeeks: counted.history.length,
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.authors - a.authors || (a.topic < b.topic ? -1 : 1));
  return withoutVariants(trends);
}

/** Returns the score of a topic and its change against the mean of earlier weeks. */
export function figuresOf(
  { count, history }: Pick<TopicCount, 'count' | 'history'>,
  counted: Pick<TopicCounts, 'posts' | 'history'>,
): { score: number; change: number | null } {
  const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
  const earlierCount = sum(history);
  const usage = { count, posts: counted.posts, earlierCount, earlierPosts: sum(counted.history) };
  const mean = earlierCount / (history.length || 1);
  return {
    score: Math.round(logOddsScore(usage) * 100) / 100,
    change: mean === 0 ? null : Math.round(((count - mean) / mean) * 1_000) / 10,
  };
}

/**
 * Lists each subject once: a word gives way to a longer phrase with most of its posts ("papers" to
 * "panama papers"), and a longer phrase with few of them to the word.
 */
function withoutVariants(trends: readonly TrendingTopic[]): TrendingTopic[] {
  const contains = (phrase: TrendingTopic, part: TrendingTopic) =>
    phrase !== part && ` ${phrase.topic} `.includes(` ${part.topic} `);
  return trends.filter(
    (trend) =>
      !trends.some((other) => contains(other, trend) && other.count >= trend.count * REPLACING) &&
      !trends.some((other) => contains(trend, other) && trend.count < other.count * REPLACING),
  );
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

/** Returns the window encoded in a topic id; null for any other id. */
export function readTopicWindow(workspaceId: string, id: string): TrendWindow | null {
  const [key = ''] = (readBoundId('topic', workspaceId, id) ?? '').split(' ');
  return readWindowKey(key);
}
