import { SENTIMENTS } from '../heads.ts';
import type { FeatureIndex } from '../text/feature-index.ts';
import { markFeature, wordFeature } from '../text/features.ts';
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

/** Levels are from -8 to 8. */
const MOST = 8;
const LEVELS = 2 * MOST + 1;

/** The mark of each kind for a level, or two. */
const MARKS: readonly ((level: number, other: number) => string)[] = [
  (level) => `<negative peak ${level}>`,
  (level) => `<positive peak ${level}>`,
  (negative, positive) => `<peaks ${negative} ${positive}>`,
  (count) => `<negative words ${count}>`,
  (count) => `<positive words ${count}>`,
  (level) => `<sum ${level}>`,
  (level) => `<mean ${level}>`,
];

/** The features of marks by kind and levels, computed once; NaN before. */
const FEATURES = MARKS.map(() => new Float64Array(LEVELS * LEVELS).fill(Number.NaN));

/**
 * Derives marks from the lexicon scores of a text's words, which the model weighs like words. Peaks
 * and counts express what sums of weights cannot: one clear word decides, however many neutral ones
 * surround it.
 */
export function lexiconMarks(tokens: Tokens, lexicon: Lexicon): string[] {
  return levelsOf(tokens, lexicon).map(([level, other], kind) => MARKS[kind]!(level, other));
}

/** Returns the features of `lexiconMarks`. */
export function lexiconFeatures(tokens: Tokens, lexicon: Lexicon): Uint32Array {
  const features = new Uint32Array(MARKS.length);
  for (const [kind, [level, other]] of levelsOf(tokens, lexicon).entries()) {
    const place = (level + MOST) * LEVELS + other + MOST;
    let feature = FEATURES[kind]![place]!;
    if (Number.isNaN(feature)) {
      feature = markFeature(MARKS[kind]!(level, other));
      FEATURES[kind]![place] = feature;
    }
    features[kind] = feature;
  }
  return features;
}

/** Returns the levels of each kind of mark. */
function levelsOf(
  { words, negated }: Tokens,
  { index, scores }: Lexicon,
): readonly (readonly [level: number, other: number])[] {
  const peak = { negative: 0, positive: 0 };
  const clear = { negative: 0, positive: 0 };
  let sum = 0;
  let known = 0;
  for (let at = 0; at < words.length; at += 1) {
    const place = index.find(wordFeature(words[at]!, negated[at]!));
    if (place < 0) continue;
    const negative = scores[place * SENTIMENTS.length]! * SCORE_STEP;
    const positive = scores[place * SENTIMENTS.length + 2]! * SCORE_STEP;
    known += 1;
    sum += positive - negative;
    peak.negative = Math.max(peak.negative, negative);
    peak.positive = Math.max(peak.positive, positive);
    if (negative > CLEAR) clear.negative += 1;
    if (positive > CLEAR) clear.positive += 1;
  }
  return [
    [level(peak.negative, 0.2), 0],
    [level(peak.positive, 0.2), 0],
    [level(peak.negative, 0.3), level(peak.positive, 0.3)],
    [Math.min(4, clear.negative), 0],
    [Math.min(4, clear.positive), 0],
    [level(sum, 0.5), 0],
    [level(known === 0 ? 0 : sum / known, 0.1), 0],
  ];
}

/** Rounds a value to whole steps, clamped to the levels. */
function level(value: number, step: number): number {
  return Math.max(-MOST, Math.min(MOST, Math.round(value / step)));
}
