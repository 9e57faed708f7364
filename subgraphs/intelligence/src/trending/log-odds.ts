/** Posts with a phrase, and all posts, in a window and in the earlier windows together. */
export interface Usage {
  readonly count: number;
  readonly posts: number;
  readonly earlierCount: number;
  readonly earlierPosts: number;
}

/**
 * Weight of the prior in posts: at least this many, and as many as the window has. A weaker prior
 * ranks words of every week above those that are new.
 */
const LEAST_PRIOR = 50;
/** The rate of an unknown phrase, half a post in a thousand, as if seen in a hundred posts. */
const ASSUMED_POSTS = 100;
const ASSUMED_COUNT = 0.05;

/**
 * Returns how much more often a phrase is used than in earlier windows: the log-odds ratio with an
 * informative Dirichlet prior, in standard deviations (Monroe, Colaresi and Quinn, "Fightin'
 * Words", 2008). The prior is the rate of the phrase in all posts that were read.
 */
export function logOddsScore({ count, posts, earlierCount, earlierPosts }: Usage): number {
  const weight = Math.max(LEAST_PRIOR, posts);
  const rate = (count + earlierCount + ASSUMED_COUNT) / (posts + earlierPosts + ASSUMED_POSTS);
  const prior = weight * rate;
  const oddsOf = (uses: number, all: number) => (uses + prior) / (all + weight - uses - prior);
  const difference = Math.log(oddsOf(count, posts)) - Math.log(oddsOf(earlierCount, earlierPosts));
  const variance = 1 / (count + prior) + 1 / (earlierCount + prior);
  return difference / Math.sqrt(variance);
}
