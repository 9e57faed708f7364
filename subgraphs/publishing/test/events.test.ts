import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openTestDatabase, recordedEvents, type TestDatabase } from '@tributary/kit/testing';
import { mastodon } from '../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../../../test/upstreams/stand-in.ts';
import * as transitions from '../src/posts/transitions.ts';
import { type Bench, drain, openBench } from './support/bench.ts';

const MINUTE = 60_000;
const BODY = 'Launch day is here.';

let database: TestDatabase;
let bench: Bench;
let server: StandIn;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  server = await startStandIn(mastodon());
  bench = openBench(database);
});
afterEach(() => server.stop());

const account = () => bench.account('mastodon', { server: server.url, accessToken: 'good' });
const events = () => recordedEvents(database, bench.scope.workspaceId);

test('a post that is scheduled and then published is an event each time', async () => {
  const accountId = await account();
  const scheduledAt = new Date(Date.now() + MINUTE);
  const post = { body: BODY, accountIds: [accountId] };
  const id = await transitions.create(bench.transition(), post, scheduledAt);
  await drain(bench.parts({}, 2 * MINUTE));
  expect(await events()).toMatchObject([
    {
      type: 'post.scheduled',
      subject: id,
      payload: { postId: id, text: BODY, scheduledAt: scheduledAt.toISOString(), accountIds: [accountId] },
    },
    {
      type: 'post.published',
      subject: id,
      payload: { accountId, url: 'https://m.example/@someone/111111111111111111' },
    },
  ]);
});

test('a draft and a step of a delivery are no events', async () => {
  server.play('limited');
  await bench.publish([await account()]);
  await drain(bench.parts());
  expect(await events()).toEqual([]);
});

test('a post that is scheduled again is an event with its new time', async () => {
  const post = { body: BODY, accountIds: [await account()] };
  const id = await transitions.create(bench.transition(), post, new Date(Date.now() + MINUTE));
  const later = new Date(Date.now() + 5 * MINUTE);
  await transitions.schedule(bench.transition(), id, later);
  const scheduled = (await events()).map(({ payload }) => payload['scheduledAt']);
  expect(scheduled).toEqual([expect.any(String), later.toISOString()]);
});

test('refused credentials are a failed post and an expired account', async () => {
  const accountId = await account();
  const id = await bench.publish([accountId]);
  server.play('expired');
  await drain(bench.parts());
  expect(await events()).toMatchObject([
    { type: 'post.failed', subject: id, payload: { accountId, code: 'credentials' } },
    { type: 'account.expired', subject: accountId, payload: { accountId } },
  ]);
});

test('a lost response is one event, however often the platform is asked, and so is the result', async () => {
  const id = await bench.publish([await account()]);
  server.play('lost');
  await drain(bench.parts());
  server.play('broken');
  for (const later of [1, 2]) await drain(bench.parts({}, later * MINUTE));
  expect((await events()).map(({ type }) => type)).toEqual(['post.unconfirmed']);
  server.play('ok');
  await drain(bench.parts({}, 60 * MINUTE));
  const [, result] = await events();
  expect(result).toMatchObject({ type: 'post.published', subject: id });
});

test.each([
  [true, 'post.published'],
  [false, 'post.failed'],
])('a decision of a person, published %j, is an event', async (published, type) => {
  const accountId = await account();
  const id = await bench.publish([accountId]);
  server.play('lost');
  await drain(bench.parts());
  await transitions.settleByHand(bench.transition(), id, { accountId, published, url: null });
  expect((await events()).map((event) => event.type)).toEqual(['post.unconfirmed', type]);
});
