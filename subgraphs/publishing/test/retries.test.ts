import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { mastodon, type Platform, x, xGrant } from '../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn, type Vendor } from '../../../test/upstreams/stand-in.ts';
import { listTargets } from '../src/data/targets.ts';
import * as transitions from '../src/posts/transitions.ts';
import { type Bench, drain, nextAttempt, openBench } from './support/bench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let database: TestDatabase;
let bench: Bench;
let platform: Platform;
let server: StandIn;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  platform = mastodon();
  server = await startStandIn(platform);
  bench = openBench(database);
});
afterEach(() => server.stop());

const account = (url = server.url) => bench.account('mastodon', { server: url, accessToken: 'good' });

const published = (...accountIds: string[]) => bench.publish(accountIds);

const targetOf = async (id: string) => (await listTargets(bench.scope, [id]))[0]!;

/** Delivers at every due time until `end`; returns the times in milliseconds from now. */
async function attemptsUntil(id: string, end: number, from = 0): Promise<number[]> {
  const times: number[] = [];
  for (let later = from; later <= end; ) {
    times.push(later);
    await drain(bench.parts({}, later));
    const next = await nextAttempt(bench, id);
    if (!next) break;
    later = next.getTime() - Date.now() + 5;
  }
  return times;
}

describe('a platform that is unavailable', () => {
  test('for hours is retried with growing delays, each attempt is visible, and the post is published', async () => {
    const id = await published(await account());
    server.play('dropped');
    // Mastodon's limits are read before anything of a post is sent, so each attempt has published
    // nothing.
    const times = await attemptsUntil(id, 5 * HOUR);
    expect(await targetOf(id)).toMatchObject({
      status: 'publishing',
      attempts: times.length,
      errorCode: 'unavailable',
      errorMessage: expect.stringContaining('closed the connection'),
      nextAttemptAt: expect.any(Date),
    });
    const waits = times.slice(1).map((time, index) => time - times[index]!);
    expect(times.length).toBeGreaterThan(12);
    expect(times.length).toBeLessThan(40);
    expect(Math.max(...waits)).toBeLessThan(31 * MINUTE);
    expect(waits.at(-1)!).toBeGreaterThan(waits[0]! * 100);
    server.play('ok');
    await drain(bench.parts({}, 6 * HOUR));
    expect(await bench.look(id)).toMatchObject({ status: 'published', targets: [{ error: null }] });
    expect(await nextAttempt(bench, id)).toBeNull();
    expect(platform.posts).toHaveLength(1);
  });

  test('for more than a day fails the post after the last attempt, at the end of the day', async () => {
    const id = await published(await account());
    server.play('dropped');
    await attemptsUntil(id, 3 * DAY);
    const { firstAttemptAt } = await targetOf(id);
    const [last] = await bench.audit(id);
    expect(last!.action).toBe('fail');
    const tried = last!.at.getTime() - firstAttemptAt!.getTime();
    expect(tried).toBeGreaterThanOrEqual(DAY);
    expect(tried).toBeLessThan(DAY + 15 * MINUTE);
    expect(await targetOf(id)).toMatchObject({
      status: 'failed',
      errorMessage: expect.stringMatching(/Retries ended after 24 hours\.$/),
      nextAttemptAt: null,
    });
  });

  test('is retried for another day if a person publishes the post again', async () => {
    const id = await published(await account());
    server.play('dropped');
    await attemptsUntil(id, 3 * DAY);
    await transitions.publish(bench.transition(2 * DAY), id);
    expect(await targetOf(id)).toMatchObject({ status: 'publishing', attempts: 0, errorCode: null });
    await attemptsUntil(id, 2 * DAY + 5 * HOUR, 2 * DAY);
    expect(await targetOf(id)).toMatchObject({ status: 'publishing', nextAttemptAt: expect.any(Date) });
    server.play('ok');
    await drain(bench.parts({}, 2 * DAY + 6 * HOUR));
    expect((await bench.look(id)).status).toBe('published');
    expect(platform.posts).toHaveLength(1);
  });
});

