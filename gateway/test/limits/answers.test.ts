import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openAnswers } from '@tributary/gateway/limits';
import { openTestDatabase, type TestDatabase, testPrincipal } from '@tributary/kit/testing';

const OURS = '00000000-0000-4000-8000-00000000000a';
const THEIRS = '00000000-0000-4000-8000-00000000000b';
const MINUTE = 60_000;
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

  test('of a process that was killed is taken over after two minutes, and never answered by the other', async () => {
    const request = newRequest();
    const killed = await first(request);
    now += 2 * MINUTE - 1;
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
});
