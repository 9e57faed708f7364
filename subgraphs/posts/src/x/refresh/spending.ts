import { setTimeout as delay } from 'node:timers/promises';
import { UpstreamError, type UpstreamFault } from '@tributary/kit/http-client';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import { holdSpending, type SpendingHold, settleSpending } from '../data/x-spending.ts';
import type { Resource } from './prices.ts';

/** What a workspace may spend on X in a day. All money is in millionths of a dollar. */
export interface SpendingBudget {
  readonly scope: Scope<Tables>;
  /** The UTC day. */
  readonly day: string;
  readonly cap: number;
  /** Called with the cost of each call. */
  readonly charged: (amount: number) => void;
  readonly clock: () => Date;
  /**
   * Waits a moment for money that other calls hold; false when the caller has waited long enough.
   */
  readonly wait: () => Promise<boolean>;
}

/** A call that was made, or why none was: other calls hold the money, or it is spent. */
export type Spent<Answer> = { readonly answer: Answer } | 'busy' | 'capped';

/** What X certainly did not charge for. */
const FREE: ReadonlySet<UpstreamFault> = new Set(['missing', 'refused', 'credentials', 'limited', 'open']);

/**
 * Makes a call and pays for what it has read, which the call adds to `reads` as it goes. `amounts`
 * are what the call can cost, the dearest form of it first; it is made in the first form that the
 * day's cap allows, given by its index. While only the holds of other calls are in the way it waits
 * for them.
 */
export async function spend<Answer>(
  budget: SpendingBudget,
  amounts: readonly number[],
  call: (form: number, reads: Resource[]) => Promise<Answer>,
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
    known = error instanceof UpstreamError && (FREE.has(error.fault) || !error.left);
    throw error;
  } finally {
    budget.charged(await settleSpending(budget.scope, hold, known ? reads : 'unknown'));
  }
}

async function holdWhenFree(
  { scope, day, cap, clock, wait }: SpendingBudget,
  amounts: readonly number[],
): Promise<SpendingHold | 'busy' | 'capped'> {
  for (;;) {
    const hold = await holdSpending(scope, { day, cap, amounts, now: clock() });
    if (hold !== 'busy' || !(await wait())) return hold;
  }
}

/** Pauses between two looks, in milliseconds. */
const FIRST_PAUSE = 25;
const LONGEST_PAUSE = 250;

/** Waits that get longer, `limit` milliseconds in all, and end with `signal`. */
export function waitsWithin(limit: number, signal: AbortSignal): () => Promise<boolean> {
  let left = limit;
  let pause = FIRST_PAUSE;
  return async () => {
    if (left <= 0 || signal.aborted) return false;
    // Half of it at random, so that calls that wait together do not look together.
    const length = Math.min(left, pause * (0.5 + Math.random() / 2));
    left -= length;
    pause = Math.min(pause * 1.5, LONGEST_PAUSE);
    await delay(length, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  };
}
