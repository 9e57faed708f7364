import { DAY } from '@tributary/kit';
import type { Video } from '../answer.ts';

/** Median views of a creator. */
export interface MedianViews {
  /** Null if no post has views. */
  readonly value: number | null;
  /** Number of posts included. */
  readonly analyzed: number;
  /** Their views, ascending. */
  readonly raw: number[];
}

/** Number of newest posts considered. */
const NEWEST = 20;
/** Minimum number of posts left when unusual ones are excluded. */
const ENOUGH = 5;
/** Age below which a post is still gaining its first views, in milliseconds. */
const SETTLED = 7 * DAY;

/**
 * Returns the median views of the 20 newest posts. Excludes pinned posts (usually the best ever),
 * then posts younger than a week at the time of reading, in each case only if at least five others
 * remain. For an even number it is the mean of the middle two.
 */
export function medianViews(videos: readonly Video[], readAt: Date): MedianViews {
  const viewed = videos.slice(0, NEWEST).filter(({ views }) => views !== null);
  const unpinned = unlessTooFew(viewed, ({ pinned }) => !pinned);
  const counted = unlessTooFew(unpinned, ({ createdAt }) => !isYoung(createdAt, readAt));
  const raw = counted.map(({ views }) => views!).sort((one, other) => one - other);
  return { value: median(raw), analyzed: raw.length, raw };
}

/** Filters posts, or returns all if fewer than five would remain. */
function unlessTooFew(videos: readonly Video[], holds: (video: Video) => boolean): readonly Video[] {
  const remaining = videos.filter(holds);
  return remaining.length >= ENOUGH ? remaining : videos;
}

function isYoung(createdAt: string | null, readAt: Date): boolean {
  return createdAt !== null && readAt.getTime() - Date.parse(createdAt) < SETTLED;
}

/** Returns the median of sorted numbers, rounded; null if there are none. */
export function median(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : Math.round((sorted[half - 1]! + sorted[half]!) / 2);
}
