import { CLASSES } from '../../src/affect/weights.ts';
import type { Linear } from './fit.ts';

/** Concatenates heads and quantizes each class's weights to int8 with the class's own scale. */
export function quantizeHeads(
  heads: readonly Linear[],
  features: number,
): { biases: Float32Array; scales: Float32Array; values: Int8Array } {
  const biases = Float32Array.from(heads.flatMap((head) => [...head.biases]));
  const scales = new Float32Array(CLASSES);
  const values = new Int8Array(features * CLASSES);
  let column = 0;
  for (const { biases: own, weights } of heads) {
    for (let k = 0; k < own.length; k += 1, column += 1) {
      const ofClass = weights.filter((_, at) => at % own.length === k);
      scales[column] = ofClass.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-6) / 127;
      for (const [place, weight] of ofClass.entries()) {
        values[place * CLASSES + column] = Math.round(weight / scales[column]!);
      }
    }
  }
  return { biases, scales, values };
}
