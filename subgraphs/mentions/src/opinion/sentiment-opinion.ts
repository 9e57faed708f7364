import { sentimentOf } from '../analysis/rounding.ts';
import type { Analysis, Probabilities, SENTIMENTS } from '../mention.ts';

/** A sentiment by name. */
export type Sentiment = (typeof SENTIMENTS)[number];

/** What the language model has judged of a mention. */
export interface SentimentOpinion {
  readonly model: string;
  /**
   * Null if its judgement was dropped: then the embedded model judges, and the language model is
   * not asked again.
   */
  readonly sentiment: Sentiment | null;
  /** Identifies the judgement in the cache of `@tributary/ai`. */
  readonly hash: string;
}

/** For a text that the embedded model cannot judge. */
const EQUAL: Probabilities<Sentiment> = { negative: 1 / 3, neutral: 1 / 3, positive: 1 / 3 };

/** Above a half, because the embedded model can be certain of another sentiment. */
const LABEL_WEIGHT = 0.51;

/**
 * Returns the analysis with the mean of the embedded model's probabilities and the label of the
 * language model, which is then the most likely sentiment; its doubt stays visible.
 */
export function withOpinion(analysis: Analysis, opinion: SentimentOpinion | null): Analysis {
  const label = opinion?.sentiment ?? null;
  if (label === null) return analysis;
  const own = analysis.sentiment ?? EQUAL;
  const mean = (name: Sentiment) => (1 - LABEL_WEIGHT) * own[name] + (name === label ? LABEL_WEIGHT : 0);
  const sentiment = {
    negative: mean('negative'),
    neutral: mean('neutral'),
    positive: mean('positive'),
  };
  return { ...analysis, sentiment: sentimentOf(sentiment) };
}
