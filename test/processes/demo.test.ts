import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { temporaryFolder } from '@tributary/kit/testing';
import {
  eventually,
  fillWithDemo,
  type GatewayProcess,
  http,
  startGateway,
  startTestApp,
} from '@tributary/test/support';

type Keys = Record<
  'community-tracker' | 'creator-tracking' | 'social-crm' | 'xtracker' | 'buzzabout' | 'native',
  string
>;

let folder: string;
let gateway: GatewayProcess;
let keys: Keys;

/** A first start without any platform setting. */
const start = (name: string, settings: Record<string, string> = {}) =>
  startGateway({ env: { TRIBUTARY_DATA_DIR: join(folder, name), ...settings }, cwd: folder });

beforeAll(async () => {
  folder = await temporaryFolder('tributary-demo-');
  gateway = await start('on');
  keys = JSON.parse(await readFile(join(folder, 'on', 'demo-keys.json'), 'utf8'));
}, 300_000);
afterAll(async () => {
  await gateway?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function graphql(query: string) {
  const { json } = await http(gateway.url, '/graphql', {
    method: 'POST',
    key: keys.native,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  expect(json.errors).toBeUndefined();
  return json.data;
}

/**
 * Returns whether a value is informative: a non-empty list or text, a number, or an object with
 * informative members only.
 */
function saysSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(saysSomething);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(saysSomething);
  return value !== null && value !== undefined && value !== '' && value !== 0;
}

describe('the demo workspace shows', () => {
  test.each([
    [
      'community posts',
      '{ communityPosts(first: 5) { totalCount nodes { title analysis { score reason } } } }',
    ],
    ['trackers', '{ trackers { name query context } }'],
    [
      'share of voice',
      '{ intelligenceQueries { nodes { primaryBrand { name } latestSnapshot: snapshot { total summary brands { brand { name } mentions } } } } }',
    ],
    [
      'trending topics with their posts, mentions and facts',
      '{ trendingTopics(first: 1) { topic count communityPosts(first: 1) { nodes { title } } mentions(first: 1) { nodes { id } } ideas { title body } } }',
    ],
    [
      'followed accounts of X with posts',
      '{ followedAccounts(first: 1) { nodes { account { username } } } xPosts(first: 5) { totalCount nodes { content likes } } }',
    ],
    [
      'creators with numbers and a history',
      '{ creator(platform: TIKTOK, username: "charlidamelio") { followers fullName videos { nodes { views } } history(metric: FOLLOWERS) { value } } }',
    ],
    ['a prepaid balance', '{ creatorBalance { microDollars entries { kind } } }'],
    [
      'mentions with their analysis, datasets and runs',
      '{ mentions(first: 3) { totalCount nodes { text sentiment { positive } } } datasets { nodes { name runs { nodes { status } } } } }',
    ],
    ['a persona', '{ persona { voice tones topics examples } }'],
    ['accounts to publish to', '{ connectedAccount(id: "acct_1") { handle platform status } }'],
    [
      'published posts with numbers that have grown',
      '{ post(id: "post_119") { publishedAt targets { status url publishedAt } analytics { impressions likes history { impressions fetchedAt } } } }',
    ],
    ['a reply to a community post', '{ post(id: "post_125") { inReplyTo { __typename } } }'],
    ['a reply to a mention', '{ post(id: "post_126") { inReplyTo { __typename } } }'],
  ])('%s', async (_, query) => {
    const data = await graphql(query);
    expect([JSON.stringify(data), saysSomething(data)]).toEqual([expect.anything(), true]);
  });

  test.each([
    ['community-tracker', '/api-posts?keyword=AI+tools', 'data'],
    ['xtracker', '/v1/accounts', 'accounts'],
    ['xtracker', '/v1/posts', 'posts'],
    ['xtracker', '/v1/gpt/posts', 'posts'],
    ['xtracker', '/v1/ai/posts', 'posts'],
    ['social-crm', '/v1/posts', 'data'],
    ['social-crm', '/v1/accounts', 'data'],
    ['social-crm', '/v1/accounts/analytics', 'data'],
    ['social-crm', '/v1/trending', 'data'],
    ['creator-tracking', '/v1/platforms', 'data'],
    ['buzzabout', '/v1/datasets', 'data'],
  ] as const)('%s %s with its default parameters', async (product, path, member) => {
    const { status, json } = await http(gateway.url, `/${product}${path}`, { key: keys[product] });
    expect(status).toBe(200);
    expect(json[member].length ?? Object.keys(json[member]).length).toBeGreaterThan(0);
  });
});

describe('the sandbox account of the demo', () => {
  const send = (method: string, path: string, body?: object) =>
    http(gateway.url, `/social-crm${path}`, {
      method,
      key: keys['social-crm'],
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const create = async (body: string) => {
    const { status, json } = await send('POST', '/v1/posts', { body, account_ids: ['acct_1'] });
    expect(status).toBe(201);
    return (json.data ?? json).id as string;
  };
  const read = async (id: string) => {
    const { json } = await send('GET', `/v1/posts/${id}`);
    return json.data ?? json;
  };

  test('schedules a post', async () => {
    const id = await create('A post for tomorrow.');
    const scheduled_at = new Date(Date.now() + 86_400_000).toISOString();
    expect((await send('POST', `/v1/posts/${id}/schedule`, { scheduled_at })).status).toBe(200);
    expect(await read(id)).toMatchObject({ status: 'scheduled' });
  });

  test('publishes a post to a page of the gateway', async () => {
    const id = await create('The demo has a page of its own.');
    expect((await send('POST', `/v1/posts/${id}/publish`)).status).toBeLessThan(300);
    const published = await eventually(async () => {
      const post = await read(id);
      expect(post.status).toBe('published');
      return post;
    });
    const url = new URL(published.targets[0].url);
    const { status, text } = await http(gateway.url, url.pathname);
    expect([status, text.includes('The demo has a page of its own.')]).toEqual([200, true]);
  });
});

test('trending topics are available hours and days after the first start', async () => {
  const app = await startTestApp();
  try {
    const posts = subgraphs.find(({ name }) => name === 'posts')!;
    const startedAt = new Date(Date.now() - 3 * 86_400_000);
    await fillWithDemo(app, posts, app.workspaceId, startedAt);
    const { data } = await app.graphql('{ trendingTopics { topic from count } }');
    expect(data.trendingTopics[0]).toMatchObject({ topic: 'cold brew concentrate', count: 5 });
    const hour = new Date(data.trendingTopics[0].from).getTime();
    expect(Math.abs(hour - startedAt.getTime())).toBeLessThan(2 * 3_600_000);
    const key = await app.key('social-crm');
    const { json } = await http(app.url, '/v1/trending', { key });
    expect(json.data[0]).toMatchObject({ topic: 'cold brew concentrate', mentions: 5 });
    // A request for a specific hour never shows another one.
    const named = await app.graphql(`{ trendingTopics(at: "${new Date().toISOString()}") { topic } }`);
    expect(named.data.trendingTopics).toEqual([]);
  } finally {
    await app.stop();
  }
});

test('with TRIBUTARY_DEMO=off there is no workspace, no key and no sample data', async () => {
  const bare = await start('off', { TRIBUTARY_DEMO: 'off' });
  try {
    expect(bare.output()).not.toMatch(/_live_|demo/);
    await expect(access(join(folder, 'off', 'demo-keys.json'))).rejects.toThrow('ENOENT');
    const { status } = await http(bare.url, '/v1/posts', { key: keys.native });
    expect(status).toBe(401);
  } finally {
    await bare.stop();
  }
}, 300_000);
