import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GRAPHQL_LIMIT } from '@tributary/gateway/access';
import { openLimits } from '@tributary/gateway/admission';
import { openTestDatabase, type TestDatabase, testPrincipal } from '@tributary/kit/testing';
import { recordStatements, unreliablePool } from '@tributary/test/support';

const WORKSPACE = '00000000-0000-4000-8000-00000000000a';
const MINUTE = { max: 5, window: 'minute' } as const;
const DAY = { max: 5, window: 'day' } as const;

let database: TestDatabase;
let now: number;
let limits: ReturnType<typeof openLimits>;
let keys = 0;

const at = (time: string) => {
  now = Date.parse(time);
};
const open = (clock = () => now) => openLimits({ pool: database.database.pool, clock });
/** Returns a key without any counted requests. */
const newKey = () => {
  keys++;
  return testPrincipal(WORKSPACE, { keyId: `00000000-0000-4000-8000-${String(keys).padStart(12, '0')}` });
};

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.stop());
beforeEach(() => {
  at('2026-04-04T23:59:30Z');
  limits = open();
});

describe('a window', () => {
  test('counts up to its maximum and refuses further requests', async () => {
    const key = newKey();
    const budgets = [];
    for (let index = 0; index < 7; index++) budgets.push(await limits.take(key, 'x', MINUTE));
    expect(budgets.map(({ allowed }) => allowed)).toEqual([true, true, true, true, true, false, false]);
    expect(budgets.map(({ remaining }) => remaining)).toEqual([4, 3, 2, 1, 0, 0, 0]);
  });

  test('is not pushed further by refused requests', async () => {
    const key = newKey();
    for (let index = 0; index < 20; index++) await limits.take(key, 'x', MINUTE);
    expect((await limits.take(key, 'x', MINUTE)).used).toBe(5);
    // A raised maximum admits more requests: refused ones were not counted.
    expect((await limits.take(key, 'x', { ...MINUTE, max: 6 })).allowed).toBe(true);
  });

  test('of a minute ends on the minute', async () => {
    const key = newKey();
    const budget = await limits.take(key, 'x', MINUTE);
    expect(budget).toMatchObject({ resetsAt: new Date('2026-04-05T00:00:00Z'), retryAfter: 30, used: 1 });
    at('2026-04-05T00:00:00Z');
    expect(await limits.take(key, 'x', MINUTE)).toMatchObject({
      used: 1,
      resetsAt: new Date('2026-04-05T00:01:00Z'),
    });
  });

  test('of a day ends at midnight UTC', async () => {
    const key = newKey();
    at('2026-04-04T00:00:00Z');
    const morning = await limits.take(key, 'x', DAY);
    expect(morning).toMatchObject({ resetsAt: new Date('2026-04-05T00:00:00Z'), retryAfter: 86_400 });
    at('2026-04-04T23:59:59.999Z');
    expect(await limits.take(key, 'x', DAY)).toMatchObject({ used: 2, retryAfter: 1 });
    at('2026-04-05T00:00:00Z');
    expect(await limits.take(key, 'x', DAY)).toMatchObject({ used: 1 });
  });

  test('belongs to one key and one limit', async () => {
    const [one, two] = [newKey(), newKey()];
    for (let index = 0; index < 6; index++) await limits.take(one, 'x', MINUTE);
    expect(await limits.take(one, 'x', MINUTE)).toMatchObject({ allowed: false });
    expect(await limits.take(two, 'x', MINUTE)).toMatchObject({ allowed: true, used: 1 });
    expect(await limits.take(one, 'y', MINUTE)).toMatchObject({ allowed: true, used: 1 });
  });

  test('lets nothing pass when the maximum is none', async () => {
    expect(await limits.take(newKey(), 'x', { max: 0, window: 'day' })).toMatchObject({
      allowed: false,
      used: 0,
      remaining: 0,
    });
  });

  test('of a plan that became smaller is used up, with nothing remaining', async () => {
    const key = newKey();
    for (let index = 0; index < 5; index++) await limits.take(key, 'x', DAY);
    expect(await limits.take(key, 'x', { ...DAY, max: 3 })).toMatchObject({ allowed: false, remaining: 0 });
  });

  test('continues with its count after a restart', async () => {
    const key = newKey();
    for (let index = 0; index < 4; index++) await limits.take(key, 'x', DAY);
    const restarted = open();
    expect(await restarted.take(key, 'x', DAY)).toMatchObject({ allowed: true, used: 5 });
    expect(await restarted.take(key, 'x', DAY)).toMatchObject({ allowed: false });
  });

  test('is not opened again by a process whose clock is behind', async () => {
    const key = newKey();
    at('2026-04-05T00:00:10Z');
    for (let index = 0; index < 5; index++) await limits.take(key, 'x', MINUTE);
    const behind = open(() => now - 60_000);
    expect(await behind.take(key, 'x', MINUTE)).toMatchObject({ allowed: false });
    expect(await limits.take(key, 'x', MINUTE)).toMatchObject({ allowed: false });
  });
});

