import type { MatchedSpan } from '@tributary/listening';

/** How relevant a match is for its tracker. */
export type Relevance = 'high' | 'medium' | 'low';

/** A matching post, as relevance is judged from it. */
export interface JudgedPost {
  readonly source: string;
  readonly kind: 'p' | 'c';
  readonly title: string;
  readonly body: string;
  readonly author: string;
  /** Subreddit, tag, instance or forum. */
  readonly community: string | null;
  /** Likes or points; null if unknown. */
  readonly points: number | null;
  /** Where the words of the query are. */
  readonly spans: readonly MatchedSpan[];
}

/** A judgement, with its reason in words. */
export interface Judgement {
  readonly relevance: Relevance;
  readonly reason: string;
}

/** Log-odds from which a post is highly relevant: a probability of 0.7. */
const HIGH_FROM = Math.log(0.7 / 0.3);
/** Log-odds below which a post is of low relevance: a probability of 0.4. */
const LOW_BELOW = Math.log(0.4 / 0.6);

/** Returns the relevance for log-odds. */
export function relevanceOf(odds: number): Relevance {
  if (odds >= HIGH_FROM) return 'high';
  return odds < LOW_BELOW ? 'low' : 'medium';
}

/** Returns the words of the query as the post has them. */
export function foundWords({ title, body, spans }: Pick<JudgedPost, 'title' | 'body' | 'spans'>): string[] {
  return spans.map(({ part, start, end }) => (part === 'title' ? title : body).slice(start, end));
}
