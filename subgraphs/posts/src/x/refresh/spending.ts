import { setTimeout as delay } from 'node:timers/promises';
import { UpstreamError, type UpstreamFault } from '@tributary/kit/http-client';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import { holdSpending, type SpendingHold, settleSpending } from '../data/x-spending.ts';
import type { Resource } from './x-prices.ts';

/** A workspace's daily budget for X. All amounts are in millionths of a dollar. */
export interface SpendingBudget {
  readonly scope: Scope<Tables>;
  /** The UTC day. */
  readonly day: string;
  readonly cap: number;
  /** Called with the cost of each call. */
  readonly charged: (amount: number) => void;
  /** Returns the current time. */
  readonly now: () => Date;
  /** Waits briefly for money held by other calls; false if the caller has waited long enough. */
  readonly wait: () => Promise<boolean>;
}

/**
 * The result of a call, or why it was not made: other calls hold the money, or the cap is spent.
 */
export type Spent<Answer> = { readonly answer: Answer } | 'busy' | 'capped';

/** Faults that X certainly does not charge for. */
const FREE: ReadonlySet<UpstreamFault> = new Set(['missing', 'refused', 'credentials', 'limited', 'open']);

/**
 * Makes a call and pays for the resources it adds to `reads`. `amounts` are the call's possible
 * costs, most expensive first; `call` receives the index of the first that the day's cap
 * allows. Waits while only other calls' holds are in the way.
 */
export async function spend<Answer>(
  budget: SpendingBudget,
  amounts: readonly number[],
  call: (index: number, reads: Resource[]) => Promise<Answer>,
): Promise<Spent<Answer>> {
  const hold = await holdWhenFree(budget, amounts);
  if (typeof hold === 'string') return hold;
  const reads: Resource[] = [];
  let known = false;
  try {
    const answer = await call(amounts.indexOf(hold.amount), reads);
    known = true;
    return { answer };
  } catch (error) {
    known = error instanceof UpstreamError && (FREE.has(error.fault) || !error.sent);
    throw error;
  } finally {
    budget.charged(await settleSpending(budget.scope, hold, known ? reads : 'unknown'));
  }
}

async function holdWhenFree(
  { scope, day, cap, now, wait }: SpendingBudget,
  amounts: readonly number[],
): Promise<SpendingHold | 'busy' | 'capped'> {
  for (;;) {
    const hold = await holdSpending(scope, { day, cap, amounts, now: now() });
    if (hold !== 'busy' || !(await wait())) return hold;
  }
}

/** Delays between two attempts to hold money, in milliseconds. */
const FIRST_PAUSE = 25;
const LONGEST_PAUSE = 250;

/**
 * Returns a function that waits with growing delays, for `limit` milliseconds in total or until
 * `signal` fires.
 */
export function waitsWithin(limit: number, signal: AbortSignal): () => Promise<boolean> {
  let left = limit;
  let pause = FIRST_PAUSE;
  return async () => {
    if (left <= 0 || signal.aborted) return false;
    // Half of the delay is random, so that waiting calls do not retry in lockstep.
    const length = Math.min(left, pause * (0.5 + Math.random() / 2));
    left -= length;
    pause = Math.min(pause * 1.5, LONGEST_PAUSE);
    await delay(length, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  };
}
