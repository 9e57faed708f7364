import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  eventually,
  type GatewayProcess,
  http,
  startGateway,
  startTestApp,
  type TestApp,
} from '@tributary/test/support';
import { type StandIn, startStandIn } from '../upstreams/stand-in.ts';
import { x } from '../upstreams/x.ts';

let vendor: StandIn;
interface Started {
  readonly app: TestApp;
  readonly key: string;
}
const known = new Map<string, Started>();
beforeAll(async () => {
  vendor = await startStandIn(x);
});
beforeEach(() => {
  vendor.play('ok');
  vendor.calls.length = 0;
});
afterAll(async () => {
  for (const { app } of known.values()) await app.stop();
  await vendor.stop();
});

/**
 * A gateway that queries the stand-in, with a key: one for each choice of settings, starting from a
 * clean state.
 */
async function start(settings: Record<string, string> = {}): Promise<Started> {
  const choice = JSON.stringify(settings);
  const started = known.get(choice) ?? (await open(settings));
  known.set(choice, started);
  await started.app.database.database.pool.query(
    'truncate posts.x_accounts, posts.x_posts, posts.x_imported_posts, posts.x_follows, posts.x_spending, posts.x_holds, posts.x_reads cascade',
  );
  return started;
}

async function open(settings: Record<string, string>): Promise<Started> {
  const app = await startTestApp({
    settings: { X_TOKEN: 'secret', X_URL: vendor.url, ...settings },
  });
  return { app, key: await app.key('xtracker') };
}

const follow = (app: TestApp, key: string, username: string) =>
  http(app.url, '/xtracker/v1/accounts', {
    method: 'POST',
    key,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username }),
  });
const posts = async (app: TestApp, key: string) =>
  (await http(app.url, '/xtracker/v1/posts?start_date=2026-01-01&verbose=true', { key })).json;
/** Makes an account due for a refresh, as after five minutes. */
const later = (app: TestApp) =>
  app.database.database.pool.query(`update posts.x_accounts set asked_at = asked_at - interval '6 minutes'`);
const spent = async (app: TestApp) =>
  Number(
    (await app.database.database.pool.query('select sum(spent) as spent from posts.x_spending')).rows[0]
      .spent,
  );
const follows = (app: TestApp, ...names: string[]) =>
  app.database.database.pool.query(
    `with a as (insert into posts.x_accounts (folded) select n from unnest($2::text[]) n returning id, folded)
     insert into posts.x_follows (workspace_id, account_id, username) select $1, id, folded from a`,
    [app.workspaceId, names],
  );

test.each(['ok', 'renamed'] as const)(
  'posts are fetched and read in the vocabulary of %s',
  async (scenario) => {
    vendor.play(scenario);
    const { app, key } = await start(scenario === 'renamed' ? { X_WORDS: 'post' } : {});
    await follows(app, 'jack');
    const first = await posts(app, key);
    expect(first.cost_data).toEqual({
      endpoints_used: ['user_lookup', 'user_timeline'],
      request_count: 2,
      // The account, two posts, the users they mention, and the quoted post.
      estimated_cost: 0.035,
      data_volume: 2,
    });
    expect(first.processing.source).toBe('x');
    expect(first.posts.find((post: { post_id: string }) => post.post_id === '2')).toMatchObject({
      username: 'jack',
      content: 'The whole of a long #post for @sama & friends',
      urls: ['https://example.org/late'],
      likes_count: 100,
      retweets_count: 5,
      in_reply_to_user: 'jack',
      in_reply_to_status: '1',
      is_thread: true,
      thread_id: '1',
      quoted_post_id: '99',
      quoted_content: 'What is quoted',
      quoted_username: 'sama',
      hashtags: ['post'],
      media: [{ type: 'gif', url: 'https://x.example/m.jpg' }],
    });
    expect(vendor.calls.at(-1)).toContain(`${scenario === 'renamed' ? 'post' : 'tweet'}.fields=`);
    const second = await posts(app, key);
    expect([second.cost_data.request_count, second.count]).toEqual([0, 2]);
    await later(app);
    const third = await posts(app, key);
    expect([third.cost_data.endpoints_used, third.cost_data.estimated_cost]).toEqual([['user_timeline'], 0]);
    expect(vendor.calls.at(-1)).toContain('since_id=2');
    expect(await spent(app)).toBe(35_000);
  },
);

