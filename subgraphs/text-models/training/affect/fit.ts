import { featureValue, softmax } from '../../src/network/pool.ts';
import { seeded, shuffle } from '../network/random.ts';

/** One training row: the positions of its features, its target distribution and its weight. */
export interface Example {
  places: Int32Array;
  target: Float64Array;
  weight: number;
}

/** A linear head: a bias per class, and a weight per feature and class. */
export interface Linear {
  biases: Float64Array;
  weights: Float32Array;
}

/** Hyperparameters, chosen on rows held out of the training data. */
export interface FitSettings {
  epochs: number;
  rate: number;
  /** L2 decay, applied to a weight whenever its feature occurs. */
  decay: number;
}

/**
 * Fits multinomial logistic regression with AdaGrad, one row at a time in an order determined by
 * the seed alone. The learning rate decays to zero at the last row.
 */
export function fit(
  examples: readonly Example[],
  features: number,
  classes: number,
  settings: FitSettings,
): Linear {
  const model = { biases: new Float64Array(classes), weights: new Float32Array(features * classes) };
  const squares = new Float32Array(features * classes).fill(0.01);
  const order = Int32Array.from(examples, (_, index) => index);
  const random = seeded(7);
  let left = settings.epochs * examples.length;
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    shuffle(order, random);
    for (const index of order) {
      const example = examples[index]!;
      const value = featureValue(example.places.length);
      const rate = (settings.rate * left) / (settings.epochs * examples.length);
      step(model, squares, example, { value, rate, decay: settings.decay });
      left -= 1;
    }
  }
  return model;
}

/** Returns the log-odds of each class. */
export function oddsOf({ biases, weights }: Linear, places: Int32Array, value: number): Float64Array {
  const classes = biases.length;
  const odds = Float64Array.from(biases);
  for (const place of places) {
    for (let k = 0; k < classes; k += 1) odds[k]! += weights[place * classes + k]! * value;
  }
  return odds;
}

function step(
  model: Linear,
  squares: Float32Array,
  { places, target, weight }: Example,
  { value, rate, decay }: { value: number; rate: number; decay: number },
): void {
  const classes = target.length;
  const { biases, weights } = model;
  const errors = oddsOf(model, places, value);
  softmax(errors);
  for (let k = 0; k < classes; k += 1) {
    errors[k] = (errors[k]! - target[k]!) * weight;
    biases[k]! -= 0.01 * rate * errors[k]!;
  }
  for (const place of places) {
    for (let k = 0; k < classes; k += 1) {
      const at = place * classes + k;
      const slope = errors[k]! * value + decay * weights[at]!;
      squares[at]! += slope * slope;
      weights[at]! -= (rate * slope) / Math.sqrt(squares[at]!);
    }
  }
}
