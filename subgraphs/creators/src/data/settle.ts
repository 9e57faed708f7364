import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { deleteAnswers, type KeptAnswer, upsertAnswers } from './answers.ts';
import { type HistoryRow, insertHistory } from './history.ts';
import { type Charge, type Hold, insertCharges, insertRefunds } from './ledger.ts';
import type { Tables } from './tables.ts';

/**
 * Takes back what was charged for a request whose answer did not arrive, and forgets the answers: who asks again pays
 * again. The keys of the answers.
 */
export async function refund(scope: Scope<Tables>, delivery: string): Promise<string[]> {
  return inTransaction(scope, async (inside) => {
    const keys = await insertRefunds(inside, delivery);
    await deleteAnswers(inside, keys);
    return keys;
  });
}

/** A fresh answer with what it costs and what is kept of it for good. */
export interface Settled {
  readonly answer: KeptAnswer;
  readonly history: readonly HistoryRow[];
  /** Null where it is free. */
  readonly charge: Charge | null;
}

/** Answers that were fetched together, and the money that was set aside for them. */
export interface Settlement {
  /** Null where they are free. */
  readonly hold: Hold | null;
  readonly settled: readonly Settled[];
}

/**
 * Keeps answers, their history and their charges in one transaction: nobody ever pays for an answer that is not kept,
 * wherever the process is killed. PAYMENT_REQUIRED when the money is not there any more; nothing is kept then.
 */
export function settle(scope: Scope<Tables>, settlements: readonly Settlement[]): Promise<void> {
  return inTransaction(scope, async (inside) => {
    const holds = settlements.map(({ hold }) => hold).filter((hold) => hold !== null);
    // In one order everywhere, so that two that keep the same answers never wait for each other.
    const settled = settlements
      .flatMap((settlement) => settlement.settled)
      .toSorted((one, other) => (one.answer.key < other.answer.key ? -1 : 1));
    const charges = settled.map(({ charge }) => charge).filter((charge) => charge !== null);
    if (holds.length > 0) await insertCharges(inside, holds, charges);
    await upsertAnswers(
      inside,
      settled.map(({ answer }) => answer),
    );
    for (const own of [false, true])
      await insertHistory(
        inside,
        settled.filter(({ answer }) => answer.own === own).flatMap(({ history }) => history),
        own,
      );
  });
}
