/** All of it, in tenths of a per cent. */
const WHOLE = 1_000;

/**
 * Each count's share of all, in per cent with one decimal. Largest remainder (Hamilton's method): every share is
 * rounded down, and the tenths that are missing from 100.0 go to those that lost most by it, to the earlier of two
 * that lost as much. So they sum to 100.0 exactly; where nothing was counted, every share is 0.
 */
export function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return counts.map(() => 0);
  const exact = counts.map((count) => (count * WHOLE) / total);
  const tenths = exact.map(Math.floor);
  const missing = WHOLE - tenths.reduce((sum, each) => sum + each, 0);
  const byLoss = exact
    .map((share, index) => ({ index, lost: share - tenths[index]! }))
    .sort((a, b) => b.lost - a.lost || a.index - b.index);
  for (const { index } of byLoss.slice(0, missing)) tenths[index]!++;
  return tenths.map((each) => each / 10);
}

/** A part in per cent with one decimal; null where there is nothing to be a part of. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * WHOLE) / 10;
}

/** The difference of two shares, without the crumbs of binary fractions. */
export function pointsBetween(before: number, after: number): number {
  return Math.round((after - before) * 10) / 10;
}
