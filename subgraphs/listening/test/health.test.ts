import { describe, expect, test } from '@jest/globals';
import type { Source } from '@tributary/platforms';
import { type HealthFacts, type HealthQuery, healthOf, sourceStates } from '../src/health.ts';
import { platformLog } from './runner/source.ts';

const SINCE = new Date('2026-11-01T12:00:00Z');
const BEFORE = new Date('2026-11-01T11:59:00Z');
const AFTER = new Date('2026-11-01T12:01:00Z');
const NEXT = new Date('2026-11-01T12:05:00Z');

const query = (changes: Partial<HealthQuery> = {}): HealthQuery => ({
  query: 'alpha',
  platforms: ['hackernews'],
  places: {},
  since: SINCE,
  ...changes,
});
const facts = (changes: Partial<HealthFacts> = {}): HealthFacts => ({
  sources: new Map([['hackernews', platformLog().source]]),
  positions: [],
  stored: [],
  budgets: [],
  isOn: true,
  now: AFTER.getTime(),
  ...changes,
});
const position = (changes: object = {}) => ({
  platform: 'hackernews',
  target: 'tail',
  dueAt: NEXT,
  lastSuccess: AFTER,
  problem: null,
  ...changes,
});

const source = (changes: object = {}) => ({
  platform: 'hackernews',
  lastSuccess: BEFORE,
  lastFailure: null,
  problem: null,
  nextAttempt: null,
  isFollowed: true,
  ...changes,
});

describe('the health of a query', () => {
  test('is OK after a reading, with the times', () => {
    expect(healthOf(query(), facts({ positions: [position()] }))).toEqual([
      {
        platform: 'hackernews',
        state: 'ok',
        lastSuccess: AFTER,
        nextAttempt: NEXT,
        quotaLeft: 1,
        problem: null,
      },
    ]);
  });

  test('does not show what happened before the query was registered, which another one caused', () => {
    expect(healthOf(query(), facts({ positions: [position({ lastSuccess: BEFORE })] }))).toEqual(
      healthOf(query(), facts()),
    );
    expect(healthOf(query(), facts())).toMatchObject([
      { state: 'waiting', lastSuccess: null, nextAttempt: null },
    ]);
  });

  test('is failing with the problem in words, if the source has failed since', () => {
    const positions = [position({ problem: 'Answered 503.', lastSuccess: null })];
    const stored = [source({ lastFailure: AFTER })];
    expect(healthOf(query(), facts({ positions, stored }))).toMatchObject([
      { state: 'failing', problem: 'Answered 503.', nextAttempt: NEXT },
    ]);
    const earlier = [source({ lastFailure: BEFORE })];
    expect(healthOf(query(), facts({ positions, stored: earlier }))).toMatchObject([
      { state: 'waiting', problem: null, nextAttempt: null },
    ]);
  });

  test('does not show the positions of other queries', () => {
    const positions = [position({ target: 'search:beta', problem: 'Answered 503.' })];
    const stored = [source({ lastFailure: AFTER })];
    expect(healthOf(query(), facts({ positions, stored }))).toMatchObject([
      { state: 'waiting', problem: null },
    ]);
  });

  test('says what is missing, and when listening is off', () => {
    expect(healthOf(query(), facts({ sources: new Map() }))).toMatchObject([
      { state: 'off', problem: expect.stringMatching(/^It needs /) },
    ]);
    expect(healthOf(query(), facts({ isOn: false }))).toMatchObject([
      { state: 'off', problem: expect.stringContaining('TRIBUTARY_LISTENING') },
    ]);
  });

  test('says that a platform is read only at places', () => {
    const places = { intervalMs: 1, check: async () => null, poll: async () => Promise.reject(new Error()) };
    const sources = new Map<string, Source>([['hackernews', { places }]]);
    expect(healthOf(query(), facts({ sources }))).toMatchObject([{ state: 'unsupported' }]);
    const named = query({ places: { hackernews: ['show'] } });
    expect(healthOf(named, facts({ sources }))).toMatchObject([{ state: 'waiting' }]);
  });

  test('has every platform if the query names none', () => {
    expect(healthOf(query({ platforms: null }), facts()).length).toBeGreaterThan(3);
  });
});

test('a used or blocked quota is shown in tenths', () => {
  const left = (paidUntil: number, blockedUntil: Date | null = null) =>
    healthOf(
      query(),
      facts({
        positions: [position()],
        budgets: [
          {
            platform: 'hackernews',
            windowMs: 3_600_000,
            paidUntil: new Date(AFTER.getTime() + paidUntil),
            blockedUntil,
          },
        ],
      }),
    )[0]!.quotaLeft;
  expect(left(-1_000)).toBe(1);
  expect(left(1e9)).toBe(0);
  expect(left(-1_000, NEXT)).toBe(0);
});

test('an operator sees every source as a whole, with what it needs', () => {
  const states = sourceStates(facts({ stored: [source()] }));
  expect(states.find(({ platform }) => platform === 'hackernews')).toMatchObject({
    state: 'ok',
    lastSuccess: BEFORE,
    isKeyless: true,
    requires: expect.any(String),
  });
  expect(
    states.filter(({ platform }) => platform !== 'hackernews').every(({ state }) => state === 'off'),
  ).toBe(true);
});
