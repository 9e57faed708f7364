import { SENTIMENTS } from '../heads.ts';
import type { FeatureIndex } from '../text/feature-index.ts';
import { wordFeature } from '../text/features.ts';
import type { Tokens } from '../text/model-tokens.ts';

/** Sentiment of single words, learnt from the training data. */
export interface Lexicon {
  /** Finds a word, negated or not, by its feature. */
  index: FeatureIndex;
  /**
   * Per word and sentiment, the log of how much likelier the word makes the sentiment, in steps.
   */
  scores: Int8Array;
}

/** One step of a score: scores from -4 to 4 fit into an int8. */
export const SCORE_STEP = 1 / 32;

/** Threshold of a clear word: half as likely again. */
const CLEAR = 0.35;

/**
 * Derives marks from the lexicon scores of a text's words, which the model weighs like words. Peaks
 * and counts express what sums of weights cannot: one clear word decides, however many neutral ones
 * surround it.
 */
export function lexiconMarks({ words, negated }: Tokens, { index, scores }: Lexicon): string[] {
  const peak = { negative: 0, positive: 0 };
  const clear = { negative: 0, positive: 0 };
  let sum = 0;
  let known = 0;
  for (const [at, word] of words.entries()) {
    const place = index.find(wordFeature(word, negated[at]!));
    if (place < 0) continue;
    const score = (sentiment: number) => scores[place * SENTIMENTS.length + sentiment]! * SCORE_STEP;
    const [negative, positive] = [score(0), score(2)];
    known += 1;
    sum += positive - negative;
    peak.negative = Math.max(peak.negative, negative);
    peak.positive = Math.max(peak.positive, positive);
    if (negative > CLEAR) clear.negative += 1;
    if (positive > CLEAR) clear.positive += 1;
  }
  return [
    `<negative peak ${level(peak.negative, 0.2)}>`,
    `<positive peak ${level(peak.positive, 0.2)}>`,
    `<peaks ${level(peak.negative, 0.3)} ${level(peak.positive, 0.3)}>`,
    `<negative words ${Math.min(4, clear.negative)}>`,
    `<positive words ${Math.min(4, clear.positive)}>`,
    `<sum ${level(sum, 0.5)}>`,
    `<mean ${level(known === 0 ? 0 : sum / known, 0.1)}>`,
  ];
}

/** Rounds a value to whole steps, clamped to -8..8. */
function level(value: number, step: number): number {
  return Math.max(-8, Math.min(8, Math.round(value / step)));
}