describe('three processes', () => {
  const settings = { POSTS_X_DAILY_DOLLARS: '0.4' };
  let app: TestApp;
  let key: string;
  let gateways: GatewayProcess[] = [];
  /** Sends a number of requests for each of them concurrently. */
  const all = (times: number) =>
    Promise.all(
      [app, ...gateways].flatMap(({ url }) =>
        Array.from({ length: times }, () => posts({ ...app, url }, key)),
      ),
    );
  beforeAll(async () => {
    ({ app, key } = await start(settings));
    const own = { DATABASE_URL: app.database.url, X_TOKEN: 'secret', X_URL: vendor.url };
    gateways = await Promise.all([1, 2].map(() => startGateway({ env: { ...own, ...settings } })));
  });
  afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop('SIGKILL'))));

  test('that receive concurrent requests query X once for an account', async () => {
    await follows(app, 'jack');
    await all(4);
    expect(vendor.calls.filter((call) => call.includes('/tweets'))).toHaveLength(1);
    expect(await spent(app)).toBe(35_000);
  });

  test('that compete for the rest of the daily cap never exceed it', async () => {
    await app.database.database.pool.query('delete from posts.x_spending');
    await follows(app, 'b1', 'b2', 'b3', 'b4', 'b5');
    vendor.play('slow');
    // The cost of a call without a response is unknown, so its reservation counts as spent.
    await all(1);
    expect(vendor.calls).toHaveLength(1);
    expect(await spent(app)).toBe(360_000);
  });
});

