import type { Video } from '../facts.ts';

/** A creator's typical number of views. */
export interface MedianViews {
  /** Null when none of the posts tells its views. */
  readonly value: number | null;
  /** Posts that were counted. */
  readonly analyzed: number;
  /** Their views, smallest first. */
  readonly raw: number[];
}

/** Posts that are looked at: the newest. */
const NEWEST = 20;
/** Posts that must remain for the unusual ones to be left out. */
const ENOUGH = 5;
/** A younger post is still being watched for the first time, in milliseconds. */
const SETTLED = 7 * 24 * 60 * 60 * 1_000;

/**
 * Returns the median of views of the 20 newest posts. Pinned posts (as a rule the best ever) are
 * left out when at least five others remain, and then those younger than a week when they were read
 * when at least five others remain. Of an even number it is the mean of the middle two.
 */
export function medianViews(videos: readonly Video[], readAt: Date): MedianViews {
  const told = videos.slice(0, NEWEST).filter(({ views }) => views !== null);
  const unpinned = unlessTooFew(told, ({ pinned }) => !pinned);
  const counted = unlessTooFew(unpinned, ({ createdAt }) => !isYoung(createdAt, readAt));
  const raw = counted.map(({ views }) => views!).sort((one, other) => one - other);
  return { value: median(raw), analyzed: raw.length, raw };
}

/** The posts for which a condition holds; all of them when fewer than five would remain. */
function unlessTooFew(videos: readonly Video[], holds: (video: Video) => boolean): readonly Video[] {
  const kept = videos.filter(holds);
  return kept.length >= ENOUGH ? kept : videos;
}

function isYoung(createdAt: string | null, readAt: Date): boolean {
  return createdAt !== null && readAt.getTime() - Date.parse(createdAt) < SETTLED;
}

/** The middle of sorted numbers, to a whole one; null of none. */
export function median(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : Math.round((sorted[half - 1]! + sorted[half]!) / 2);
}
