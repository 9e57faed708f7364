import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillDemo, http, startTestApp, type TestApp } from '@tributary/test/support';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const NOON = Date.parse('2026-04-01T12:00:00Z');
let now = NOON;
let app: TestApp;
let key: string;
let otherKey: string;

beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
  await fillDemo(app.database, app.workspaceId, new Date(NOON));
  await app.app.admin.setPlan(app.workspaceId, 'xtracker', 'enterprise');
  key = await app.key('xtracker');
  otherKey = await app.key('xtracker', { workspaceId: app.otherId });
});
afterAll(() => app.stop());

const POST = '1234567890123456789';
const get = (path: string, with_ = key) => http(app.url, `/xtracker${path}`, { key: with_ });
const send = (method: string, path: string, body: object, with_ = key) =>
  http(app.url, `/xtracker${path}`, {
    method,
    key: with_,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const ALL = 'start_date=2025-01-01';

const contract = JSON.parse(
  readFileSync(new URL('../../../schema/rest/vendor/xtracker.openapi.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(contract, 'contract');

/** What the contract says against an answer; null when nothing. */
function faults(path: string, method: string, status: number, body: unknown) {
  const place = `contract#/paths/${path.replaceAll('/', '~1').replace(/[{}]/g, encodeURIComponent)}`;
  const valid = ajv.getSchema(`${place}/${method}/responses/${status}/content/application~1json/schema`);
  if (!valid) throw new Error(`${method} ${path} documents no ${status}`);
  return valid(body) ? null : valid.errors;
}

const VALUES: Record<string, string> = {
  username: 'elonmusk',
  time_range: 'year',
  start_date: '2025-01-01',
  end_date: '2025-12-31',
  keywords: 'product',
  hashtag: 'AI,none',
  mention: 'sama',
  is_thread: 'true',
  thread_id: POST,
  limit: '2',
  offset: '1',
  view: 'simple',
  include_threads: 'true',
  min_likes: '1',
  min_retweets: '1',
  min_replies: '1',
  sort: 'popularity',
  verbose: 'true',
};

describe('the contract', () => {
  test('holds for the posts of every parameter, alone and with each other one', async () => {
    const names = Object.keys(VALUES);
    const pairs = names.flatMap((one, index) => names.slice(index).map((two) => [...new Set([one, two])]));
    let shown = 0;
    for (const pair of pairs) {
      const query = pair.map((name) => `${name}=${encodeURIComponent(VALUES[name]!)}`).join('&');
      const { status, json } = await get(`/v1/posts?${query}`);
      expect([query, status, faults('/v1/posts', 'get', 200, json)]).toEqual([query, 200, null]);
      shown += json.count;
    }
    expect(pairs.length).toBeGreaterThan(150);
    expect(shown).toBeGreaterThan(50);
  });

  test('holds for the posts for GPTs, alone and with each other parameter', async () => {
    const values = ['username=sama', 'limit=99', 'keywords=research', 'time_range=month'];
    for (const one of values)
      for (const two of values) {
        const { status, json } = await get(`/v1/gpt/posts?${one === two ? one : `${one}&${two}`}`);
        expect([status, faults('/v1/gpt/posts', 'get', 200, json)]).toEqual([200, null]);
      }
    const { json } = await get(`/v1/gpt/post/${POST}`);
    expect(faults('/v1/gpt/post/{post_id}', 'get', 200, json)).toBeNull();
  });

  test('holds for accounts: listed, followed, followed again, unfollowed, and unfollowed again', async () => {
    const followed = await send('POST', '/v1/accounts', { username: 'https://x.com/nasa' });
    expect([followed.status, faults('/v1/accounts', 'post', 200, followed.json)]).toEqual([200, null]);
    const again = await send('POST', '/v1/accounts', { username: '@NASA' });
    expect([again.status, again.json.account]).toEqual([200, followed.json.account]);
    const listed = await get('/v1/accounts?limit=2&offset=0');
    expect(faults('/v1/accounts', 'get', 200, listed.json)).toBeNull();
    expect(listed.json).toMatchObject({ success: true, count: 2, total: 3 });
    const gone = await http(app.url, '/xtracker/v1/accounts/nasa', { method: 'DELETE', key });
    expect([gone.status, faults('/v1/accounts/{username}', 'delete', 200, gone.json)]).toEqual([200, null]);
    const missing = await http(app.url, '/xtracker/v1/accounts/nasa', { method: 'DELETE', key });
    expect([missing.status, missing.json]).toEqual([
      404,
      { success: false, error: 'Account not found', code: 'not_found' },
    ]);
    expect((await send('POST', '/v1/accounts', { username: 'no name!' })).status).toBe(400);
  });
});

test('a post has no member without a value, and the post by id has the nulls of the prose', async () => {
  const { json } = await get(`/v1/posts?${ALL}&username=sama`);
  expect(json).toMatchObject({ success: true, count: 1, total: 1, limit: 50, offset: 0 });
  expect(Object.values(json.posts[0])).not.toContain(null);
  expect(json.posts[0]).not.toHaveProperty('thread_id');
  expect((await get('/v1/tweets/9876543210987654321')).json.post).toMatchObject({
    post_id: '9876543210987654321',
    posted_at: '2025-01-14T09:12:45Z',
    is_thread_starter: false,
    thread_id: null,
    quoted_post_id: null,
    url: 'https://x.com/sama/status/9876543210987654321',
  });
});

test('the posts for AI are the documented ones, by GET, by JSON and by form', async () => {
  const byGet = await get(`/v1/ai/posts?${ALL}`);
  expect(byGet.json.posts.find(({ id }: { id: string }) => id === POST)).toMatchObject({
    account: 'elonmusk',
    posted_at: '2025-01-15T12:34:56Z',
    engagement: { likes: 4582, retweets: 891, replies: 327, views: 982451 },
    is_thread: true,
    thread_length: 3,
    media_count: 2,
    hashtags: ['AI', 'Innovation'],
    mentions: [],
    url: `https://x.com/elonmusk/status/${POST}`,
  });
  const byJson = await send('POST', '/v1/ai/posts', { start_date: '2025-01-01', limit: 25, query: null });
  expect(byJson.json).toEqual(byGet.json);
  const byForm = await http(app.url, '/xtracker/v1/ai/posts', {
    method: 'POST',
    key,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: ALL,
  });
  expect(byForm.json).toEqual(byGet.json);
  expect((await send('POST', '/v1/ai/posts', { limit: {} })).json.code).toBe('validation_error');
});

test('markdown is the documented document, bare where text/markdown is accepted', async () => {
  const path = `/v1/ai/posts?${ALL}&account=elonmusk&query=announced`;
  const bare = await http(app.url, `/xtracker${path}`, { key, headers: { accept: 'text/markdown' } });
  expect(bare.headers['content-type']).toMatch(/^text\/markdown/);
  expect(bare.text).toBe(
    [
      '# AI-Related Posts from Your Followed Accounts',
      '',
      '## Post by @elonmusk',
      '**Posted on January 15, 2025 at 12:34 UTC**',
      '',
      'Just announced a new AI product that will change the way we interact with technology. #AI #Innovation',
      '',
      '📊 **Engagement**: 4,582 likes · 891 retweets · 327 replies · 982K views',
      '🧵 **Thread with 3 posts**:',
      '1. Just announced a new AI product that will change the way we interact with technology. #AI #Innovation',
      '2. Details about key features',
      '3. Information about release timeline',
      '',
      '---',
      '',
      '**Query**: announced',
      '**Time Range**: Since 2025-01-01',
      '**Total Posts Found**: 1',
      '',
    ].join('\n'),
  );
  const wrapped = await get(`${path}&format=markdown`);
  expect(wrapped.json).toMatchObject({ success: true, posts: bare.text, count: 1, total: 1 });
});

test('what a workspace does not follow is not there, by any operation or id', async () => {
  for (const path of ['/v1/posts', '/v1/gpt/posts', '/v1/ai/posts', '/v1/accounts']) {
    const { status, json } = await get(`${path}${path.includes('gpt') ? '' : `?${ALL}`}`, otherKey);
    expect([path, status, json.count]).toEqual([path, 200, 0]);
  }
  for (const path of [
    `/v1/tweets/${POST}`,
    `/v1/posts/${POST}`,
    `/v1/gpt/post/${POST}`,
    '/v1/posts?username=sama',
  ])
    expect([path, (await get(path, otherKey)).status]).toEqual([path, 404]);
  expect((await get(`/v1/posts?thread_id=${POST}`, otherKey)).json.total).toBe(0);
});

test('two workspaces share an account, and one that leaves it takes nothing from the other', async () => {
  await send('POST', '/v1/accounts', { username: 'sama' }, otherKey);
  const path = `/v1/posts?${ALL}&username=sama`;
  expect((await get(path, otherKey)).json.posts).toEqual((await get(path)).json.posts);
  await http(app.url, '/xtracker/v1/accounts/sama', { method: 'DELETE', key: otherKey });
  expect((await get(path, otherKey)).status).toBe(404);
  expect((await get(path)).json.count).toBe(1);
});

test.each([
  ['free', 100],
  ['pro', 1_000],
  ['enterprise', 10_000],
])('the plan %s has %i requests a day, which begin again at midnight UTC', async (plan, limit) => {
  now = Date.parse('2026-04-02T23:59:00Z');
  const { id } = await app.app.admin.createWorkspace(plan);
  await app.app.admin.setPlan(id, 'xtracker', plan);
  const own = await app.key('xtracker', { workspaceId: id });
  const headersOf = async () => (await get('/v1/accounts', own)).headers;
  expect(await headersOf()).toMatchObject({
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(limit - 1),
    'x-ratelimit-reset': String(Date.parse('2026-04-03T00:00:00Z') / 1_000),
  });
  await app.database.database.pool.query('update limits.windows set used = $2 where workspace_id = $1', [
    id,
    limit,
  ]);
  const refused = await get('/v1/accounts', own);
  expect([refused.status, refused.json.code]).toEqual([429, 'rate_limit_exceeded']);
  expect(refused.headers['retry-after']).toBe('60');
  now = Date.parse('2026-04-03T00:00:00Z');
  expect(await headersOf()).toMatchObject({
    'x-ratelimit-remaining': String(limit - 1),
    'x-ratelimit-reset': String(Date.parse('2026-04-04T00:00:00Z') / 1_000),
  });
});

test('a key may stand in the address, and paths below /api, at the root and at the host are the same', async () => {
  for (const [path, host] of [
    [`/api/v1/tweets/${POST}`, undefined],
    [`/v1/tweets/${POST}`, undefined],
    [`/xtracker/api/v1/tweets/${POST}`, undefined],
    [`/api/v1/tweets/${POST}`, 'xtrackerapi.com'],
  ] as const) {
    const answer = await http(app.url, `${path}?api_key=${key}`, host ? { host } : {});
    expect([path, answer.status]).toEqual([path, 200]);
  }
});

test('errors are in the documented envelope', async () => {
  expect((await get('/v1/accounts', 'xt_live_wrong')).json).toEqual({
    success: false,
    error: 'Invalid API key',
    code: 'auth_error',
  });
  const narrow = await app.key('xtracker', { scopes: ['accounts:read'] });
  expect((await get('/v1/posts', narrow)).json.code).toBe('permission_error');
  const crm = await app.key('social-crm');
  expect((await get('/v1/posts', crm)).status).toBe(401);
  for (const wrong of [
    'limit=x',
    'time_range=decade',
    'is_thread=maybe',
    'start_date=2025-02-30',
    'thread_id=a',
  ])
    expect([wrong, (await get(`/v1/posts?${wrong}`)).json.code]).toEqual([wrong, 'validation_error']);
  expect((await get('/v1/nothing')).json.code).toBe('not_found');
});

test('a key of SocialCRM reads no post of X through GraphQL, though a scope of both has one name', async () => {
  const { data, errors } = await app.graphql('{ xPosts { totalCount } }', {}, await app.key('social-crm'));
  expect(data?.xPosts ?? null).toBeNull();
  expect(errors?.[0]?.extensions['code']).toMatch(/PLAN_REQUIRED|FORBIDDEN/);
});

test('the schemas for GPTs have one way to authenticate each, and the addresses of OAuth', async () => {
  for (const path of ['/schema/bearer_auth_schema.json', '/xtracker/schema/bearer_auth_schema.json']) {
    const { json } = await http(app.url, path);
    expect(json.security).toEqual([{ BearerAuth: [] }]);
    expect(json['x-gpt-oauth'].authorization_url).toBe(`${app.url}/api/oauth/authorize`);
    expect(Object.keys(json.paths)).toEqual(expect.arrayContaining(Object.keys(contract.paths)));
  }
  const { json } = await http(app.url, '/schema/api_key_auth_schema.json');
  expect(Object.keys(json.components.securitySchemes)).toEqual(['ApiKeyAuth']);
});
