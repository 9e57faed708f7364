import { readFileSync } from 'node:fs';
import { featureIndex } from './feature-index.ts';
import { featuresOf, wordFeature } from './features.ts';
import { type Lexicon, lexiconMarks } from './lexicon.ts';
import { type Tokens, tokenize } from './model-tokens.ts';
import { type Scorer, score } from './score.ts';
import { decodeWeights, EMOTIONS, SENTIMENTS } from './weights.ts';

/** Sentiment and emotions of a text: probabilities between 0 and 1, each group summing to one. */
export interface Affect {
  sentiment: { negative: number; neutral: number; positive: number };
  emotions: {
    joy: number;
    sadness: number;
    anger: number;
    fear: number;
    surprise: number;
    disgust: number;
    neutral: number;
  };
}

/**
 * Increment with every change of weights or features, so that results of older models are
 * recomputed.
 */
export const MODEL_VERSION = 1;

/**
 * Minimum share of known words. A text in another language contains some known words by chance;
 * below this share the model returns null.
 */
const KNOWN_SHARE = 0.4;

interface Model {
  scorer: Scorer;
  lexicon: Lexicon;
}

let loaded: Model | undefined;

/**
 * Estimates sentiment and emotions of English texts, one result each in the same order. Null if a
 * text has no words (an emoji counts as one) or too few that the model knows.
 */
export function readAffect(texts: readonly string[]): (Affect | null)[] {
  loaded ??= load();
  const model = loaded;
  return texts.map((text) => readOne(model, text));
}

function load(): Model {
  const weights = decodeWeights(readFileSync(new URL('model.bin', import.meta.url)));
  return {
    scorer: { weights, index: featureIndex(weights.features) },
    lexicon: { index: featureIndex(weights.lexicon), scores: weights.scores },
  };
}

function readOne({ scorer, lexicon }: Model, text: string): Affect | null {
  const tokens = tokenize(text);
  if (!isReadable(tokens, lexicon)) return null;
  const odds = score(scorer, featuresOf(tokens, lexiconMarks(tokens, lexicon)));
  return {
    sentiment: named(SENTIMENTS, odds, 0),
    emotions: named(EMOTIONS, odds, SENTIMENTS.length),
  };
}

/**
 * Returns whether enough of the words are known; punctuation, numbers, URLs and ungrouped emoji do
 * not count.
 */
function isReadable({ words }: Tokens, { index }: Lexicon): boolean {
  const proper = words.filter((word) => /^(\p{L}|<(?!url|number|emoji))/u.test(word));
  const known = proper.filter((word) => index.find(wordFeature(word, false)) >= 0).length;
  return known > 0 && known >= KNOWN_SHARE * proper.length;
}

function named<Name extends string>(
  names: readonly Name[],
  values: Float64Array,
  from: number,
): Record<Name, number> {
  const entries = names.map((name, place) => [name, values[from + place]!]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
