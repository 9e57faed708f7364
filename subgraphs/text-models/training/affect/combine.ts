import { softmax } from '../../src/network/pool.ts';

/** The log-odds of several models for a held-out text, with its labels. */
export interface Combined {
  readonly odds: readonly ArrayLike<number>[];
  readonly target: ArrayLike<number>;
  readonly weight: number;
}

/** How models are combined: the sum of their weighted log-odds, plus a shift of each class. */
export interface Combination {
  readonly weights: readonly number[];
  readonly shift: Float64Array;
}

const STEPS = 400;
const WEIGHT_RATE = 0.5;
const SHIFT_RATE = 1;

/** Returns the log-odds of a combination. */
export function combinedOdds(
  odds: readonly ArrayLike<number>[],
  { weights, shift }: Combination,
): Float64Array {
  return shift.map((each, k) => odds.reduce((sum, model, m) => sum + weights[m]! * model[k]!, each));
}

/**
 * Finds the combination with the least cross entropy on held-out texts, by gradient descent: that
 * weighs the models, calibrates the probabilities and corrects the shares of the classes at once.
 */
export function combine(rows: readonly Combined[], models: number, classes: number): Combination {
  const weights = new Array<number>(models).fill(1 / models);
  const shift = new Float64Array(classes);
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  for (let step = 0; step < STEPS; step += 1) {
    const slopes = slopesOf(rows, { weights, shift });
    for (let m = 0; m < models; m += 1)
      weights[m] = Math.max(0, weights[m]! - (WEIGHT_RATE * slopes.weights[m]!) / total);
    for (let k = 0; k < classes; k += 1) shift[k]! -= (SHIFT_RATE * slopes.shift[k]!) / total;
  }
  return { weights, shift };
}

function slopesOf(rows: readonly Combined[], combination: Combination): Combination {
  const weights = combination.weights.map(() => 0);
  const shift = new Float64Array(combination.shift.length);
  for (const { odds, target, weight } of rows) {
    const errors = combinedOdds(odds, combination);
    softmax(errors);
    for (let k = 0; k < errors.length; k += 1) {
      const error = (errors[k]! - target[k]!) * weight;
      shift[k]! += error;
      for (const [m, model] of odds.entries()) weights[m]! += error * model[k]!;
    }
  }
  return { weights, shift };
}
