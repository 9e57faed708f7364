import type { TrendingTopic } from './list-trends.ts';
import { lastWindow, type TrendWindow, type WindowName, windowOf } from './trend-window.ts';

/** Loaders of topics by window, and of the hours that may have some. */
interface TopicSource {
  readonly topics: { load(window: TrendWindow): Promise<readonly TrendingTopic[]> };
  busyHours(before: Date): Promise<Date[]>;
}

/**
 * Returns the topics of the last complete window; if an hour has none, those of the newest earlier
 * hour that has any.
 */
export async function newestTrends(
  source: TopicSource,
  name: WindowName,
  now: Date,
): Promise<readonly TrendingTopic[]> {
  const last = lastWindow(name, now);
  const topics = await source.topics.load(last);
  if (topics.length > 0 || name !== 'hour') return topics;
  for (const hour of await source.busyHours(last.from)) {
    const earlier = await source.topics.load(windowOf('hour', hour));
    if (earlier.length > 0) return earlier;
  }
  return [];
}
