import { recordEvents } from '@tributary/kit/events';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { balanceEvents } from '../balance-event.ts';
import { deleteAnswers, type StoredAnswer, upsertAnswers } from './answers.ts';
import { type HistoryRow, insertHistory } from './history.ts';
import { type Charge, type Hold, insertCharges, insertRefunds } from './ledger.ts';
import type { Tables } from './tables.ts';

/**
 * Refunds the charges of an undelivered response and deletes its answers, so that a retry pays
 * again. Returns the keys of the answers.
 */
export async function refund(scope: Scope<Tables>, delivery: string): Promise<string[]> {
  return inTransaction(scope, async (inside) => {
    const keys = await insertRefunds(inside, delivery);
    await deleteAnswers(inside, keys);
    return keys;
  });
}

/** A fresh answer with its charge and its history. */
export interface Settled {
  readonly answer: StoredAnswer;
  readonly history: readonly HistoryRow[];
  /** Null if it is free. */
  readonly charge: Charge | null;
}

/** Answers fetched together, and the credit held for them. */
export interface Settlement {
  /** Null if they are free. */
  readonly hold: Hold | null;
  readonly settled: readonly Settled[];
}

/**
 * Stores answers, their history and their charges in one transaction, so that a killed process
 * never leaves a charge without its answer. Throws PAYMENT_REQUIRED, storing nothing, if the
 * balance no longer covers them.
 */
export function settle(scope: Scope<Tables>, settlements: readonly Settlement[]): Promise<void> {
  return inTransaction(scope, async (inside) => {
    const holds = settlements.map(({ hold }) => hold).filter((hold) => hold !== null);
    // Sorted, so that two transactions that store the same answers cannot deadlock.
    const settled = settlements
      .flatMap((settlement) => settlement.settled)
      .toSorted((one, other) => (one.answer.key < other.answer.key ? -1 : 1));
    const charges = settled.map(({ charge }) => charge).filter((charge) => charge !== null);
    if (holds.length > 0) {
      const { before, after } = await insertCharges(inside, holds, charges);
      const [first] = settled;
      if (first)
        await recordEvents(inside, first.answer.storedAt, balanceEvents(inside.workspaceId, before, after));
    }
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
