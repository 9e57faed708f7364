import { invalidInput, type Scope } from '@tributary/kit';
import { findBalance, listLedger } from '../data/ledger.ts';
import type { Tables } from '../data/tables.ts';

const MOST_ENTRIES = 100;

/** The workspace's balance, with its newest movements. */
export async function readBalance(scope: Scope<Tables>, entries: number) {
  if (entries < 0 || entries > MOST_ENTRIES)
    throw invalidInput('entries', `\`entries\` must be from 0 to ${MOST_ENTRIES}, got ${entries}.`);
  const [microDollars, movements] = await Promise.all([findBalance(scope), listLedger(scope, entries)]);
  return {
    microDollars,
    entries: movements.map(({ micros, created_at, ...entry }) => ({
      ...entry,
      microDollars: micros,
      at: created_at,
    })),
  };
}
