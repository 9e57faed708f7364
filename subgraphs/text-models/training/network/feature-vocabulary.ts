import { type FeatureIndex, featureIndex } from '../../src/text/feature-index.ts';

/** Features included in the model. */
export interface Vocabulary {
  /** Ascending. */
  features: Uint32Array;
  index: FeatureIndex;
}

/**
 * Selects features that occur in at least two texts, at most `most` of them: most frequent first,
 * then by number.
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

/** Returns the positions of the features in the vocabulary, skipping unknown ones. */
export function placesOf(index: FeatureIndex, features: Uint32Array): Int32Array {
  return Int32Array.from([...features].map((feature) => index.find(feature)).filter((place) => place >= 0));
}
