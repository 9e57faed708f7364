import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kyselyFor, type Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase, testPrincipal } from '@tributary/kit/testing';
import { limitOf, readQuota, withinQuota } from '../src/assistance/index.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const MARCH = new Date('2026-03-31T23:59:59.999Z');
const APRIL = new Date('2026-04-01T00:00:00Z');
const newScope = (): Scope<Tables> => ({
  db: kyselyFor<Tables>(opened.database.pool, 'publishing', tenantTables),
  workspaceId: randomUUID(),
});
const done = async () => 'done';

test('exactly the calls of the plan succeed, for any number of concurrent callers', async () => {
  const scope = newScope();
  const asked = await Promise.allSettled(
    Array.from({ length: 60 }, () => withinQuota(scope, 25, MARCH, done)),
  );
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
  for (const each of asked)
    if (each.status === 'rejected')
      expect(each.reason).toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 25, resetsAt: APRIL } });
  expect(await readQuota(scope, 25, MARCH)).toEqual({ used: 25, limit: 25, resetsAt: APRIL });
});

test('a failed call returns its unit', async () => {
  const scope = newScope();
  const fail = () => Promise.reject(new Error('the model failed'));
  await expect(withinQuota(scope, 1, MARCH, fail)).rejects.toThrow('the model failed');
  expect(await withinQuota(scope, 1, MARCH, done)).toBe('done');
});

test('a month in UTC starts at 0, separately for each workspace', async () => {
  const scope = newScope();
  await withinQuota(scope, 1, MARCH, done);
  await expect(withinQuota(scope, 1, MARCH, done)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  expect(await withinQuota(scope, 1, APRIL, done)).toBe('done');
  expect(await withinQuota(newScope(), 1, MARCH, done)).toBe('done');
});

test('plans have 500 and 5,000 calls, the free one none', async () => {
  const plan = (name: string) => limitOf(testPrincipal(randomUUID(), { plans: { 'social-crm': name } }));
  expect([plan('pro'), plan('team'), plan('free')]).toEqual([500, 5_000, 0]);
  await expect(withinQuota(newScope(), 0, MARCH, done)).rejects.toMatchObject({ code: 'PLAN_REQUIRED' });
});
