import { type Lexicon, SCORE_STEP } from '../../src/affect/lexicon.ts';
import { SENTIMENTS } from '../../src/heads.ts';
import { featureIndex } from '../../src/text/feature-index.ts';
import { wordFeature } from '../../src/text/features.ts';
import type { Tokens } from '../../src/text/model-tokens.ts';

/** A text's words and its sentiment distribution. */
export interface Rated {
  tokens: Tokens;
  target: Float64Array;
  weight: number;
}

/** A lexicon with its words, ready to be encoded. */
export interface LearntLexicon extends Lexicon {
  words: Uint32Array;
}

/** Minimum total weight of a lexicon word's texts. */
const LEAST = 3;

/** Number of average texts added to each word's texts, so that rare words have little effect. */
const PRIOR = 4;

/**
 * Learns how the sentiments of each word's texts differ from those of all texts: the smoothed log
 * ratio of the shares.
 */
export function learnLexicon(texts: readonly Rated[]): LearntLexicon {
  const totals = new Float64Array(SENTIMENTS.length);
  const counts = new Map<number, Float64Array>();
  for (const { tokens, target, weight } of texts) {
    add(totals, target, weight);
    for (const word of wordsOf(tokens)) {
      const count = counts.get(word) ?? new Float64Array(SENTIMENTS.length);
      add(count, target, weight);
      counts.set(word, count);
    }
  }
  const usual = totals.map((total) => total / sum(totals));
  const words = Uint32Array.from(
    [...counts].filter(([, count]) => sum(count) >= LEAST).map(([word]) => word),
  ).sort();
  const scores = Int8Array.from([...words].flatMap((word) => scoresOf(counts.get(word)!, usual)));
  return { words, scores, index: featureIndex(words) };
}

/** Returns the distinct words of a text; a negated word is a different word. */
function wordsOf({ words, negated }: Tokens): Set<number> {
  return new Set(words.map((word, at) => wordFeature(word, negated[at]!)));
}

function scoresOf(count: Float64Array, usual: Float64Array): number[] {
  const texts = sum(count) + PRIOR;
  return [...count].map((each, k) => {
    const ratio = (each + PRIOR * usual[k]!) / texts / usual[k]!;
    return Math.max(-127, Math.min(127, Math.round(Math.log(ratio) / SCORE_STEP)));
  });
}

function add(to: Float64Array, shares: Float64Array, weight: number): void {
  for (let k = 0; k < to.length; k += 1) to[k]! += shares[k]! * weight;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
