import type { StoredAnswer } from '../data/answers.ts';
import type { Operation } from '../platforms.ts';

const MINUTE = 60_000;

/** Lifetime of a fresh answer in milliseconds; the documented range is 5 to 15 minutes. */
const FRESH: Readonly<Record<Operation, number>> = {
  post_stats: 5 * MINUTE,
  profile: 15 * MINUTE,
  videos: 15 * MINUTE,
};

/** Additional time in which it may be served if every source fails. */
const STALE = 60 * MINUTE;

/** Maximum age of an answer that may be served, in milliseconds. */
export const LONGEST_STORED = 15 * MINUTE + STALE;

/** Returns whether an answer is fresh, stale (served only when every source fails) or expired. */
export function freshnessOf(
  operation: Operation,
  { storedAt }: Pick<StoredAnswer, 'storedAt'>,
  now: number,
): 'fresh' | 'stale' | 'expired' {
  const age = now - storedAt.getTime();
  if (age < FRESH[operation]) return 'fresh';
  return age < FRESH[operation] + STALE ? 'stale' : 'expired';
}
