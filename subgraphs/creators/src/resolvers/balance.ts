import { invalidInput } from '@tributary/kit';
import { isUuid, type Scope } from '@tributary/kit/postgres';
import type { Context } from '../context.ts';
import { findBalance, listLedger, type LedgerEntry as Row } from '../data/ledger.ts';
import type { Tables } from '../data/tables.ts';

const MOST_ENTRIES = 100;

/** Returns the workspace's balance and newest ledger entries. */
export async function readBalance(scope: Scope<Tables>, entries: number) {
  if (entries < 0 || entries > MOST_ENTRIES)
    throw invalidInput('entries', `\`entries\` must be from 0 to ${MOST_ENTRIES}, got ${entries}.`);
  const [microDollars, movements] = await Promise.all([findBalance(scope), listLedger(scope, entries)]);
  return { microDollars, entries: movements };
}

/** Finds a ledger entry of the workspace by id; null if unknown. */
export async function findEntry({ id }: { id: string }, context: Context): Promise<Row | null> {
  return isUuid(id) ? context.ledger.load(id) : null;
}

export const LedgerEntry = {
  __resolveReference: findEntry,
  microDollars: ({ micros }: Row) => micros,
  at: ({ created_at }: Row) => created_at,
};