test('concurrent requests for many accounts are read one after the other within the cap', async () => {
  // Ten posts of an account that must first be looked up can cost 0.36 and cost 0.035, so one is
  // read at a time.
  const { app, key } = await start({ POSTS_X_DAILY_DOLLARS: '0.4' });
  await follows(app, 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8');
  const answers = await Promise.all(Array.from({ length: 8 }, () => posts(app, key)));
  expect(JSON.stringify(answers.map(({ processing }) => processing))).not.toContain('cap');
  const { rows } = await app.database.database.pool.query(
    'select count(fetched_at)::int as read, count(asked_at)::int as asked from posts.x_accounts',
  );
  // A request queries five accounts, and a later one finds others due.
  expect(rows[0].read).toBeGreaterThanOrEqual(5);
  expect(rows[0].read).toBe(rows[0].asked);
  // For each account its user and two posts; the quoted post and two more users are charged once.
  const money = rows[0].read * 20_000 + 5_000 + 2 * 10_000;
  expect(await spent(app)).toBe(money);
  const charged = answers.reduce((sum, { cost_data: { estimated_cost } }) => sum + estimated_cost, 0);
  expect(Math.round(charged * 1_000_000)).toBe(money);
  await app.database.database.pool.query('update posts.x_spending set spent = 300000');
  await later(app);
  expect(JSON.stringify((await posts(app, key)).processing)).toContain('is too small for another call');
});

test.each(['ok', 'renamed'] as const)(
  'a repost has the whole text of its original in the vocabulary of %s',
  async (scenario) => {
    vendor.play(scenario);
    const { app, key } = await start(scenario === 'renamed' ? { X_WORDS: 'post' } : {});
    await follows(app, 'reposter');
    const answer = await posts(app, key);
    const words = 'Ben & I have written down all that we know of federated graphs. '.repeat(5);
    expect(answer.posts).toEqual([
      expect.objectContaining({
        post_id: '61',
        content: `RT @sama: ${words}Read it: https://t.co/b #graphs`,
        is_retweet: true,
        urls: ['https://example.org/graphs'],
        hashtags: ['graphs'],
      }),
    ]);
    // The account, its repost, the original and its author.
    expect(await spent(app)).toBe(30_000);
  },
);

test('more posts than one page are read to the last page, and charged once a day', async () => {
  const { app, key } = await start({ POSTS_X_DAILY_DOLLARS: '100' });
  await follows(app, 'prolific');
  const first = await posts(app, key);
  expect(first.cost_data).toEqual({
    endpoints_used: ['user_lookup', 'user_timeline'],
    request_count: 4,
    estimated_cost: 1.26,
    data_volume: 250,
  });
  expect(first.total).toBe(250);
  expect(vendor.calls.slice(2).map((call) => /pagination_token=\d+/.exec(call)?.[0])).toEqual([
    'pagination_token=150',
    'pagination_token=50',
  ]);
  // X does not charge for the same posts again that day, although they are no longer stored.
  await app.database.database.pool.query('delete from posts.x_posts');
  await later(app);
  expect((await posts(app, key)).cost_data).toMatchObject({ request_count: 3, estimated_cost: 0 });
  expect(await spent(app)).toBe(1_260_000);
  const { text } = await http(app.url, '/metrics');
  expect(/^tributary_x_cost_dollars_total (\S+)$/m.exec(text)?.[1]).toBe('1.26');
});

test('the cap ends reading a long account, and the response says so', async () => {
  const { app, key } = await start();
  await follows(app, 'prolific');
  const answer = await posts(app, key);
  expect(JSON.stringify(answer.processing)).toContain('cap excludes');
  expect(answer.total).toBeGreaterThan(100);
  expect(answer.total).toBeLessThan(250);
  // The remainder is less than the highest possible cost of five posts.
  expect(await spent(app)).toBe(10_000 + answer.total * 5_000);
  expect(await spent(app)).toBeGreaterThan(1_000_000 - 175_000);
  expect(await spent(app)).toBeLessThanOrEqual(1_000_000);
});

test('a rejection by X leaves the stored posts, and the response says so', async () => {
  // A stand-in of its own: it tells the gateway to pause for a minute.
  const { app, key } = await start({ POSTS_X_DAILY_DOLLARS: '2' });
  await follows(app, 'jack');
  await posts(app, key);
  for (const scenario of ['expired', 'limited'] as const) {
    await later(app);
    vendor.play(scenario);
    const answer = await posts(app, key);
    expect(answer.count).toBe(2);
    expect(JSON.stringify(answer.processing)).toContain('stored posts are served');
  }
  expect(await spent(app)).toBe(35_000);
});

test.each([
  // The outcome is unknown, so the reservation counts as spent on top of the first call's cost.
  ['dropped', 'failed', 35_000 + 875_000],
  ['slow', 'timeout', 35_000 + 875_000],
  ['malformed', 'malformed', 35_000 + 875_000],
  ['oversized', 'oversized', 35_000 + 875_000],
  ['broken', 'failed', 35_000 + 875_000],
] as const)('an X that is %s leaves the stored posts, and counts as paid', async (scenario, fault, money) => {
  const { app, key } = await start();
  await follows(app, 'jack');
  await posts(app, key);
  await later(app);
  vendor.play(scenario);
  const answer = await posts(app, key);
  expect(answer.count).toBe(2);
  expect(JSON.stringify(answer.processing)).toContain(`(${fault}): stored posts are served`);
  expect(answer.cost_data.estimated_cost).toBe(0.875);
  expect(await spent(app)).toBe(money);
});

test('following a new account queues its first fetch', async () => {
  const { app, key } = await start();
  expect((await follow(app, key, 'jack')).status).toBe(200);
  await eventually(async () => {
    const { rows } = await app.database.database.pool.query('select post_id from posts.x_posts');
    expect(rows).toHaveLength(2);
  });
  expect(await spent(app)).toBe(35_000);
});

test.each([
  ['a token', { X_TOKEN: '' }, 'No token of the X API is configured'],
  ['a daily cap', { POSTS_X_DAILY_DOLLARS: '0' }, 'The daily cap on spending for X is 0'],
])('without %s only stored posts are returned, and the response says so', async (_, settings, reason) => {
  const { app, key } = await start(settings);
  await follows(app, 'jack');
  const answer = await posts(app, key);
  expect(answer.cost_data).toMatchObject({ request_count: 0, estimated_cost: 0 });
  expect(JSON.stringify(answer.processing)).toContain(reason);
  expect(vendor.calls).toEqual([]);
});
