import { EMOTIONS, SENTIMENTS } from '../heads.ts';
import { featureValue, softmax } from '../network/pool.ts';
import type { FeatureIndex } from '../text/feature-index.ts';
import { CLASSES, type Weights } from './weights.ts';

/** The weights, and an index from a feature to its weights. */
export interface Scorer {
  weights: Weights;
  index: FeatureIndex;
}

/**
 * Returns the probabilities of both heads: sentiments in order, then emotions; each group sums to
 * one.
 */
export function score({ weights, index }: Scorer, features: Uint32Array): Float64Array {
  const sums = new Float64Array(CLASSES);
  let known = 0;
  for (const feature of features) {
    const place = index.find(feature);
    if (place < 0) continue;
    known += 1;
    const start = place * CLASSES;
    for (let k = 0; k < CLASSES; k += 1) sums[k]! += weights.values[start + k]!;
  }
  const value = featureValue(known);
  for (let k = 0; k < CLASSES; k += 1) sums[k] = weights.biases[k]! + sums[k]! * value * weights.scales[k]!;
  softmax(sums.subarray(0, SENTIMENTS.length));
  softmax(sums.subarray(SENTIMENTS.length, SENTIMENTS.length + EMOTIONS.length));
  return sums;
}
