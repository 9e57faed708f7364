import type { TrackedBrand } from '@tributary/kit/brands';

/**
 * The part of a community post that the rules read. `points` and `comments` are null if the
 * platform does not report them.
 */
export interface ScorablePost {
  title: string;
  body: string;
  /** The platform's slug, such as `reddit` or `hackernews`. */
  source: string;
  /** The community within the platform: a subreddit. */
  subreddit?: string | null;
  /**
   * `p` for a post, `c` for a comment. A comment's title is its thread's title, so it is only read
   * if the body is empty.
   */
  kind: 'p' | 'c';
  points?: number | null;
  comments?: number | null;
  /** ISO 639-1 code that the platform or an import states; detected if absent or null. */
  language?: string | null;
}

export type Intent = 'buying' | 'pain_point' | 'question' | 'comparison';
export type Urgency = 'high' | 'medium' | 'low';
export type BuyingStage = 'aware' | 'evaluating' | 'deciding';
export type Action = 'engage' | 'monitor' | 'ignore';

/**
 * A buying signal: a snake_case tag, and the exact words of the title or body that fired it (at
 * most 120 characters).
 */
export interface Signal {
  name: string;
  evidence: string;
}

/** An engine's analysis of one post. */
export interface Analysis {
  /** ISO 639-1 code; null if uncertain. */
  language: string | null;
  /** 1.0 to 10.0 with one decimal: how promising the author is as a prospect for a product. */
  score: number;
  /** The rules that fired, each with the words that fired it, or a note that none did. */
  reason: string;
  /**
   * Null if the text does not reveal an intent, e.g. a news headline: no intent is better than a
   * guess.
   */
  intent: Intent | null;
  urgency: Urgency;
  /**
   * Never null: `aware` is the earliest stage, and the default for a post without evidence of a
   * later one.
   */
  buyingStage: BuyingStage;
  action: Action;
  /** One sentence: what to do next. */
  suggestedPlay: string;
  /**
   * The product to be replaced, compared or abandoned, as spelled in the list of brands, or else in
   * the post.
   */
  competitor: string | null;
  signals: Signal[];
  /** The engine that made the analysis, and the version of its rules. */
  engine: string;
  version: number;
}

export interface ScoringOptions {
  /**
   * The brands that the workspace tracks. Any of them in a text is its competitor, except the
   * workspace's own.
   */
  brands?: readonly TrackedBrand[];
}

/**
 * Scores posts: one analysis per post, in the same order. May be asynchronous, as a language model
 * would be; the rules are synchronous.
 */
export interface ScoringEngine {
  readonly name: string;
  readonly version: number;
  score(posts: readonly ScorablePost[], options?: ScoringOptions): Promise<Analysis[]> | Analysis[];
}
