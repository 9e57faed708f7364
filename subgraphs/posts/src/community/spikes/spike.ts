import { poissonTail } from './poisson-tail.ts';

const HOUR = 3_600_000;
const HOURS_OF_DAY = 24;

/** Probability below which a number of matches is a spike. */
const THRESHOLD = 0.001;
/** Least number of matches in an hour that is a spike. */
const LEAST = 5;

/** The matches of a tracker in the hour to judge and before it. */
export interface HourlyCounts {
  /** Matches in the hour. */
  readonly count: number;
  /** Matches in the same hour of each earlier week, as far as the tracker has listened. */
  readonly sameHours: readonly number[];
  /** Matches before the hour, and the milliseconds in which they were found: at most four weeks. */
  readonly before: number;
  readonly listenedFor: number;
}

/** A number of matches that is unlikely by chance. */
export interface Spike {
  readonly count: number;
  /** Number of matches that is usual in such an hour. */
  readonly expected: number;
}

/**
 * Returns whether an hour has more matches than chance explains; null if not, or before a day of
 * listening. The usual number is the mean of the same hours of earlier weeks and of one average
 * hour, which stands for the weeks that a young tracker does not have, and bounds the effect of a
 * silent night.
 */
export function spikeOf({ count, sameHours, before, listenedFor }: HourlyCounts): Spike | null {
  if (count < LEAST || listenedFor < HOURS_OF_DAY * HOUR) return null;
  const average = before / (listenedFor / HOUR);
  const sum = sameHours.reduce((total, each) => total + each, average);
  const expected = sum / (sameHours.length + 1);
  return poissonTail(count, expected) < THRESHOLD ? { count, expected } : null;
}
