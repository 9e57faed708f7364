import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openIdempotentResponses, type Repeat } from '@tributary/gateway/admission';
import { DAY } from '@tributary/kit';
import { openTestDatabase, type TestDatabase, testPrincipal } from '@tributary/kit/testing';

const OURS = '00000000-0000-4000-8000-00000000000a';
const THEIRS = '00000000-0000-4000-8000-00000000000b';
const MINUTE = 60_000;
const LEASE = 30_000;

let database: TestDatabase;
let now: number;
let keys = 0;

const open = () =>
  openIdempotentResponses({ pool: database.database.pool, clock: () => now, newId: randomUUID });
const caller = testPrincipal(OURS);
/** Returns a request under a new idempotency key. */
const newRequest = () => {
  keys++;
  return { route: 'social-crm createPost', idempotencyKey: `key-${keys}`, content: '{"body":"a"}' };
};
const rows = async () => {
  const { rows } = await database.database.pool.query('select count(*)::int as count from limits.answers');
  return rows[0].count as number;
};
/** Begins a request and expects it to start the work. */
const start = async (request: ReturnType<typeof newRequest>, responses = open()) => {
  const attempt = await responses.begin(caller, request);
  if (attempt.outcome !== 'started') throw new Error(`The outcome was ${attempt.outcome}.`);
  return attempt;
};

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.stop());
beforeEach(() => {
  now = Date.parse('2026-04-04T10:00:00Z');
});

describe('a stored response', () => {
  test('is replayed with its status by every process', async () => {
    const request = newRequest();
    await (await start(request)).store({ status: 201, body: { id: 'post_1' } });
    const again = { outcome: 'replayed', response: { status: 201, body: { id: 'post_1' } } };
    expect(await open().begin(caller, request)).toEqual(again);
    expect(await open().begin(caller, request)).toEqual(again);
  });

  test('without a body is replayed without one', async () => {
    const request = newRequest();
    await (await start(request)).store({ status: 204, body: null });
    expect(await open().begin(caller, request)).toMatchObject({ response: { status: 204, body: null } });
  });

  test('is not replayed to a different request with the same key', async () => {
    const request = newRequest();
    const other = { ...request, content: '{"body":"b"}' };
    const { store } = await start(request);
    expect(await open().begin(caller, other)).toEqual({ outcome: 'conflict' });
    await store({ status: 201, body: {} });
    expect(await open().begin(caller, other)).toEqual({ outcome: 'conflict' });
  });

  test('belongs to one workspace, one API key and one route', async () => {
    const request = newRequest();
    await (await start(request)).store({ status: 201, body: {} });
    const otherKey = testPrincipal(OURS, { keyId: '00000000-0000-4000-8000-000000000099' });
    for (const [principal, asked] of [
      [testPrincipal(THEIRS), request],
      [otherKey, request],
      [caller, { ...request, route: 'social-crm publishPost' }],
    ] as const)
      expect((await open().begin(principal, asked)).outcome).toBe('started');
  });

  test('expires after 24 hours, and its row is swept', async () => {
    const request = newRequest();
    await (await start(request)).store({ status: 201, body: {} });
    now += DAY - 1;
    expect((await open().begin(caller, request)).outcome).toBe('replayed');
    now += 1;
    expect((await open().begin(caller, { ...request, content: 'another' })).outcome).toBe('started');
    now += DAY;
    expect(await rows()).toBeGreaterThan(0);
    await open().sweep.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
    expect(await rows()).toBe(0);
  });
});

