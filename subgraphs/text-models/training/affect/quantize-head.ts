import type { Weights } from '../../src/affect/weights.ts';
import type { Linear } from './fit.ts';

/** Quantizes the weights of each class to int8 with the class's own scale. */
export function quantizeHead({ biases, weights }: Linear): Pick<Weights, 'biases' | 'scales' | 'values'> {
  const classes = biases.length;
  const largest = new Float64Array(classes).fill(1e-6);
  for (const [at, weight] of weights.entries())
    largest[at % classes] = Math.max(largest[at % classes]!, Math.abs(weight));
  const scales = Float32Array.from(largest, (each) => each / 127);
  return {
    biases: Float32Array.from(biases),
    scales,
    values: Int8Array.from(weights, (weight, at) => Math.round(weight / scales[at % classes]!)),
  };
}
