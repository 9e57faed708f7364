import { TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { type Hold, holdMoney, releaseHolds } from '../../data/ledger.ts';
import { type Settlement, settle } from '../../data/settle.ts';
import type { Tables } from '../../data/tables.ts';
import { inBatches } from './in-batches.ts';

/** Holds and spends prepaid credit, batched over all lookups of this process. */
export interface CreditHolds {
  /** Holds credit for as many of the calls as the balance covers; null if it covers none. */
  hold(scope: Scope<Tables>, calls: number, price: number): Promise<Hold | null>;
  /** Stores answers and spends their hold; throws PAYMENT_REQUIRED if the credit is gone. */
  settle(scope: Scope<Tables>, settlement: Settlement): Promise<void>;
  release(scope: Scope<Tables>, hold: Hold): Promise<void>;
}

/** Opens the service that holds, spends and releases credit in batches. */
export function openCreditHolds(): CreditHolds {
  const hold = inBatches<{ scope: Scope<Tables>; calls: number; price: number }, Hold | null>((items) =>
    holdMoney(items[0]!.scope, items),
  );
  const spend = inBatches<{ scope: Scope<Tables>; settlement: Settlement }, TributaryError | null>((items) =>
    spendAll(
      items[0]!.scope,
      items.map(({ settlement }) => settlement),
    ),
  );
  const release = inBatches<{ scope: Scope<Tables>; hold: Hold }, void>(async (items) => {
    await releaseHolds(
      items[0]!.scope,
      items.map((item) => item.hold),
    );
    return items.map(() => undefined);
  });
  return {
    hold: (scope, calls, price) => hold(scope.workspaceId, { scope, calls, price }),
    async settle(scope, settlement) {
      const error = await spend(scope.workspaceId, { scope, settlement });
      if (error) throw error;
    },
    release: (scope, held) => release(scope.workspaceId, { scope, hold: held }),
  };
}

/**
 * Settles all in one transaction; if it fails, each in its own, so that one refusal does not affect
 * the others.
 */
async function spendAll(
  scope: Scope<Tables>,
  settlements: readonly Settlement[],
): Promise<(TributaryError | null)[]> {
  try {
    await settle(scope, settlements);
    return settlements.map(() => null);
  } catch (error) {
    if (!(error instanceof TributaryError)) throw error;
    if (settlements.length === 1) return [error];
  }
  const results: (TributaryError | null)[] = [];
  for (const settlement of settlements) results.push(...(await spendAll(scope, [settlement])));
  return results;
}
