import { UpstreamError } from '@tributary/kit/http-client';
import { BudgetError } from '@tributary/platforms';

/** Longest pause after failures, in milliseconds. */
const LONGEST_PAUSE = 15 * 60_000;

/** What to do after a failed reading. */
export interface Failure {
  /** The problem in words for an operator, without addresses and credentials. */
  readonly problem: string;
  /** Milliseconds until the next attempt. */
  readonly pause: number;
  /**
   * What to log of it: an unexpected error with its stack, of others the problem, which says enough
   * and would otherwise fill the log of an installation without a network.
   */
  readonly logged: { readonly err: unknown } | { readonly problem: string };
}

/**
 * Returns what to do after a failed reading: wait as long as the vendor asks, or twice as long
 * after each failure, from the interval to 15 minutes.
 */
export function failureOf(error: unknown, failures: number, intervalMs: number, now: number): Failure {
  if (error instanceof BudgetError) return expected(error.message, Math.max(error.until - now, 0));
  const growing = Math.min(intervalMs * 2 ** Math.min(failures, 20), LONGEST_PAUSE);
  if (!(error instanceof UpstreamError))
    return { problem: 'An unexpected error, see the log.', pause: growing, logged: { err: error } };
  return expected(`${sentence(error.reason)}.`, Math.max(error.retryAfter ?? 0, growing));
}

function expected(problem: string, pause: number): Failure {
  return { problem, pause, logged: { problem } };
}

function sentence(reason: string): string {
  const text = reason.replace(/\.$/, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
