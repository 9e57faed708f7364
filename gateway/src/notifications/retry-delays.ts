import { DAY } from '@tributary/kit';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses before the second and each further attempt: ten attempts in about three days. */
const RETRY_DELAYS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;
/** Random extension of a pause, as a share of it, so that retries do not coincide. */
const JITTER = 0.1;
/** The longest pause that a receiver may request. */
const LONGEST_PAUSE = DAY;

/**
 * Returns the pause after a failed attempt, in milliseconds, given the number of attempts before it
 * and the pause that the receiver requested; undefined if it was the last attempt.
 */
export function pauseAfter(tries: number, requested: number): number | undefined {
  const pause = RETRY_DELAYS[tries];
  if (pause === undefined) return undefined;
  return Math.max(pause * (1 + JITTER * Math.random()), Math.min(requested, LONGEST_PAUSE));
}
