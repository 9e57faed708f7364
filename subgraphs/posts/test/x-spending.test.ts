import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UpstreamError } from '@tributary/kit/http-client';
import type { Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { Tables } from '../src/data/tables.ts';
import { HOLD_LIFETIME, holdSpending, type SpendingHold, settleSpending } from '../src/x/data/x-spending.ts';
import { type SpendingBudget, spend } from '../src/x/refresh/spending.ts';
import type { Resource } from '../src/x/refresh/x-prices.ts';
import { newScope } from './support.ts';
import { newId } from './x-support.ts';

const DAY = '2026-04-04';
const CAP = 1_000_000;
const POST = 5_000;

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

let now = new Date(`${DAY}T10:00:00Z`);
const later = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds);
};
const hold = (scope: Scope<Tables>, ...amounts: number[]) =>
  holdSpending(scope, { day: DAY, cap: CAP, amounts, now });
/** Holds money; throws if the hold is refused. */
const granted = async (scope: Scope<Tables>, ...amounts: number[]) => {
  const result = await hold(scope, ...amounts);
  if (typeof result === 'string') throw new Error(`This was ${result}.`);
  return result;
};
const reads = (count: number) => Array.from({ length: count }, (): Resource => `post:${newId()}`);
const rowsOf = async (table: string, { workspaceId }: Scope<Tables>) =>
  (await opened.database.pool.query(`select * from posts.${table} where workspace_id = $1`, [workspaceId]))
    .rows;
const spentOf = async (scope: Scope<Tables>) => Number((await rowsOf('x_spending', scope))[0]?.spent ?? 0);
/** Creates a budget that calls `meanwhile` instead of waiting. */
const budgetOf = (scope: Scope<Tables>, meanwhile: () => Promise<boolean>): SpendingBudget => ({
  scope,
  day: DAY,
  cap: CAP,
  charged: () => {},
  now: () => now,
  wait: meanwhile,
});
const neverWaits = () => Promise.reject(new Error('It waited.'));

describe('a hold', () => {
  test('that exceeds the cap only together with another is busy, and granted once the other has cost less', async () => {
    const scope = newScope(opened);
    const first = await granted(scope, 900_000);
    expect(await hold(scope, 200_000)).toBe('busy');
    expect(await settleSpending(scope, first, reads(2))).toBe(2 * POST);
    expect(await hold(scope, 200_000)).toMatchObject({ amount: 200_000 });
    expect(await spentOf(scope)).toBe(2 * POST);
  });

  test('is refused as capped only for money that was spent', async () => {
    const scope = newScope(opened);
    await settleSpending(scope, await granted(scope, 900_000), 'unknown');
    expect(await hold(scope, 100_001)).toBe('capped');
    const rest = await granted(scope, 100_000);
    expect(await hold(scope, 100_000)).toBe('busy');
    await settleSpending(scope, rest, []);
    expect(await hold(scope, 100_000)).toMatchObject({ amount: 100_000 });
  });

  test('reserves the largest amount that fits beside others', async () => {
    const scope = newScope(opened);
    expect(await hold(scope, 1_000_001, 800_000, 300_000, 100_000)).toMatchObject({ amount: 800_000 });
    expect(await hold(scope, 1_000_001, 800_000, 300_000, 100_000)).toMatchObject({ amount: 100_000 });
  });

  test('of a process that was killed expires, and costs nothing', async () => {
    const scope = newScope(opened);
    await granted(scope, CAP);
    later(HOLD_LIFETIME - 1);
    expect(await hold(scope, CAP)).toBe('busy');
    later(1);
    expect(await hold(scope, CAP)).toMatchObject({ amount: CAP });
    expect([await spentOf(scope), (await rowsOf('x_holds', scope)).length]).toEqual([0, 1]);
  });

  test('that is settled after it has expired is still charged', async () => {
    const scope = newScope(opened);
    const slow = await granted(scope, CAP);
    later(HOLD_LIFETIME);
    const next = await granted(scope, CAP);
    await settleSpending(scope, slow, reads(3));
    expect([await spentOf(scope), await rowsOf('x_holds', scope)]).toEqual([
      3 * POST,
      [expect.objectContaining({ id: next.id })],
    ]);
  });

  test('of one day or workspace does not limit another', async () => {
    const scope = newScope(opened);
    await granted(scope, CAP);
    expect(await hold(newScope(opened), CAP)).toMatchObject({ amount: CAP });
    const tomorrow = { day: '2026-04-05', cap: CAP, amounts: [CAP], now };
    expect(await holdSpending(scope, tomorrow)).toMatchObject({ amount: CAP });
  });

  test('is granted only up to the cap, for any number of concurrent calls', async () => {
    const scope = newScope(opened);
    const results = await Promise.all(Array.from({ length: 8 }, () => hold(scope, 300_000)));
    const held = results.filter((result): result is SpendingHold => typeof result !== 'string');
    expect([held.length, results.filter((result) => result === 'busy').length]).toEqual([3, 5]);
    await Promise.all(held.map((each) => settleSpending(scope, each, 'unknown')));
    expect(await spentOf(scope)).toBe(900_000);
    expect(await hold(scope, 300_000)).toBe('capped');
  });
});

describe('a call', () => {
  test('waits for money that another call holds, and is made once that has ended', async () => {
    const scope = newScope(opened);
    const other = await granted(scope, 900_000);
    let waits = 0;
    const budget = budgetOf(scope, async () => {
      waits += 1;
      if (waits === 2) await settleSpending(scope, other, reads(1));
      return true;
    });
    const made = await spend(budget, [500_000, 200_000], async (form, own) => {
      own.push(...reads(4));
      return form;
    });
    // In its most expensive form, as soon as that fits.
    expect([made, waits]).toEqual([{ answer: 0 }, 2]);
    expect([await spentOf(scope), await rowsOf('x_holds', scope)]).toEqual([5 * POST, []]);
  });

  test('is not made after its longest wait', async () => {
    const scope = newScope(opened);
    await granted(scope, 900_000);
    const budget = budgetOf(scope, async () => false);
    expect(await spend(budget, [200_000], () => Promise.reject(new Error('It was made.')))).toBe('busy');
    expect(await spentOf(scope)).toBe(0);
  });

  test('does not wait for money that is spent', async () => {
    const scope = newScope(opened);
    await settleSpending(scope, await granted(scope, CAP), 'unknown');
    expect(await spend(budgetOf(scope, neverWaits), [1], neverWaits)).toBe('capped');
  });

  test.each([
    ['was never sent', new UpstreamError('failed', 'No connection.', { sent: false }), 0],
    ['was refused', new UpstreamError('limited', 'Too many.', { sent: true }), 0],
    ['may have been carried out', new UpstreamError('timeout', 'No answer.', { sent: true }), 250_000],
    ['failed here after it was sent', new Error('Ours.'), 250_000],
  ])('that %s costs what X may charge for it', async (_, error, cost) => {
    const scope = newScope(opened);
    await expect(spend(budgetOf(scope, neverWaits), [250_000], () => Promise.reject(error))).rejects.toBe(
      error,
    );
    expect([await spentOf(scope), await rowsOf('x_holds', scope)]).toEqual([cost, []]);
  });
});
