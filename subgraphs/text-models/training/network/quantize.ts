import type { Vectors } from '../../src/network/text-model.ts';
import type { WordVocabulary } from './word-vocabulary.ts';

/** Quantizes the weights of features to int8, with a scale per class. */
export function quantizeFeatures(
  weights: Float32Array,
  classes: number,
): { scales: Float32Array; values: Int8Array } {
  const scales = new Float32Array(classes).fill(1e-6);
  for (const [at, weight] of weights.entries())
    scales[at % classes] = Math.max(scales[at % classes]!, Math.abs(weight) / 127);
  return {
    scales,
    values: Int8Array.from(weights, (weight, at) => Math.round(weight / scales[at % classes]!)),
  };
}

/** Quantizes vectors to int8, with a scale per word. */
export function quantizeVectors({
  words,
  dimensions,
  values,
}: Pick<WordVocabulary, 'words' | 'dimensions'> & { values: Float64Array }): Vectors {
  const scales = Float32Array.from(words, (_, place) => {
    const vector = values.subarray(place * dimensions, (place + 1) * dimensions);
    return vector.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6) / 127;
  });
  const rounded = Int8Array.from(values, (value, at) =>
    Math.round(value / scales[Math.floor(at / dimensions)]!),
  );
  return { dimensions, words, scales, values: rounded };
}
