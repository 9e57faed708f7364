import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { runProgram } from '@tributary/test/support';
import { discord, mastodon, type Platform } from '../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../../../test/upstreams/stand-in.ts';
import * as transitions from '../src/posts/transitions.ts';
import { type Bench, drain, openBench, SETTINGS } from './support/bench.ts';

const WORKER = fileURLToPath(new URL('./support/worker.ts', import.meta.url));
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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

/** Connects a Mastodon account of the stand-in server. */
const account = ({ url } = server) => bench.account('mastodon', { server: url, accessToken: 'good' });

const published = (...accountIds: string[]) => bench.publish(accountIds);

/** Counts the publish requests that the platform received, accepted or not. */
const sendings = ({ calls } = server) => calls.filter((path) => path === '/api/v1/statuses').length;

test('a post is sent once, and its state is stored', async () => {
  const id = await published(await account());
  await drain(bench.parts());
  const post = await bench.look(id);
  expect(post).toMatchObject({ status: 'published', publishedAt: expect.any(Date) });
  expect(post.targets).toEqual([
    { status: 'published', url: 'https://m.example/@someone/111111111111111111', attempts: 1, error: null },
  ]);
  await drain(bench.parts({}, DAY));
  expect([sendings(), platform.posts.length]).toEqual([1, 1]);
});

test("every step of a delivery is in the post's audit", async () => {
  const id = await published(await account());
  await drain(bench.parts());
  const entries = await bench.audit(id);
  expect(entries.map(({ actor, action, from, to }) => [actor, action, from, to]).reverse()).toEqual([
    ['workspace', 'create', null, 'draft'],
    ['workspace', 'publish', 'draft', 'publishing'],
    ['delivery', 'start', 'publishing', 'publishing'],
    ['delivery', 'deliver', 'publishing', 'published'],
  ]);
});

/** Runs a worker process that kills itself after a step. */
async function killedAt(step: string, later = 0): Promise<void> {
  const { code, stderr } = await runProgram(process.execPath, [WORKER], {
    env: { ...SETTINGS, DATABASE_URL: database.url, LOG_LEVEL: 'silent', DIE_AT: step, LATER: String(later) },
  });
  expect([code, stderr]).toEqual([null, '']);
}

/** Makes a worker stop after a step and leave everything as it is. */
const leaveAt = (step: string) => (reached: string) => {
  if (reached === step) throw new Error('It was left here.');
};

describe('a process that is killed', () => {
  test.each([
    ['after it has claimed a post', 'claimed', 0],
    ['right before the request leaves', 'sending', 0],
    ['when the platform has answered', 'sent', 1],
    ['when everything is stored', 'stored', 1],
  ])('%s leaves nothing forgotten and nothing sent twice', async (_, step, sentBefore) => {
    const id = await published(await account());
    await killedAt(step);
    expect(sendings()).toBe(sentBefore);
    // No other worker takes the target while the lease lasts.
    await drain(bench.parts());
    expect(sendings()).toBe(sentBefore);
    for (const later of [2 * MINUTE, 10 * MINUTE, DAY]) await drain(bench.parts({}, later));
    expect(await bench.look(id)).toMatchObject({ status: 'published', targets: [{ status: 'published' }] });
    expect([sendings(), platform.posts.length]).toEqual([1, 1]);
  });

  test.each([
    ['has it', 'sent', 1],
    ['does not have it', 'sending', 0],
  ])('when it has read back that the platform %s leaves it as well', async (_, step, sentBefore) => {
    const id = await published(await account());
    await drain(bench.parts({ step: leaveAt(step) }));
    await killedAt('found', 2 * MINUTE);
    expect(await bench.look(id)).toMatchObject({ targets: [{ status: 'unconfirmed' }] });
    await drain(bench.parts({}, 2 * MINUTE));
    expect(sendings()).toBe(sentBefore);
    for (const later of [4 * MINUTE, 10 * MINUTE, DAY]) await drain(bench.parts({}, later));
    expect(await bench.look(id)).toMatchObject({ status: 'published', targets: [{ status: 'published' }] });
    expect([sendings(), platform.posts.length]).toEqual([1, 1]);
  });
});

test('a worker that was delayed for most of its lease sends nothing, and the next one sends the post once', async () => {
  const id = await published(await account());
  let heldUp = 0;
  await drain(
    bench.parts({
      now: () => new Date(Date.now() + heldUp),
      step: (step) => {
        if (step === 'claimed') heldUp = 50_000;
      },
    }),
  );
  expect(sendings()).toBe(0);
  for (const later of [2 * MINUTE, 10 * MINUTE]) await drain(bench.parts({}, later));
  expect(await bench.look(id)).toMatchObject({ status: 'published' });
  expect([sendings(), platform.posts.length]).toEqual([1, 1]);
});

