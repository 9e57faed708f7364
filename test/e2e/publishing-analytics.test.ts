import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, http, startTestApp, type TestApp } from '@tributary/test/support';
import { bluesky as blueskyReading } from '../upstreams/bluesky.ts';
import { mastodon as mastodonReading } from '../upstreams/mastodon.ts';
import { bluesky, discord, mastodon, x } from '../upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../upstreams/stand-in.ts';

const HOUR = 3_600_000;

/**
 * The servers that posts are published to, and the servers that statistics are read from; most
 * platforms have two.
 */
let writing: Record<'bluesky' | 'mastodon' | 'x' | 'discord', StandIn>;
let reading: Record<'bluesky' | 'mastodon', StandIn>;
let app: TestApp;
let key: string;
/** Ids of accounts, by platform. */
let accounts: Record<'BLUESKY' | 'MASTODON' | 'X' | 'DISCORD', string>;
let postId: string;

beforeAll(async () => {
  reading = {
    bluesky: await startStandIn(blueskyReading),
    mastodon: await startStandIn(mastodonReading),
  };
  writing = {
    bluesky: await startStandIn(bluesky()),
    // Its posts are on the server that its statistics are read from, whose name is in no list of
    // servers.
    mastodon: await startStandIn(mastodon({ address: 'https://127.0.0.1' })),
    x: await startStandIn(x()),
    discord: await startStandIn(discord()),
  };
  app = await startTestApp({
    settings: {
      PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true',
      DISCORD_URL: writing.discord.url,
      BLUESKY_APPVIEW_URL: reading.bluesky.url,
      MASTODON_URL: reading.mastodon.url,
      X_URL: writing.x.url,
      X_TOKEN: 'k',
      CREATORS_PRICES: 'post_stats=0,profile=0',
    },
  });
  key = await app.key('social-crm');
  const { url: server } = writing.bluesky;
  accounts = {
    BLUESKY: await connect('BLUESKY', { server, identifier: 'someone.example', password: 'good' }),
    MASTODON: await connect('MASTODON', { server: writing.mastodon.url, accessToken: 'good' }),
    X: await connect('X', { accessToken: 'good' }),
    DISCORD: await connect('DISCORD', { url: 'https://discord.com/api/webhooks/71/token' }),
  };
  postId = await publish(Object.values(accounts));
});
afterAll(async () => {
  await app.stop();
  for (const standIn of [...Object.values(writing), ...Object.values(reading)]) await standIn.stop();
});

