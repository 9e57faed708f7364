/** Terms smaller than this share of the sum do not change the result. */
const NEGLIGIBLE = 1e-12;

/**
 * Returns the probability that a Poisson variable is at least `least`. Above the mean the terms are
 * summed from `least` on, since the complement would lose all digits of a small probability.
 */
export function poissonTail(least: number, mean: number): number {
  if (least <= 0) return 1;
  if (mean <= 0) return 0;
  if (least <= mean) return 1 - sumOf(least - 1, mean, -1);
  return sumOf(least, mean, 1);
}

/** Sums the probabilities from `first` in one direction, in which they decrease. */
function sumOf(first: number, mean: number, direction: 1 | -1): number {
  let term = probabilityOf(first, mean);
  let sum = term;
  for (let value = first; value > 0 || direction === 1; ) {
    term *= direction === 1 ? mean / (value + 1) : value / mean;
    value += direction;
    sum += term;
    if (term <= sum * NEGLIGIBLE) break;
  }
  return sum;
}

function probabilityOf(value: number, mean: number): number {
  let logarithm = value * Math.log(mean) - mean;
  for (let factor = 2; factor <= value; factor += 1) logarithm -= Math.log(factor);
  return Math.exp(logarithm);
}