describe('the limit of a day', () => {
  /** An X stand-in with its daily limit used up and its 15-minute limit not. */
  function spent(resetsAt: () => number): Vendor {
    const seconds = (later: number) => String(Math.floor((Date.now() + later) / 1_000));
    const headers = {
      'x-rate-limit-remaining': '80',
      'x-rate-limit-reset': seconds(15 * MINUTE),
      'x-app-limit-24hour-remaining': '900',
      'x-app-limit-24hour-reset': seconds(23 * HOUR),
      'x-user-limit-24hour-remaining': '0',
      'x-user-limit-24hour-reset': seconds(resetsAt()),
    };
    const limited = {
      status: 429,
      headers,
      body: { title: 'Too Many Requests', detail: 'Too Many Requests' },
    };
    return { answer: () => limited, limited: () => limited, expired: limited };
  }

  async function limitedPost(resetsAt: number): Promise<string> {
    await server.stop();
    server = await startStandIn(spent(() => resetsAt));
    bench = openBench(database, { X_URL: server.url });
    const id = await published(await bench.account('x', { accessToken: 'good' }));
    await drain(bench.parts());
    return id;
  }

  test('is respected: the next attempt is at the reset of the day, not of the 15 minutes', async () => {
    const id = await limitedPost(20 * HOUR);
    const next = (await nextAttempt(bench, id))!.getTime() - Date.now();
    expect(Math.abs(next - 20 * HOUR)).toBeLessThan(MINUTE);
    await drain(bench.parts({}, 16 * MINUTE));
    expect(server.calls).toHaveLength(1);
    await server.stop();
    platform = x({ grant: xGrant() });
    server = await startStandIn(platform);
    expect(await targetOf(id)).toMatchObject({ attempts: 1, errorCode: 'unavailable' });
  });

  test('that ends just after the day of attempts is respected as well', async () => {
    const id = await limitedPost(DAY + 5 * MINUTE);
    expect((await nextAttempt(bench, id))!.getTime() - Date.now()).toBeGreaterThan(DAY);
  });

  test('that ends after the last attempt fails the post, and the error states its end', async () => {
    const id = await limitedPost(25 * HOUR);
    expect(await targetOf(id)).toMatchObject({ status: 'failed', nextAttemptAt: null });
  });
});

describe('a post that failed', () => {
  /** Fails permanently at the first account and is published to the others. */
  async function failedAt(...others: string[]): Promise<string> {
    server.play('refused');
    const id = await published(await account(), ...others);
    await drain(bench.parts());
    server.play('ok');
    return id;
  }

  test.each([
    ['published', (id: string) => transitions.publish(bench.transition(), id)],
    ['retried', (id: string) => transitions.retry(bench.transition(), id)],
  ])('is sent again when it is %s', async (_, again) => {
    const id = await failedAt();
    expect((await bench.look(id)).status).toBe('failed');
    await again(id);
    await drain(bench.parts());
    expect((await bench.look(id)).status).toBe('published');
    expect(platform.posts).toHaveLength(1);
  });

  test('is sent at its new time when it is scheduled', async () => {
    const id = await failedAt();
    await transitions.schedule(bench.transition(), id, new Date(Date.now() + HOUR));
    expect((await bench.look(id)).status).toBe('scheduled');
    await drain(bench.parts({}, 2 * HOUR));
    expect((await bench.look(id)).status).toBe('published');
  });

  test('becomes a draft when it is changed, and is another post for its platform', async () => {
    const id = await failedAt();
    const before = await targetOf(id);
    await transitions.update(bench.transition(), id, { body: 'Launch day is tomorrow.' });
    expect(await bench.look(id)).toMatchObject({
      status: 'draft',
      targets: [{ status: 'draft', error: null }],
    });
    await transitions.publish(bench.transition(), id);
    await drain(bench.parts());
    expect(platform.posts.map(({ text }) => text)).toEqual(['Launch day is tomorrow.']);
    expect((await targetOf(id)).reference).not.toBe(before.reference);
  });

  describe('at one of two accounts', () => {
    let second: Platform;
    let secondServer: StandIn;
    beforeEach(async () => {
      second = mastodon();
      secondServer = await startStandIn(second);
    });
    afterEach(() => secondServer.stop());
    const partly = async () => failedAt(await account(secondServer.url));
    const counts = () => [platform.posts.length, second.posts.length];

    test('is published again to that one only', async () => {
      const id = await partly();
      expect((await bench.look(id)).status).toBe('partially_published');
      await transitions.publish(bench.transition(), id);
      await drain(bench.parts());
      expect([(await bench.look(id)).status, counts()]).toEqual(['published', [1, 1]]);
    });

    test('is scheduled for that one only, and unscheduled leaves it partially published', async () => {
      const id = await partly();
      await transitions.schedule(bench.transition(), id, new Date(Date.now() + HOUR));
      expect(await bench.look(id)).toMatchObject({
        status: 'scheduled',
        targets: [{ status: 'scheduled' }, { status: 'published' }],
      });
      await expect(transitions.update(bench.transition(), id, { body: 'Other words.' })).rejects.toThrow(
        'published to one of its accounts cannot be changed',
      );
      await transitions.unschedule(bench.transition(), id);
      expect(await bench.look(id)).toMatchObject({
        status: 'partially_published',
        targets: [{ status: 'failed', error: 'refused' }, { status: 'published' }],
      });
      await transitions.schedule(bench.transition(), id, new Date(Date.now() + HOUR));
      await drain(bench.parts({}, 2 * HOUR));
      expect([(await bench.look(id)).status, counts()]).toEqual(['published', [1, 1]]);
    });
  });
});
