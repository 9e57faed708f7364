import { type FeatureIndex, featureIndex } from '../../src/text/feature-index.ts';
import { wordFeature } from '../../src/text/features.ts';

/** Words with the vectors that training starts from. */
export interface WordVocabulary {
  /** As features, ascending. */
  readonly words: Uint32Array;
  readonly index: FeatureIndex;
  readonly dimensions: number;
  readonly values: Float32Array;
}

/** Pretrained vectors by word, most frequent words first. */
export type Pretrained = ReadonlyMap<string, readonly number[]>;

/**
 * Selects the words: those that occur in at least two texts, and the most frequent pretrained ones,
 * up to `most` words. A word without a pretrained vector starts with the mean of its parts (`is`
 * and `n't`), or with zeros.
 */
export function wordVocabularyOf(
  texts: readonly (readonly string[])[],
  pretrained: Pretrained,
  most: number,
): WordVocabulary {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of new Set(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const occurring = [...counts].filter(([, count]) => count >= 2).map(([word]) => word);
  const chosen = new Map<number, string>();
  for (const word of [...occurring, ...pretrained.keys()]) {
    if (chosen.size === most) break;
    if (!chosen.has(wordFeature(word, false))) chosen.set(wordFeature(word, false), word);
  }
  const words = Uint32Array.from(chosen.keys()).sort();
  const dimensions = pretrained.values().next().value!.length;
  const values = new Float32Array(words.length * dimensions);
  for (const [place, feature] of words.entries())
    values.set(startOf(chosen.get(feature)!, pretrained, dimensions), place * dimensions);
  return { words, index: featureIndex(words), dimensions, values };
}

function startOf(word: string, pretrained: Pretrained, dimensions: number): Float32Array {
  const own = pretrained.get(word);
  if (own) return Float32Array.from(own);
  const parts = partsOf(word).flatMap((part) => (pretrained.has(part) ? [pretrained.get(part)!] : []));
  return Float32Array.from({ length: dimensions }, (_, at) =>
    parts.length === 0 ? 0 : parts.reduce((sum, vector) => sum + vector[at]!, 0) / parts.length,
  );
}

/** Splits a contraction as the corpora of pretrained vectors do: `isn't` is `is` and `n't`. */
function partsOf(word: string): string[] {
  const [, start, end] = /^(.+?)(n't|'.*)$/.exec(word) ?? [];
  return start === undefined ? [word.replace(/(.)\1+/g, '$1')] : [start, end!];
}
