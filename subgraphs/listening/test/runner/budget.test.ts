import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyFor } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { Kysely } from 'kysely';
import { charge, scheduleOf, takeUnits } from '../../src/data/sources/budgets.ts';
import { type Tables, tenantTables } from '../../src/data/tables.ts';
import { openBudget } from '../../src/runner/budget.ts';
import { onBehalfOf } from '../../src/runner/payers.ts';

const NOW = Date.parse('2026-11-01T12:00:00Z');
const signal = new AbortController().signal;

let database: TestDatabase;
let db: Kysely<Tables>;
beforeAll(async () => {
  database = await openTestDatabase();
  db = kyselyFor<Tables>(database.database.pool, 'listening', tenantTables);
});
afterAll(() => database.stop());

describe('a quota', () => {
  test.each([
    [1, 60_000],
    [30, 60_000],
    [300, 86_400_000],
  ])('of %s units in %s ms is not exceeded in any window, and nearly used up', async (units, windowMs) => {
    const platform = `quota ${units}`;
    const schedule = scheduleOf({ units, windowMs });
    const taken: number[] = [];
    for (let time = NOW; time < NOW + 3 * windowMs; ) {
      const free = await takeUnits(db, platform, schedule, 1, new Date(time));
      if (free === null) taken.push(time);
      else time = Math.max(free.getTime(), time + 1);
    }
    const most = Math.max(
      ...taken.map((from) => taken.filter((at) => at >= from && at < from + windowMs).length),
    );
    expect(most).toBeLessThanOrEqual(units);
    expect(taken.length).toBeGreaterThan(2 * units);
  });

  test('holds over processes that take at once', async () => {
    const schedule = scheduleOf({ units: 20, windowMs: 60_000 });
    const takes = Array.from({ length: 60 }, () => takeUnits(db, 'at once', schedule, 1, new Date(NOW)));
    const free = (await Promise.all(takes)).filter((wait) => wait === null);
    expect(free).toHaveLength(schedule.burst);
  });

  test('that a clock an hour ahead has used can be used at once when the clock is right', async () => {
    const schedule = scheduleOf({ units: 20, windowMs: 60_000 });
    for (const ahead of [3_600_000, 0]) {
      const now = new Date(NOW + ahead);
      for (let unit = 0; unit < schedule.burst; unit++)
        expect(await takeUnits(db, 'jumping', schedule, 1, now)).toBeNull();
      expect(await takeUnits(db, 'jumping', schedule, 1, now)).not.toBeNull();
    }
  });

  test('that the vendor says is used up is used up until its reset', async () => {
    let now = NOW;
    const limits = { quotas: [{ units: 100, windowMs: 60_000 }], dailyDollars: 0 };
    const budget = openBudget(db, 'observed', limits, () => now);
    await budget.take({ units: 1 }, signal);
    await budget.observe(0, NOW + 3_600_000);
    await expect(budget.take({ units: 1 }, signal)).rejects.toMatchObject({ until: NOW + 3_600_000 });
    now = NOW + 3_600_000;
    await budget.take({ units: 1 }, signal);
  });
});

describe('money', () => {
  const free = { quotas: [], dailyDollars: 0 };
  const capped = { quotas: [], dailyDollars: 1 };

  test('is not spent unless a cap is set', async () => {
    const budget = openBudget(db, 'x', free, () => NOW);
    const paid = onBehalfOf(
      () => [randomUUID()],
      () => budget.take({ units: 1, dollars: 0.25 }, signal),
    );
    await expect(paid).rejects.toMatchObject({
      name: 'BudgetError',
      message: 'Reading costs money, and LISTENING_DAILY_DOLLARS is 0.',
      until: Date.parse('2026-11-02T00:00:00Z'),
    });
  });

  test('is charged to one of those who ask, in turns, until the cap of each is reached; the next day again', async () => {
    let now = NOW;
    const [one, other] = [randomUUID(), randomUUID()];
    const budget = openBudget(db, 'x', capped, () => now);
    const pay = () =>
      onBehalfOf(
        () => [one, other],
        () => budget.take({ units: 1, dollars: 0.3 }, signal),
      );
    for (let request = 0; request < 6; request++) await pay();
    await expect(pay()).rejects.toThrow('the cap of $1 a day is reached');
    expect(await spentBy(one)).toEqual([0.9]);
    expect(await spentBy(other)).toEqual([0.9]);
    now += 86_400_000;
    await pay();
  });

  test('is never spent beyond the cap by requests at once', async () => {
    const workspace = randomUUID();
    const expense = { platform: 'x', payers: [workspace], day: '2026-11-01', dollars: 0.3, cap: 1 };
    const paid = await Promise.all(Array.from({ length: 20 }, () => charge(db, expense)));
    expect(paid.filter(Boolean)).toHaveLength(3);
    expect(await spentBy(workspace)).toEqual([0.9]);
  });

  const spentBy = async (workspaceId: string) =>
    (
      await db
        .selectFrom('spending')
        .where('workspace_id', '=', workspaceId)
        .where('day', '=', '2026-11-01')
        .select('dollars')
        .execute()
    ).map(({ dollars }) => dollars);
});
