import { setTimeout as wait } from 'node:timers/promises';
import { type Budget, BudgetError, type Quota } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import { blockUntil, charge, scheduleOf, takeUnits } from '../data/sources/budgets.ts';
import type { Tables } from '../data/tables.ts';
import { currentPayers } from './payers.ts';

/** Longest time that `take` waits, in milliseconds; beyond it the caller does something else. */
const LONGEST_WAIT = 60_000;
const DAY = 86_400_000;

/** The limits of a platform's budget. */
export interface BudgetLimits {
  readonly quotas: readonly Quota[];
  /** Maximum spending of a workspace per UTC day, in US dollars. */
  readonly dailyDollars: number;
}

/** Opens the budget of a platform, counted in PostgreSQL, so that it holds over all processes. */
export function openBudget(
  db: Kysely<Tables>,
  platform: string,
  { quotas, dailyDollars: cap }: BudgetLimits,
  clock: () => number,
): Budget {
  const schedules = quotas.map(scheduleOf);
  const pay = async (dollars: number): Promise<void> => {
    const now = clock();
    const day = new Date(now).toISOString().slice(0, 10);
    if (await charge(db, { platform, payers: currentPayers(), day, dollars, cap })) return;
    const reason = cap === 0 ? 'LISTENING_DAILY_DOLLARS is 0' : `the cap of $${cap} a day is reached`;
    throw new BudgetError(`Reading costs money, and ${reason}.`, (Math.floor(now / DAY) + 1) * DAY);
  };
  return {
    async take({ units, dollars = 0 }, signal) {
      for (const schedule of schedules) {
        for (;;) {
          signal.throwIfAborted();
          const free = await takeUnits(db, platform, schedule, units, new Date(clock()));
          if (free === null) break;
          const left = free.getTime() - clock();
          if (left > LONGEST_WAIT)
            throw new BudgetError(
              `The vendor's quota is used up until ${free.toISOString()}.`,
              free.getTime(),
            );
          await wait(Math.max(left, 1), undefined, { signal });
        }
      }
      if (dollars > 0) await pay(dollars);
    },
    async observe(remaining, resetsAt) {
      if (remaining <= 0) await blockUntil(db, platform, new Date(resetsAt));
    },
  };
}