async function ask(query: string, variables: object = {}) {
  const { data, errors } = await app.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

async function connect(platform: string, values: Record<string, string>): Promise<string> {
  const credentials = Object.entries(values).map(([name, value]) => ({ name, value }));
  const { connectAccount } = await ask(
    `mutation ($input: ConnectAccountInput!) {
      connectAccount(input: $input) {
        __typename ... on AccountConnected { account { id } } ... on InvalidInput { message }
      }
    }`,
    { input: { platform, credentials } },
  );
  expect(connectAccount).toEqual({ __typename: 'AccountConnected', account: { id: expect.any(String) } });
  return connectAccount.account.id;
}

/** Publishes a post to accounts; returns its id once it is published everywhere. */
async function publish(accountIds: string[]): Promise<string> {
  const { createPost } = await ask(
    `mutation ($input: CreatePostInput!) { createPost(input: $input) { ... on PostCreated { post { id } } } }`,
    { input: { body: 'Launch day is here.', accountIds } },
  );
  const { id } = createPost.post;
  await ask('mutation ($id: ID!) { publishPost(id: $id) { __typename } }', { id });
  await eventually(async () =>
    expect((await ask('query ($id: ID!) { post(id: $id) { status } }', { id })).post.status).toBe(
      'PUBLISHED',
    ),
  );
  return id;
}

/** Inserts an earlier reading. */
const readBefore = (post: string, account: string, likes: number, at: Date) =>
  app.database.database.pool.query(
    `insert into publishing.target_readings (workspace_id, post_id, account_id, fetched_at, likes)
     values ($1, $2, $3, $4, $5)`,
    [app.workspaceId, post, account, at, likes],
  );

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

test('each target has the statistics of its platform, and its account the followers', async () => {
  const { post } = await ask(
    `query ($id: ID!) {
      post(id: $id) {
        targets {
          account { platform creator { followers } }
          stats { views likes comments shares fetchedAt }
        }
      }
    }`,
    { id: postId },
  );
  expect(post.targets).toEqual([
    {
      account: { platform: 'BLUESKY', creator: { followers: 1200 } },
      stats: { views: null, likes: 100, comments: 10, shares: 5, fetchedAt: TIME },
    },
    {
      // A name with a port is not a creator, so nothing is known about it.
      account: { platform: 'MASTODON', creator: { followers: null } },
      stats: { views: null, likes: 100, comments: 10, shares: 5, fetchedAt: TIME },
    },
    {
      account: { platform: 'X', creator: { followers: 1200 } },
      stats: { views: 1000, likes: 100, comments: 10, shares: 5, fetchedAt: TIME },
    },
    { account: { platform: 'DISCORD', creator: null }, stats: null },
  ]);
});

test('the analytics of a post are the same over REST, per account and in total', async () => {
  const { status, json } = await http(app.url, `/social-crm/v1/posts/${postId}/analytics`, { key });
  const open = { impressions: null, likes: 100, comments: 10, shares: 5, fetched_at: TIME };
  expect([status, json.data]).toEqual([
    200,
    {
      post_id: postId,
      impressions: 1000,
      likes: 300,
      comments: 30,
      shares: 15,
      // From X alone, the only platform that reports impressions.
      engagement_rate: 0.115,
      fetched_at: TIME,
      targets: [
        { account_id: accounts.BLUESKY, ...open },
        { account_id: accounts.MASTODON, ...open },
        { account_id: accounts.X, ...open, impressions: 1000 },
        {
          account_id: accounts.DISCORD,
          impressions: null,
          likes: null,
          comments: null,
          shares: null,
          fetched_at: null,
        },
      ],
    },
  ]);
});

test('statistics of accounts are returned over REST, with nulls for an account without any', async () => {
  const { status, json } = await http(app.url, '/social-crm/v1/accounts/analytics', { key });
  expect(status).toBe(200);
  expect(json.data).toContainEqual({
    account_id: accounts.X,
    followers: 1200,
    following: 3,
    posts: 34,
    fetched_at: TIME,
  });
  const unknown = { followers: null, following: null, posts: null, fetched_at: null };
  for (const account_id of [accounts.MASTODON, accounts.DISCORD])
    expect(json.data).toContainEqual({ account_id, ...unknown });
});

const ANALYTICS = `query ($id: ID!) {
  post(id: $id) { analytics { likes fetchedAt history { account { id } likes fetchedAt } } }
}`;

test('old statistics are fetched again, and the earlier readings remain', async () => {
  const id = await publish([accounts.BLUESKY]);
  const earlier = new Date(Date.now() - HOUR);
  await readBefore(id, accounts.BLUESKY, 40, earlier);
  const { analytics } = (await ask(ANALYTICS, { id })).post;
  const account = { id: accounts.BLUESKY };
  expect(analytics).toMatchObject({ likes: 100, fetchedAt: TIME });
  expect(analytics.history).toEqual([
    { account, likes: 100, fetchedAt: analytics.fetchedAt },
    { account, likes: 40, fetchedAt: earlier.toISOString() },
  ]);
  // Fresh readings are neither fetched nor stored again.
  const calls = reading.bluesky.calls.length;
  expect((await ask(ANALYTICS, { id })).post.analytics).toEqual(analytics);
  expect(reading.bluesky.calls).toHaveLength(calls);
});

test('while a platform does not respond, its last statistics are returned', async () => {
  const id = await publish([accounts.BLUESKY]);
  const earlier = new Date(Date.now() - HOUR);
  await readBefore(id, accounts.BLUESKY, 41, earlier);
  reading.bluesky.play('broken');
  const { analytics } = (await ask(ANALYTICS, { id })).post;
  reading.bluesky.play('ok');
  expect(analytics).toMatchObject({ likes: 41, fetchedAt: earlier.toISOString() });
  expect(analytics.history).toHaveLength(1);
});
