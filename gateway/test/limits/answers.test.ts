import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openAnswers, type Repeat } from '@tributary/gateway/limits';
import { openTestDatabase, type TestDatabase, testPrincipal } from '@tributary/kit/testing';

const OURS = '00000000-0000-4000-8000-00000000000a';
const THEIRS = '00000000-0000-4000-8000-00000000000b';
const MINUTE = 60_000;
const LEASE = 30_000;
const DAY = 86_400_000;

let database: TestDatabase;
let now: number;
let keys = 0;

const open = () => openAnswers({ pool: database.database.pool, clock: () => now });
const caller = testPrincipal(OURS);
/** A request under an idempotency key that nothing was asked with yet. */
const newRequest = () => {
  keys++;
  return { route: 'social-crm createPost', idempotencyKey: `key-${keys}`, content: '{"body":"a"}' };
};
const rows = async () => {
  const { rows } = await database.database.pool.query('select count(*)::int as count from limits.answers');
  return rows[0].count as number;
};
/** Takes the turn that must be the first one. */
const first = async (request: ReturnType<typeof newRequest>, answers = open()) => {
  const turn = await answers.begin(caller, request);
  if (turn.turn !== 'first') throw new Error(`This was ${turn.turn}.`);
  return turn;
};

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.stop());
beforeEach(() => {
  now = Date.parse('2026-04-04T10:00:00Z');
});

describe('an answer', () => {
  test('is given again, with its status, by every process', async () => {
    const request = newRequest();
    await (await first(request)).keep({ status: 201, body: { id: 'post_1' } });
    const again = { turn: 'again', answer: { status: 201, body: { id: 'post_1' } } };
    expect(await open().begin(caller, request)).toEqual(again);
    expect(await open().begin(caller, request)).toEqual(again);
  });

  test('without a body is given again without one', async () => {
    const request = newRequest();
    await (await first(request)).keep({ status: 204, body: null });
    expect(await open().begin(caller, request)).toMatchObject({ answer: { status: 204, body: null } });
  });

  test('is not given to another request under the same key', async () => {
    const request = newRequest();
    const other = { ...request, content: '{"body":"b"}' };
    const { keep } = await first(request);
    expect(await open().begin(caller, other)).toEqual({ turn: 'other request' });
    await keep({ status: 201, body: {} });
    expect(await open().begin(caller, other)).toEqual({ turn: 'other request' });
  });

  test('belongs to one workspace, one API key and one route', async () => {
    const request = newRequest();
    await (await first(request)).keep({ status: 201, body: {} });
    const otherKey = testPrincipal(OURS, { keyId: '00000000-0000-4000-8000-000000000099' });
    for (const [principal, asked] of [
      [testPrincipal(THEIRS), request],
      [otherKey, request],
      [caller, { ...request, route: 'social-crm publishPost' }],
    ] as const)
      expect((await open().begin(principal, asked)).turn).toBe('first');
  });

  test('is forgotten after 24 hours, and its row is swept', async () => {
    const request = newRequest();
    await (await first(request)).keep({ status: 201, body: {} });
    now += DAY - 1;
    expect((await open().begin(caller, request)).turn).toBe('again');
    now += 1;
    expect((await open().begin(caller, { ...request, content: 'another' })).turn).toBe('first');
    now += DAY;
    expect(await rows()).toBeGreaterThan(0);
    await open().sweep.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
    expect(await rows()).toBe(0);
  });
});

describe('work', () => {
  test('is begun by one of many at the same time', async () => {
    const request = newRequest();
    const turns = await Promise.all(Array.from({ length: 16 }, () => open().begin(caller, request)));
    expect(turns.map(({ turn }) => turn).sort()).toEqual(['first', ...Array(15).fill('too early')]);
  });

  test('that was released is begun by the next request', async () => {
    const request = newRequest();
    await (await first(request)).release();
    expect((await open().begin(caller, { ...request, content: 'another' })).turn).toBe('first');
  });

  test('of a process that was killed is taken over after half a minute, and never answered by the other', async () => {
    const request = newRequest();
    const killed = await first(request);
    now += LEASE - 1;
    expect((await open().begin(caller, request)).turn).toBe('too early');
    now += 1;
    const next = await first(request);
    expect((await open().begin(caller, request)).turn).toBe('too early');
    await killed.keep({ status: 201, body: { by: 'killed' } });
    await killed.release();
    expect((await open().begin(caller, request)).turn).toBe('too early');
    await next.keep({ status: 201, body: { by: 'next' } });
    expect(await open().begin(caller, request)).toMatchObject({ answer: { body: { by: 'next' } } });
  });

  test('that takes ten minutes is never begun beside itself', async () => {
    const request = newRequest();
    const renewals = manualRepeat();
    const working = await first(request, openRenewed(renewals));
    for (let elapsed = 0; elapsed < 10 * MINUTE; elapsed += renewals.interval()) {
      now += renewals.interval();
      await renewals.tick();
      expect((await open().begin(caller, request)).turn).toBe('too early');
    }
    expect(working.lost.aborted).toBe(false);
    await working.keep({ status: 201, body: { by: 'the first' } });
    expect(await open().begin(caller, request)).toMatchObject({ answer: { body: { by: 'the first' } } });
  });

  test.each(['keep', 'release', 'forget'] as const)('is renewed no more after %s', async (end) => {
    const renewals = manualRepeat();
    const request = newRequest();
    const working = await first(request, openRenewed(renewals));
    expect(renewals.running()).toBe(true);
    await working[end]({ status: 200, body: {} });
    expect(renewals.running()).toBe(false);
    // A renewal that was under way brings nothing back.
    await renewals.tick();
    expect((await open().begin(caller, request)).turn).toBe(end === 'keep' ? 'again' : 'first');
  });

  test('is told to stop when another has taken it over', async () => {
    const renewals = manualRepeat();
    const request = newRequest();
    const slept = await first(request, openRenewed(renewals));
    now += LEASE;
    await first(request);
    await renewals.tick();
    expect([slept.lost.aborted, renewals.running()]).toEqual([true, false]);
  });

  test('is told to stop before another may begin it when its claim cannot be renewed', async () => {
    const renewals = manualRepeat();
    const request = newRequest();
    const unreachable = { fails: false };
    const working = await first(request, openRenewed(renewals, unreachable));
    const begun = now;
    unreachable.fails = true;
    while (!working.lost.aborted) {
      now += renewals.interval();
      await renewals.tick();
    }
    expect(now - begun).toBeLessThan(LEASE);
    expect((await open().begin(caller, request)).turn).toBe('too early');
    now = begun + LEASE;
    expect((await open().begin(caller, request)).turn).toBe('first');
  });

  test('goes on when one renewal has failed', async () => {
    const renewals = manualRepeat();
    const request = newRequest();
    const unreachable = { fails: false };
    const working = await first(request, openRenewed(renewals, unreachable));
    unreachable.fails = true;
    now += renewals.interval();
    await renewals.tick();
    unreachable.fails = false;
    now += renewals.interval();
    await renewals.tick();
    now += LEASE - 1;
    expect((await open().begin(caller, request)).turn).toBe('too early');
    expect(working.lost.aborted).toBe(false);
  });
});

/** Renewals whose time the test decides. */
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

/** Answers with such renewals, which fail while `unreachable.fails`, as with a database that is away. */
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
  return openAnswers({ pool: away, clock: () => now, repeat });
}
