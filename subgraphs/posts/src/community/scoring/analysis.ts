/**
 * What the rules read of a community post. `points` and `comments` are null where the platform does
 * not tell.
 */
export interface ScorablePost {
  title: string;
  body: string;
  /** The platform's slug, such as `reddit` or `hackernews`. */
  source: string;
  /**
   * `p` a post, `c` a comment. A comment's title is its thread's title, so it is read only when
   * there is no body.
   */
  kind: 'p' | 'c';
  points?: number | null;
  comments?: number | null;
}

export type Intent = 'buying' | 'pain_point' | 'question' | 'comparison';
export type Urgency = 'high' | 'medium' | 'low';
export type BuyingStage = 'aware' | 'evaluating' | 'deciding';
export type Action = 'engage' | 'monitor' | 'ignore';

/**
 * A buying signal: a snake_case tag and the very words of the title or body that fired it (120
 * characters at most).
 */
export interface Signal {
  name: string;
  evidence: string;
}

/** What an engine says of one post. */
export interface Analysis {
  /**
   * 1.0 to 10.0 with one decimal: how much the author sounds like somebody to talk to about a
   * product.
   */
  score: number;
  /** The rules that fired, each with the words that fired it; says so when none did. */
  reason: string;
  /**
   * Null where nothing in the text tells, as for a news headline: a guess would be worse than no
   * answer.
   */
  intent: Intent | null;
  urgency: Urgency;
  /**
   * Never null: `aware` is the earliest stage and the answer for a post without any mark of a later
   * one.
   */
  buyingStage: BuyingStage;
  action: Action;
  /** One sentence: what to do next. */
  suggestedPlay: string;
  /**
   * The product that is to be replaced, compared or left, as the post (or the list of brands)
   * spells it.
   */
  competitor: string | null;
  signals: Signal[];
  /** Which engine said so, and in which version of its rules. */
  engine: string;
  version: number;
}

export interface ScoringOptions {
  /** Brands to notice wherever they are named, in any case, as whole words. */
  brands?: readonly string[];
}

/**
 * Scores posts, one analysis per post in the same order. The rules answer at once; a language model
 * may take its time.
 */
export interface ScoringEngine {
  readonly name: string;
  readonly version: number;
  score(posts: readonly ScorablePost[], options?: ScoringOptions): Promise<Analysis[]> | Analysis[];
}
