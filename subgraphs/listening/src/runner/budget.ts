import { setTimeout as wait } from 'node:timers/promises';
import { type Budget, BudgetError, type Quota } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import { blockUntil, scheduleOf, takeUnits } from '../data/budgets.ts';
import type { Tables } from '../data/tables.ts';

/** Longest time that `take` waits, in milliseconds; beyond it the caller does something else. */
const LONGEST_WAIT = 60_000;

/** Opens the budget of a platform, counted in PostgreSQL, so that it holds over all processes. */
export function openBudget(
  db: Kysely<Tables>,
  platform: string,
  quotas: readonly Quota[],
  clock: () => number,
): Budget {
  const schedules = quotas.map(scheduleOf);
  return {
    async take({ units }, signal) {
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
    },
    async observe(remaining, resetsAt) {
      if (remaining <= 0) await blockUntil(db, platform, new Date(resetsAt));
    },
  };
}
