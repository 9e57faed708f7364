/** All of it, in tenths of a per cent. */
const WHOLE = 1_000;

/**
 * Returns each count's share of all, in per cent with one decimal, each rounded by itself: the
 * shares of several brands may sum to a few tenths more or less than 100. Where nothing was
 * counted, every share is 0.
 */
export function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => percentOf(count, total) ?? 0);
}

/**
 * A part in per cent with one decimal, halves rounded up; null where there is nothing to be a part
 * of.
 */
export function percentOf(part: number, whole: number): number | null {
  // In whole numbers, as 100.35 is a little less than that in binary.
  return whole === 0 ? null : Math.floor((2 * part * WHOLE + whole) / (2 * whole)) / 10;
}

/** The difference of two shares, without the crumbs of binary fractions. */
export function pointsBetween(before: number, after: number): number {
  return Math.round((after - before) * 10) / 10;
}