describe('work', () => {
  test('is started by one of many concurrent requests', async () => {
    const request = newRequest();
    const attempts = await Promise.all(Array.from({ length: 16 }, () => open().begin(caller, request)));
    expect(attempts.map(({ outcome }) => outcome).sort()).toEqual([
      ...Array(15).fill('in progress'),
      'started',
    ]);
  });

  test('that was released is started by the next request', async () => {
    const request = newRequest();
    await (await start(request)).release();
    expect((await open().begin(caller, { ...request, content: 'another' })).outcome).toBe('started');
  });

  test('of a killed process is taken over after 30 seconds, and its late response is dropped', async () => {
    const request = newRequest();
    const killed = await start(request);
    now += LEASE - 1;
    expect((await open().begin(caller, request)).outcome).toBe('in progress');
    now += 1;
    const next = await start(request);
    expect((await open().begin(caller, request)).outcome).toBe('in progress');
    await killed.store({ status: 201, body: { by: 'killed' } });
    await killed.release();
    expect((await open().begin(caller, request)).outcome).toBe('in progress');
    await next.store({ status: 201, body: { by: 'next' } });
    expect(await open().begin(caller, request)).toMatchObject({ response: { body: { by: 'next' } } });
  });

  test('that takes ten minutes is never started twice', async () => {
    const request = newRequest();
    const renewals = manualRepeat();
    const working = await start(request, openRenewed(renewals));
    for (let elapsed = 0; elapsed < 10 * MINUTE; elapsed += renewals.interval()) {
      now += renewals.interval();
      await renewals.tick();
      expect((await open().begin(caller, request)).outcome).toBe('in progress');
    }
    expect(working.lost.aborted).toBe(false);
    await working.store({ status: 201, body: { by: 'the first' } });
    expect(await open().begin(caller, request)).toMatchObject({ response: { body: { by: 'the first' } } });
  });

  test.each(['store', 'release', 'discard'] as const)('stops renewing its lease after %s', async (end) => {
    const renewals = manualRepeat();
    const request = newRequest();
    const working = await start(request, openRenewed(renewals));
    expect(renewals.running()).toBe(true);
    await working[end]({ status: 200, body: {} });
    expect(renewals.running()).toBe(false);
    // A renewal in flight must not restore the lease.
    await renewals.tick();
    expect((await open().begin(caller, request)).outcome).toBe(end === 'store' ? 'replayed' : 'started');
  });

  test('is aborted when another request has taken it over', async () => {
    const renewals = manualRepeat();
    const request = newRequest();
    const slept = await start(request, openRenewed(renewals));
    now += LEASE;
    await start(request);
    await renewals.tick();
    expect([slept.lost.aborted, renewals.running()]).toEqual([true, false]);
  });

  test('is aborted before another request may start it if its lease cannot be renewed', async () => {
    const renewals = manualRepeat();
    const request = newRequest();
    const unreachable = { fails: false };
    const working = await start(request, openRenewed(renewals, unreachable));
    const started = now;
    unreachable.fails = true;
    while (!working.lost.aborted) {
      now += renewals.interval();
      await renewals.tick();
    }
    expect(now - started).toBeLessThan(LEASE);
    expect((await open().begin(caller, request)).outcome).toBe('in progress');
    now = started + LEASE;
    expect((await open().begin(caller, request)).outcome).toBe('started');
  });

  test('continues after one failed renewal', async () => {
    const renewals = manualRepeat();
    const request = newRequest();
    const unreachable = { fails: false };
    const working = await start(request, openRenewed(renewals, unreachable));
    unreachable.fails = true;
    now += renewals.interval();
    await renewals.tick();
    unreachable.fails = false;
    now += renewals.interval();
    await renewals.tick();
    now += LEASE - 1;
    expect((await open().begin(caller, request)).outcome).toBe('in progress');
    expect(working.lost.aborted).toBe(false);
  });
});

/** Creates renewals that the test triggers. */
function manualRepeat() {
  let repeated: { tick: () => Promise<void>; milliseconds: number } | undefined;
  let running = false;
  const repeat: Repeat = (tick, milliseconds) => {
    repeated = { tick, milliseconds };
    running = true;
    return () => {
      running = false;
    };
  };
  return {
    repeat,
    tick: () => repeated!.tick(),
    interval: () => repeated!.milliseconds,
    running: () => running,
  };
}

/**
 * Opens the store with these renewals, which fail as if the database were unreachable while
 * `unreachable.fails`.
 */
function openRenewed({ repeat }: ReturnType<typeof manualRepeat>, unreachable = { fails: false }) {
  const { pool } = database.database;
  const away = new Proxy(pool, {
    get(target, name) {
      if (name === 'connect' && unreachable.fails)
        return () => Promise.reject(new Error('There is no database.'));
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return openIdempotentResponses({ pool: away, clock: () => now, newId: randomUUID, repeat });
}
