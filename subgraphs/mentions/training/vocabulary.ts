import { type FeatureIndex, featureIndex } from '../src/analysis/model/feature-index.ts';

/** The features that the model keeps. */
export interface Vocabulary {
  /** Ascending. */
  features: Uint32Array;
  index: FeatureIndex;
}

/**
 * Keeps features that at least two texts have, at most `most` of them: those of most texts, then by
 * number.
 */
export function vocabularyOf(texts: readonly Uint32Array[], most: number): Vocabulary {
  const counts = new Map<number, number>();
  for (const text of texts) for (const feature of text) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  const kept = [...counts]
    .filter(([, count]) => count >= 2)
    .sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || one - other)
    .slice(0, most);
  const features = Uint32Array.from(kept, ([feature]) => feature).sort();
  return { features, index: featureIndex(features) };
}

/** The places of those features that the vocabulary has. */
export function placesOf(index: FeatureIndex, features: Uint32Array): Int32Array {
  return Int32Array.from([...features].map((feature) => index.find(feature)).filter((place) => place >= 0));
}
