import { softmax } from '../src/network/pool.ts';
import { measure } from './evaluation/measures.ts';

/** A transformation of a head's log-odds: `slope * odds + shift` per class. */
export interface Calibration {
  slope: number;
  shift: Float64Array;
}

/** A head's log-odds for a held-out row, with the row's labels. */
export interface HeldOut {
  odds: Float64Array;
  target: Float64Array;
}

/** Returns the calibrated probabilities. */
export function calibrated(odds: Float64Array, { slope, shift }: Calibration): Float64Array {
  const values = odds.map((value, k) => slope * value + shift[k]!);
  softmax(values);
  return values;
}

/**
 * Finds the calibration on held-out rows. First boosts rare classes by a power of their share in
 * the data, as far as macro-F1 and macro-recall improve (a user listing fearful mentions would
 * otherwise find few). Then chooses the slope with the least cross entropy, so that the
 * probabilities are well calibrated. Null without rows.
 */
export function calibrate(rows: readonly HeldOut[]): Calibration | null {
  if (rows.length === 0) return null;
  const shares = rows[0]!.target.map(
    (_, k) => rows.reduce((sum, { target }) => sum + target[k]!, 0) / rows.length,
  );
  const shifts = range(0, 0.5, 0.05).map((power) =>
    shares.map((share) => -power * Math.log(Math.max(share, 1e-6))),
  );
  const shift = best(shifts, (each) => balance(rows, { slope: 1, shift: each }));
  const slope = best(range(0.5, 2, 0.02), (each) => -crossEntropy(rows, scaled(each, shift)));
  return scaled(slope, shift);
}

/** Returns the slope of log-odds with the least cross entropy on held-out rows. */
export function temper(rows: readonly HeldOut[]): number {
  const none = new Float64Array(rows[0]!.target.length);
  return best(range(0.5, 2, 0.02), (slope) => -crossEntropy(rows, scaled(slope, none)));
}

/** Scales odds and shift together, which does not change the head's ranking of classes. */
function scaled(slope: number, shift: Float64Array): Calibration {
  return { slope, shift: shift.map((each) => slope * each) };
}

/** Returns the sum of macro-recall and macro-F1 over rows with one label. */
function balance(rows: readonly HeldOut[], calibration: Calibration): number {
  const guesses = rows.map(({ odds, target }) => ({
    probabilities: calibrated(odds, calibration),
    labels: [...target.keys()].filter((k) => target[k]! > 0),
  }));
  const { macroRecall, macroF1 } = measure(guesses.filter(({ labels }) => labels.length === 1));
  return macroRecall + macroF1;
}

function crossEntropy(rows: readonly HeldOut[], calibration: Calibration): number {
  return rows.reduce((sum, { odds, target }) => {
    const probabilities = calibrated(odds, calibration);
    return (
      sum - target.reduce((part, share, k) => part + share * Math.log(Math.max(probabilities[k]!, 1e-12)), 0)
    );
  }, 0);
}

function range(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.round((to - from) / by) + 1 }, (_, index) => from + index * by);
}

/** Returns the item with the highest merit; ties go to the first. */
function best<Item>(items: readonly Item[], merit: (item: Item) => number): Item {
  const merits = items.map(merit);
  return items[merits.indexOf(Math.max(...merits))]!;
}