describe('a response that is lost after the platform has accepted', () => {
  test('is verified by reading back: the post is published, and was sent once', async () => {
    const id = await published(await account());
    server.play('lost');
    await drain(bench.parts());
    expect(await bench.look(id)).toMatchObject({
      status: 'publishing',
      targets: [{ status: 'unconfirmed' }],
    });
    server.play('ok');
    await drain(bench.parts({}, MINUTE));
    expect(await bench.look(id)).toMatchObject({ status: 'published', targets: [{ status: 'published' }] });
    expect([sendings(), platform.posts.length]).toEqual([1, 1]);
  });

  test('of a platform that cannot be queried leaves the post unconfirmed until a person decides', async () => {
    const channel = discord();
    const chat = await startStandIn(channel);
    bench = openBench(database, { DISCORD_URL: chat.url });
    const accountId = await bench.account('discord', { url: 'https://discord.com/api/webhooks/71/token' });
    const id = await published(accountId);
    chat.play('lost');
    await drain(bench.parts());
    chat.play('ok');
    for (const later of [MINUTE, DAY, 3 * DAY]) await drain(bench.parts({}, later));
    expect(await bench.look(id)).toMatchObject({
      status: 'publishing',
      targets: [{ status: 'unconfirmed', error: 'unconfirmed' }],
    });
    await transitions.settleByHand(bench.transition(), id, { accountId, published: true, url: null });
    expect(await bench.look(id)).toMatchObject({ status: 'published', targets: [{ error: null }] });
    expect(channel.posts.length).toBe(1);
    await chat.stop();
  });
});

test('a post that fails at one of two accounts is partially published, and only that one is retried', async () => {
  const other = mastodon();
  const failing = await startStandIn(other);
  const id = await published(await account(), await account(failing));
  failing.play('refused');
  await drain(bench.parts());
  expect(await bench.look(id)).toMatchObject({
    status: 'partially_published',
    targets: [{ status: 'published' }, { status: 'failed', error: 'refused' }],
  });
  failing.play('ok');
  await transitions.retry(bench.transition(), id);
  await drain(bench.parts());
  expect(await bench.look(id)).toMatchObject({ status: 'published' });
  expect([platform.posts.length, other.posts.length, sendings()]).toEqual([1, 1, 1]);
  await failing.stop();
});

test('a rate-limited post is retried at the time that the platform states', async () => {
  const id = await published(await account());
  server.play('limited');
  await drain(bench.parts());
  expect(await bench.look(id)).toMatchObject({
    status: 'publishing',
    targets: [{ status: 'publishing', error: 'unavailable' }],
  });
  server.play('ok');
  await drain(bench.parts({}, 16 * MINUTE));
  expect(await bench.look(id)).toMatchObject({ status: 'published', targets: [{ error: null }] });
});

test('an account whose credentials are refused expires, and the post fails there', async () => {
  const accountId = await account();
  const id = await published(accountId);
  server.play('expired');
  await drain(bench.parts());
  expect(await bench.look(id)).toMatchObject({
    status: 'failed',
    targets: [{ status: 'failed', error: 'credentials' }],
  });
  await expect(transitions.retry(bench.transition(), id)).rejects.toThrow(
    'is expired: connect it again first',
  );
});

describe('a scheduled post', () => {
  test('is sent at its time and not before', async () => {
    const scheduledAt = new Date(Date.now() + 60 * MINUTE);
    const accountIds = [await account()];
    const id = await transitions.create(bench.transition(), { body: 'Later.', accountIds }, scheduledAt);
    await drain(bench.parts({}, 59 * MINUTE));
    expect([(await bench.look(id)).status, sendings()]).toEqual(['scheduled', 0]);
    await drain(bench.parts({}, 61 * MINUTE));
    expect([(await bench.look(id)).status, sendings()]).toEqual(['published', 1]);
  });

  test('that becomes a draft again is not sent, and a rescheduled one is sent at its new time', async () => {
    const accountIds = [await account()];
    const soon = new Date(Date.now() + MINUTE);
    const dropped = await transitions.create(bench.transition(), { body: 'Never.', accountIds }, soon);
    const moved = await transitions.create(bench.transition(), { body: 'Later.', accountIds }, soon);
    await transitions.unschedule(bench.transition(), dropped);
    await transitions.schedule(bench.transition(), moved, new Date(Date.now() + 10 * MINUTE));
    await drain(bench.parts({}, 5 * MINUTE));
    expect(sendings()).toBe(0);
    await drain(bench.parts({}, 11 * MINUTE));
    expect(platform.posts.map(({ text }) => text)).toEqual(['Later.']);
    expect((await bench.look(dropped)).status).toBe('draft');
  });
});

test('concurrent workers send each post once', async () => {
  const accountId = await account();
  const ids = [];
  for (let number = 0; number < 30; number++) ids.push(await published(accountId));
  await Promise.all([drain(bench.parts()), drain(bench.parts()), drain(bench.parts())]);
  const statuses = await Promise.all(ids.map(async (id) => (await bench.look(id)).status));
  expect(new Set(statuses)).toEqual(new Set(['published']));
  expect([sendings(), platform.posts.length]).toEqual([30, 30]);
});
