/** The whole, in tenths of a per cent. */
const WHOLE = 1_000;

/**
 * Returns each count's share of the total, in per cent with one decimal. Each is rounded on its
 * own, so shares may sum to a few tenths more or less than 100. If the total is 0, every share is
 * 0.
 */
export function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => percentOf(count, total) ?? 0);
}

/** Returns a percentage with one decimal, halves rounded up; null if `whole` is 0. */
export function percentOf(part: number, whole: number): number | null {
  // Integer arithmetic, because 100.35 is slightly less in binary floating point.
  return whole === 0 ? null : Math.floor((2 * part * WHOLE + whole) / (2 * whole)) / 10;
}

/** Returns the difference of two shares without floating-point noise. */
export function pointsBetween(before: number, after: number): number {
  return Math.round((after - before) * 10) / 10;
}
