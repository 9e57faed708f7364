import { describe, expect, test } from '@jest/globals';
import { afterAttempt } from '../../src/notifications/webhooks/after-attempt.ts';

const NOW = new Date('2026-05-04T09:00:00Z');
const HOUR = 3_600_000;

const failed = (status: number | null = 500) => ({
  at: NOW.toISOString(),
  status,
  latencyMs: 12,
  error: 'It failed.',
});

const decide = (tries: number, { status = 500, retryAfter = 0, failingSince = null as Date | null } = {}) =>
  afterAttempt({ tries }, { failingSince }, { attempt: failed(status), retryAfter }, NOW);

const pauseOf = ({ delivery }: ReturnType<typeof decide>) =>
  delivery.nextAttemptAt!.getTime() - NOW.getTime();

describe('after a failed attempt', () => {
  test('a message is sent nine more times, with growing pauses, over about three days', () => {
    const pauses = Array.from({ length: 9 }, (_, tries) => pauseOf(decide(tries)));
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    const total = pauses.reduce((sum, pause) => sum + pause, 0) / HOUR;
    expect(total).toBeGreaterThan(75);
    expect(total).toBeLessThan(84);
    expect(decide(9).delivery).toMatchObject({ status: 'failed', nextAttemptAt: null });
  });

  test('a receiver may ask for a longer pause, but for no more than a day', () => {
    expect(pauseOf(decide(0, { retryAfter: HOUR }))).toBe(HOUR);
    expect(pauseOf(decide(0, { retryAfter: 100 * HOUR }))).toBe(24 * HOUR);
  });

  test('the first failure since a success is remembered', () => {
    expect(decide(0).failingSince).toEqual(NOW);
    const since = new Date(NOW.getTime() - HOUR);
    expect(decide(0, { failingSince: since }).failingSince).toEqual(since);
  });

  test('a webhook is disabled after five days of failures, and not before', () => {
    const days = (count: number) => new Date(NOW.getTime() - count * 24 * HOUR);
    expect(decide(0, { failingSince: days(4.9) }).disabledReason).toBeNull();
    expect(decide(0, { failingSince: days(5) })).toMatchObject({
      disabledReason: 'failing',
      delivery: { status: 'failed' },
    });
  });

  test('410 disables a webhook at once', () => {
    expect(decide(0, { status: 410 }).disabledReason).toBe('gone');
  });
});

test('a success ends the delivery and the time of failures', () => {
  const attempt = { ...failed(200), error: null };
  expect(afterAttempt({ tries: 3 }, { failingSince: NOW }, { attempt, retryAfter: 0 }, NOW)).toEqual({
    delivery: { status: 'delivered', nextAttemptAt: null, attempt },
    failingSince: null,
    disabledReason: null,
  });
});
