/** Number of neighbouring words that a filter reads. */
export const WINDOW = 3;

/**
 * The strongest response of each filter in a text, and the position of the word it is centred on.
 */
export interface Pooled {
  /** 0 if a filter does not respond. */
  readonly values: Float64Array;
  /** -1 if a filter does not respond. */
  readonly places: Int32Array;
}

/**
 * Pools the responses of all filters over a text. `projections` has, per word, its contribution to
 * each filter as the previous, the central and the next word, in this order.
 */
export function pool(projections: readonly ArrayLike<number>[], offsets: ArrayLike<number>): Pooled {
  const filters = offsets.length;
  const values = new Float64Array(filters);
  const places = new Int32Array(filters).fill(-1);
  const none = new Float32Array(WINDOW * filters);
  for (let at = 0; at < projections.length; at += 1) {
    const previous = at > 0 ? projections[at - 1]! : none;
    const central = projections[at]!;
    const next = at + 1 < projections.length ? projections[at + 1]! : none;
    for (let filter = 0; filter < filters; filter += 1) {
      const response =
        offsets[filter]! + central[filters + filter]! + previous[filter]! + next[2 * filters + filter]!;
      if (response <= values[filter]!) continue;
      values[filter] = response;
      places[filter] = at;
    }
  }
  return { values, places };
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
