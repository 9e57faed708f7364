/** Number of neighbouring words that a filter reads. */
export const WINDOW = 3;

/** Filters that are pooled together. */
const TOGETHER = 4;

/**
 * Returns the strongest response of each filter in a text, 0 if it does not respond; there are at
 * least four filters. `projections` has, per word, its contribution to each filter as the
 * previous, the central and the next word, in this order.
 */
export function pool(projections: readonly ArrayLike<number>[], offsets: ArrayLike<number>): Float64Array {
  const strongest = new Float64Array(offsets.length);
  for (let filter = 0; filter < offsets.length; filter += TOGETHER)
    poolFour(projections, offsets, Math.min(filter, offsets.length - TOGETHER), strongest);
  return strongest;
}

/**
 * Pools four filters from one on: their state stays in registers, which takes two thirds of the
 * time. A response adds up the offset, the central, the previous and the next word, in this order,
 * so it is complete when the next word is read.
 */
function poolFour(
  projections: readonly ArrayLike<number>[],
  offsets: ArrayLike<number>,
  filter: number,
  strongest: Float64Array,
): void {
  const central = filter + offsets.length;
  const next = central + offsets.length;
  const [a, b, c, d] = [offsets[filter]!, offsets[filter + 1]!, offsets[filter + 2]!, offsets[filter + 3]!];
  let [bestA, bestB, bestC, bestD] = [0, 0, 0, 0];
  let [beforeA, beforeB, beforeC, beforeD] = [0, 0, 0, 0];
  const none = Number.NEGATIVE_INFINITY;
  let [sumA, sumB, sumC, sumD] = [none, none, none, none];
  for (let at = 0; at < projections.length; at += 1) {
    const word = projections[at]!;
    sumA += word[next]!;
    sumB += word[next + 1]!;
    sumC += word[next + 2]!;
    sumD += word[next + 3]!;
    if (sumA > bestA) bestA = sumA;
    if (sumB > bestB) bestB = sumB;
    if (sumC > bestC) bestC = sumC;
    if (sumD > bestD) bestD = sumD;
    sumA = a + word[central]! + beforeA;
    sumB = b + word[central + 1]! + beforeB;
    sumC = c + word[central + 2]! + beforeC;
    sumD = d + word[central + 3]! + beforeD;
    beforeA = word[filter]!;
    beforeB = word[filter + 1]!;
    beforeC = word[filter + 2]!;
    beforeD = word[filter + 3]!;
  }
  strongest[filter] = Math.max(sumA, bestA);
  strongest[filter + 1] = Math.max(sumB, bestB);
  strongest[filter + 2] = Math.max(sumC, bestC);
  strongest[filter + 3] = Math.max(sumD, bestD);
}

/** Turns log-odds into probabilities, in place. */
export function softmax(values: Float64Array): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < values.length; k += 1) highest = Math.max(highest, values[k]!);
  let total = 0;
  for (let k = 0; k < values.length; k += 1) {
    values[k] = Math.exp(values[k]! - highest);
    total += values[k]!;
  }
  for (let k = 0; k < values.length; k += 1) values[k]! /= total;
}

/** Weight of one feature in a text: longer texts count for more, but less than proportionally. */
export function featureValue(count: number): number {
  return 1 / Math.sqrt(count + 5);
}
