import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { kyselyFor } from '@tributary/kit/postgres';
import { openTestDatabase, silentLog, type TestDatabase } from '@tributary/kit/testing';
import { BudgetError, type ItemState, type Source } from '@tributary/platforms';
import { type Kysely, sql } from 'kysely';
import { consumeDeliveries, type Delivery, insertMatches } from '../../src/data/matches.ts';
import { blockUntil, scheduleOf, takeUnits } from '../../src/data/sources/budgets.ts';
import { type Tables, tenantTables } from '../../src/data/tables.ts';
import { recheckItems } from '../../src/rechecking/recheck-items.ts';
import { item } from '../runner/source.ts';

const HOUR = 3_600_000;
const FOUND = Date.parse('2026-11-01T12:00:00Z');
const [ONE, OTHER] = [randomUUID(), randomUUID()];

let database: TestDatabase;
let db: Kysely<Tables>;
beforeAll(async () => {
  database = await openTestDatabase();
  db = kyselyFor<Tables>(database.database.pool, 'listening', tenantTables);
});
afterAll(() => database.stop());
afterEach(async () => {
  await sql`truncate listening.seen, listening.deliveries, listening.budgets`.execute(db);
});

/** Stores that workspaces have received an item. */
async function find(nativeId: string, ...workspaces: string[]): Promise<void> {
  const reasons = { spans: [], fields: [] };
  const matches = workspaces.map((workspaceId) => ({
    workspaceId,
    queryId: randomUUID(),
    consumer: 'tracker' as const,
    item: item(nativeId, 'alpha'),
    reasons,
  }));
  await insertMatches(db, { matches, origin: 'tail' }, new Date(FOUND));
  await sql`truncate listening.deliveries`.execute(db);
}

/** Rechecks at a time, and returns the ids that the platform was asked for. */
async function recheck(at: number, stateOf: (nativeId: string) => ItemState | null): Promise<string[]> {
  const asked: string[] = [];
  const source: Source = {
    async recheck(ids) {
      asked.push(...ids);
      return ids.map(stateOf);
    },
  };
  const parts = { db, log: silentLog, clock: () => at, sources: new Map([['hackernews', source]]) };
  await recheckItems(parts, new AbortController().signal);
  return asked;
}

const counted = (nativeId: string): ItemState => ({
  nativeId,
  title: null,
  text: 'alpha',
  metrics: { likes: 42, comments: 7, shares: null, views: null },
});

async function delivered(): Promise<Delivery[]> {
  const taken: Delivery[] = [];
  await consumeDeliveries(db, 'tracker', 100, async (_, rows) => void taken.push(...rows));
  return taken;
}

test('new counts reach each workspace that has received the item, once', async () => {
  await find('1', ONE, ONE, OTHER);
  expect(await recheck(FOUND + HOUR, counted)).toEqual(['1']);
  const found = await delivered();
  expect(found.map(({ workspaceId }) => workspaceId).sort()).toEqual([ONE, OTHER].sort());
  for (const {
    change,
    item: { nativeId, metrics },
  } of found)
    expect([change, nativeId, metrics.likes, metrics.comments]).toEqual(['counted', '1', 42, 7]);
});

test('an item that is gone is delivered as deleted to every query, and not read again', async () => {
  await find('1', ONE, OTHER);
  await recheck(FOUND + HOUR, () => 'deleted');
  expect((await delivered()).map(({ change, origin }) => [change, origin])).toEqual([
    ['deleted', 'recheck'],
    ['deleted', 'recheck'],
  ]);
  expect(await recheck(FOUND + 30 * HOUR, counted)).toEqual([]);
});

test('an item is read an hour, a day and a week after it was found, and no more', async () => {
  await find('1', ONE);
  const times = [0.9, 1, 2, 24, 30, 7 * 24, 8 * 24, 30 * 24];
  const read: number[] = [];
  for (const hours of times) if ((await recheck(FOUND + hours * HOUR, counted)).length > 0) read.push(hours);
  expect(read).toEqual([1, 24, 7 * 24]);
});

test('a platform that cannot tell delivers nothing', async () => {
  await find('1', ONE);
  expect(await recheck(FOUND + HOUR, () => null)).toEqual(['1']);
  expect(await delivered()).toEqual([]);
});

test('nothing is read while the quota is needed for what is new, and a used-up budget keeps items due', async () => {
  await find('1', ONE);
  await takeUnits(db, 'hackernews', scheduleOf({ units: 10_000, windowMs: HOUR }), 1, new Date(FOUND));
  await blockUntil(db, 'hackernews', new Date(FOUND + 2 * HOUR));
  expect(await recheck(FOUND + HOUR, counted)).toEqual([]);
  const refused = recheck(FOUND + 3 * HOUR, () => {
    throw new BudgetError('The quota is used up.', FOUND + 4 * HOUR);
  });
  expect(await refused).toEqual(['1']);
  expect(await recheck(FOUND + 4 * HOUR, counted)).toEqual(['1']);
});
