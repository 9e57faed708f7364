import type { Video } from '../answer.ts';

/** Engagement rate of a creator. */
export interface EngagementRate {
  /** Four decimals, may exceed 1; null if no post has views and likes. */
  readonly value: number | null;
  readonly formula: string;
}

const NEWEST = 20;
const FORMULA =
  'sum of likes, comments and shares / sum of views, of those of the 20 newest posts that report views and likes; unreported comments and shares count as 0';

/** Computes the engagement rate over a creator's newest posts. */
export function engagementRate(videos: readonly Video[]): EngagementRate {
  const reported = videos.slice(0, NEWEST).filter(({ views, likes }) => views !== null && likes !== null);
  const views = reported.reduce((sum, video) => sum + video.views!, 0);
  const reactions = reported.reduce(
    (sum, { likes, comments, shares }) => sum + likes! + (comments ?? 0) + (shares ?? 0),
    0,
  );
  return { value: views > 0 ? Math.round((reactions / views) * 10_000) / 10_000 : null, formula: FORMULA };
}
