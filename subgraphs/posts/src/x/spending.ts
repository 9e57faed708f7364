import { type Scope, UpstreamError, type UpstreamFault } from '@tributary/kit';
import type { Tables } from '../data/tables.ts';
import { correctSpending, noteReads, reserveSpending } from '../data/x-spending.ts';
import { priceOf, type Resource } from './prices.ts';

/** What a workspace may spend on X in a day. All money is in millionths of a dollar. */
export interface Purse {
  readonly scope: Scope<Tables>;
  /** The UTC day. */
  readonly day: string;
  readonly cap: number;
  /** Is told what each call came to. */
  readonly charged: (amount: number) => void;
}

/** What X certainly did not charge for; of other failures nobody knows, and what was set aside stays spent. */
const FREE: ReadonlySet<UpstreamFault> = new Set(['missing', 'refused', 'credentials', 'limited', 'open']);

/**
 * Makes a call that costs `most` at the most, and pays what it has read: the call adds to `reads` as it goes. Null when
 * the day's cap does not allow it; then nothing was called.
 */
export async function spend<Answer>(
  { scope, day, cap, charged }: Purse,
  most: number,
  call: (reads: Resource[]) => Promise<Answer>,
): Promise<{ answer: Answer } | null> {
  if (!(await reserveSpending(scope, day, most, cap))) return null;
  const reads: Resource[] = [];
  let known = false;
  try {
    const answer = await call(reads);
    known = true;
    return { answer };
  } catch (error) {
    known = error instanceof UpstreamError && FREE.has(error.fault);
    throw error;
  } finally {
    const cost = known ? priceOf(await noteReads(scope.db, day, reads)) : most;
    if (cost !== most) await correctSpending(scope, day, cost - most);
    charged(cost);
  }
}
