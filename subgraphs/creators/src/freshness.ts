import type { KeptAnswer } from './data/answers.ts';
import type { Operation } from './platforms.ts';

const MINUTE = 60_000;

/** How long an answer is fresh, in milliseconds: as the document has it, 5 to 15 minutes. */
const FRESH: Readonly<Record<Operation, number>> = {
  post_stats: 5 * MINUTE,
  profile: 15 * MINUTE,
  videos: 15 * MINUTE,
};

/** How long after that it is still better than nothing, when every source fails. */
const STALE = 60 * MINUTE;

/** Longest that an answer is of any use. */
export const LONGEST_KEPT = 15 * MINUTE + STALE;

/** How an answer stands at a time: as good as a new one, better than none, or nothing. */
export function stateOf(
  operation: Operation,
  { keptAt }: Pick<KeptAnswer, 'keptAt'>,
  now: number,
): 'fresh' | 'stale' | 'gone' {
  const age = now - keptAt.getTime();
  if (age < FRESH[operation]) return 'fresh';
  return age < FRESH[operation] + STALE ? 'stale' : 'gone';
}