describe('requests at once', () => {
  test('of one tick are one statement, for all keys', async () => {
    const [one, two] = [newKey(), newKey()];
    await limits.take(newKey(), 'x', MINUTE);
    const statements = recordStatements();
    const budgets = await Promise.all([
      ...Array.from({ length: 8 }, () => limits.take(one, 'x', MINUTE)),
      ...Array.from({ length: 3 }, () => limits.take(two, 'y', DAY)),
      ...Array.from({ length: 2 }, () => limits.take(one, 'y', DAY)),
    ]);
    expect(statements.stop()).toHaveLength(1);
    expect(budgets.filter(({ allowed }) => allowed)).toHaveLength(5 + 3 + 2);
  });

  test('of one tick are distinguished: each gets its own place in the window', async () => {
    const key = newKey();
    const budgets = await Promise.all(Array.from({ length: 7 }, () => limits.take(key, 'x', MINUTE)));
    expect(budgets.map(({ used }) => used)).toEqual([1, 2, 3, 4, 5, 5, 5]);
    expect(budgets.map(({ allowed }) => allowed)).toEqual([true, true, true, true, true, false, false]);
  });

  test('that arrive while statements wait are one statement, and wait for none of these for long', async () => {
    const [held, tick] = [newKey(), () => new Promise(setImmediate)];
    await limits.take(held, 'x', DAY);
    const other = await database.database.pool.connect();
    await other.query('begin');
    await other.query('select from limits.windows where key_id = $1 for update', [held.keyId]);
    const statements = recordStatements();
    const waiting = [limits.take(held, 'x', DAY)];
    await tick();
    waiting.push(limits.take(held, 'x', DAY));
    await tick();
    const later = [];
    for (let index = 0; index < 10; index++) {
      later.push(limits.take(newKey(), 'x', DAY));
      await tick();
    }
    const budgets = await Promise.all(later);
    const sent = statements.stop().length - waiting.length;
    // Before anything may fail: the lock would keep the others from ending.
    await other.query('commit');
    other.release();
    for (const { used } of budgets) expect(used).toBe(1);
    // One statement, or some on a busy machine.
    expect(sent).toBeLessThan(later.length);
    expect((await Promise.all(waiting)).map(({ used }) => used).sort()).toEqual([2, 3]);
  });

  test('over many connections are admitted exactly up to the limit', async () => {
    const keysOfAll = [newKey(), newKey(), newKey()];
    const processes = Array.from({ length: 8 }, () => open());
    const rule = { max: 100, window: 'day' } as const;
    const rounds = Array.from({ length: 20 }, async (_, round) => {
      const taken = [];
      for (const process of processes)
        for (const key of round % 2 ? keysOfAll : keysOfAll.toReversed()) {
          taken.push(process.take(key, 'x', rule).then(({ allowed }) => [key.keyId, allowed] as const));
          if (round % 3 === 0) await new Promise(setImmediate);
        }
      return Promise.all(taken);
    });
    const answers = (await Promise.all(rounds)).flat();
    for (const { keyId } of keysOfAll)
      expect(answers.filter(([id, allowed]) => id === keyId && allowed)).toHaveLength(100);
    expect(answers).toHaveLength(480);
  });

  test('all fail when the database does, and later ones work again', async () => {
    const key = newKey();
    const pool = unreliablePool(database.database.pool);
    const unreliable = openLimits({ pool, clock: () => now });
    pool.failing = true;
    const asked = [unreliable.take(key, 'x', MINUTE), unreliable.take(key, 'x', MINUTE)];
    for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected');
    pool.failing = false;
    expect(await unreliable.take(key, 'x', MINUTE)).toMatchObject({ allowed: true, used: 1 });
  });
});

describe('reading', () => {
  test('counts nothing', async () => {
    const key = newKey();
    await limits.take(key, 'x', MINUTE);
    for (let index = 0; index < 3; index++) await limits.read(key, [{ bucket: 'x', rule: MINUTE }]);
    expect(await limits.look(key, 'x', MINUTE)).toMatchObject({ used: 1, remaining: 4 });
  });

  test('for requests that are refused at once is one statement', async () => {
    const key = newKey();
    await limits.take(key, 'x', MINUTE);
    const statements = recordStatements();
    const budgets = await Promise.all(Array.from({ length: 50 }, () => limits.look(key, 'x', MINUTE)));
    expect(statements.stop()).toHaveLength(1);
    expect(new Set(budgets.map(({ used }) => used))).toEqual(new Set([1]));
  });

  test('starts anew with the window, before anything is counted in it', async () => {
    const key = newKey();
    await limits.take(key, 'x', MINUTE);
    at('2026-04-05T00:00:00Z');
    expect(await limits.read(key, [{ bucket: 'x', rule: MINUTE }])).toMatchObject([{ remaining: 5 }]);
  });

  test('by a clock that is behind sees the newer window, as counting does', async () => {
    const key = newKey();
    at('2026-04-05T00:00:10Z');
    await limits.take(key, 'x', MINUTE);
    const behind = open(() => now - 60_000);
    expect(await behind.read(key, [{ bucket: 'x', rule: MINUTE }])).toMatchObject([{ remaining: 4 }]);
  });

  test('of a limit that was never used gives all of it', async () => {
    expect(await limits.read(newKey(), [{ bucket: 'graphql', rule: GRAPHQL_LIMIT }])).toMatchObject([
      { limit: 600, remaining: 600 },
    ]);
  });
});

test('windows that began more than two days ago are swept, of every workspace, and no other', async () => {
  at('2026-04-04T12:00:00Z');
  const [old, recent] = [newKey(), newKey()];
  await limits.take(old, 'x', DAY);
  at('2026-04-06T00:00:01Z');
  await limits.take(recent, 'x', DAY);
  await limits.sweep.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
  const { rows } = await database.database.pool.query(
    'select key_id from limits.windows where key_id = any($1)',
    [[old.keyId, recent.keyId]],
  );
  expect(rows).toEqual([{ key_id: recent.keyId }]);
  expect(limits.sweep.schedule).toBe('17 * * * *');
});
