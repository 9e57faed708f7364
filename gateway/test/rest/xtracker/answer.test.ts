import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillDemo, type HttpOptions, http, startTestApp, type TestApp } from '@tributary/test/support';

let app: TestApp;
let key: string;
beforeAll(async () => {
  app = await startTestApp({});
  await fillDemo(app.database, app.workspaceId, new Date());
  key = await app.key('xtracker');
});
afterAll(() => app.stop());

const get = (path: string, options: HttpOptions = {}) => http(app.url, path, { key, ...options });
const send = (path: string, body: unknown, options: HttpOptions = {}) =>
  get(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...options.headers },
    body: JSON.stringify(body),
    ...options,
  });
const JANUARY = 'start_date=2025-01-01&end_date=2025-01-31';
const STARTER = '1234567890123456789';

describe('accounts', () => {
  test('are listed with counts, and followed and unfollowed by any form of their name', async () => {
    const { status, json } = await get('/v1/accounts?limit=1');
    expect(status).toBe(200);
    expect(json).toMatchObject({ success: true, count: 1, total: 4 });
    expect(json.accounts[0]).toEqual({
      id: expect.any(Number),
      username: 'riverbend_reads',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      last_updated: expect.stringMatching(/Z$/),
    });
    const followed = await send('/v1/accounts', { username: 'https://x.com/OpenAI', unknown: 'ignored' });
    expect([followed.status, followed.json.message]).toEqual([200, 'Now following @OpenAI']);
    expect(followed.json.account).not.toHaveProperty('last_updated');
    const again = await send('/v1/accounts', { username: '@openai' });
    expect([again.status, again.json.account.id]).toEqual([200, followed.json.account.id]);
    const gone = await get('/v1/accounts/OPENAI', { method: 'DELETE' });
    expect(gone.json).toEqual({ success: true, message: 'No longer following @OpenAI' });
    const missing = await get('/v1/accounts/OPENAI', { method: 'DELETE' });
    expect([missing.status, missing.json.code]).toEqual([404, 'not_found']);
  });

  test.each([[{}], [{ username: 'two words' }], [{ username: 7 }], [{ username: '' }]])(
    'refuses to follow %j',
    async (body) => {
      const { status, json } = await send('/v1/accounts', body);
      expect([status, json.success, json.code]).toEqual([400, false, 'validation_error']);
      expect(json.error).toContain('username');
    },
  );
});

describe('posts', () => {
  test('have every documented member with a value, and no nulls', async () => {
    const { json } = await get(`/v1/posts?${JANUARY}&username=elonmusk&min_likes=1`);
    expect(json).toMatchObject({ success: true, count: 1, total: 1, limit: 50, offset: 0 });
    expect(json).not.toHaveProperty('processing');
    expect(json.posts[0]).toEqual({
      id: expect.any(Number),
      post_id: STARTER,
      account_id: expect.any(Number),
      username: 'elonmusk',
      content:
        'Just announced a new AI product that will change the way we interact with technology. #AI #Innovation',
      posted_at: '2025-01-15T12:34:56Z',
      likes_count: 4582,
      retweets_count: 891,
      replies_count: 327,
      is_retweet: false,
      is_reply: false,
      is_thread: true,
      thread_id: STARTER,
      hashtags: ['AI', 'Innovation'],
      mentions: [],
      urls: [],
      media: expect.any(Array),
    });
  });

  test.each([
    ['is_thread=true', [STARTER]],
    ['hashtag=ai,other', [STARTER]],
    ['sort=popularity&limit=1', [STARTER]],
    ['limit=1&offset=1', ['1234567890123456790']],
    ['keywords=multimodal research', ['9876543210987654321']],
    ['min_replies=300', [STARTER]],
    ['mention=nobody', []],
  ])('are filtered by %s', async (filter, ids) => {
    const { json } = await get(`/v1/posts?${JANUARY}&${encodeURI(filter)}`);
    expect(json.posts.map((post: { post_id: string }) => post.post_id)).toEqual(ids);
  });

  test('of a thread ignore the time range', async () => {
    const { json } = await get(`/v1/posts?thread_id=${STARTER}&time_range=day`);
    expect(json.count).toBe(3);
  });

  test('have simple and thread views, with processing details if verbose', async () => {
    const simple = await get(`/v1/posts?${JANUARY}&view=simple&limit=1&sort=popularity&verbose=true`);
    expect(Object.keys(simple.json.posts[0])).toEqual([
      'post_id',
      'username',
      'content',
      'posted_at',
      'likes_count',
      'retweets_count',
      'replies_count',
    ]);
    expect(simple.json.processing).toMatchObject({ source: 'store' });
    const whole = await get(`/v1/posts?${JANUARY}&view=thread&is_thread=true`);
    expect(whole.json.posts[0].thread).toMatchObject({ thread_id: STARTER, length: 3, is_starter: true });
    expect(whole.json.posts[0].thread.posts).toHaveLength(3);
  });

  test('of one thread contain it once in the thread view', async () => {
    const { json } = await get(`/v1/posts?thread_id=${STARTER}&view=thread`);
    expect(json.posts.map(({ thread }: { thread: object }) => thread)).toEqual([
      expect.objectContaining({ thread_id: STARTER, length: 3, posts: expect.anything() }),
      expect.not.objectContaining({ posts: expect.anything() }),
      expect.not.objectContaining({ posts: expect.anything() }),
    ]);
    expect(json.posts[0].thread.posts).toHaveLength(3);
  });

  test.each([
    ['start_date=2025-01-15T12:34:56Z&end_date=2025-01-15T12:34:57Z', [STARTER]],
    ['start_date=2025-01-15T12:34:56%2B0000&end_date=2025-01-15T12:34:57Z', [STARTER]],
    ['start_date=2025-01-15T13:34:56%2B0100&end_date=2025-01-15T13:34:57%2B01', [STARTER]],
    ['start_date=2025-01-15T12:34:57Z&end_date=2025-01-15T12:34:58Z', []],
    ['start_date=2025-01-15&end_date=2025-01-15T12:34:56Z', []],
    ['start_date=2025-01-15T12:00:00Z&end_date=2025-01-15', [STARTER]],
  ])('between days and times: %s', async (range, ids) => {
    const { status, json } = await get(`/v1/posts?${range}&is_thread=true`);
    expect([status, json.posts.map((post: { post_id: string }) => post.post_id)]).toEqual([200, ids]);
    const ai = await get(`/v1/ai/posts?${range}&account=elonmusk`);
    expect(ai.json.posts.some((post: { id: string }) => post.id === STARTER)).toBe(ids.length > 0);
  });

  test('are filtered by times in a body too; invalid times are rejected', async () => {
    const range = { start_date: '2025-01-15T12:34:56+0000', end_date: '2025-01-15T12:34:57+00:00' };
    expect((await send('/v1/ai/posts', range)).json.count).toBe(1);
    for (const start_date of [
      '2025-01-15T12:34:56',
      '2025-01-15 12:34',
      '2025-02-30T00:00:00Z',
      'soon',
      '',
    ]) {
      const { status, json } = await send('/v1/ai/posts', { start_date });
      expect([status, json.error]).toEqual([
        400,
        'body.start_date must be a date in YYYY-MM-DD format or a time with its zone, such as 2026-04-03T14:22:00Z.',
      ]);
    }
    const query = await get('/v1/posts?start_date=2025-01-15T12:34:56');
    expect(query.json.error).toBe(
      'The start_date parameter must be a date in YYYY-MM-DD format or a time with its zone, such as 2026-04-03T14:22:00Z.',
    );
  });

  test.each([
    ['time_range=century', 'time_range'],
    ['limit=-1', 'limit'],
    ['limit=many', 'limit'],
    ['start_date=2025-02-30', 'start_date'],
    ['start_date=2025-02-02&end_date=2025-02-01', 'start_date'],
    ['start_date=2025-02-02T00:00:00Z&end_date=2025-02-01', 'start_date'],
    ['start_date=2025-02-01T01:00:00Z&end_date=2025-02-01T02:00:00%2B0200', 'start_date'],
    ['view=all', 'view'],
    ['is_thread=yes', 'is_thread'],
    ['thread_id=abc', 'thread_id'],
    [`hashtag=${'a,'.repeat(21)}`, 'hashtag'],
  ])('are rejected with %s', async (query, name) => {
    const { status, json } = await get(`/v1/posts?${query}`);
    expect([status, json.success, json.code]).toEqual([400, false, 'validation_error']);
    expect(json.error).toContain(name);
  });

  test('of an account that is not followed are not found', async () => {
    for (const query of ['username=nobody_here', 'account=nobody_here', 'account_id=999999']) {
      const { status, json } = await get(`/v1/posts?${query}`);
      expect([status, json.code]).toEqual([404, 'not_found']);
    }
  });

  test('clamp the limit and report the effective one', async () => {
    expect((await get('/v1/posts?limit=1000')).json.limit).toBe(100);
  });
});

describe('one post', () => {
  test('has the nulls that the documentation describes', async () => {
    const { json } = await get('/v1/tweets/9876543210987654321');
    expect(json.post).toMatchObject({
      post_id: '9876543210987654321',
      username: 'sama',
      is_thread_starter: false,
      thread_id: null,
      quoted_post_id: null,
      media: [],
      url: 'https://x.com/sama/status/9876543210987654321',
    });
  });

  test.each(['/v1/tweets/1', '/v1/tweets/abc', '/v1/gpt/post/1', '/v1/nothing'])(
    '%s is not found',
    async (path) => {
      const { status, json } = await get(path === '/v1/nothing' ? `/xtracker${path}` : path);
      expect([status, json.success, json.code]).toEqual([404, false, 'not_found']);
    },
  );
});

const MARKDOWN = `## Post by @elonmusk
**Posted on January 15, 2025 at 12:34 UTC**

Just announced a new AI product that will change the way we interact with technology. #AI #Innovation

📊 **Engagement**: 4,582 likes · 891 retweets · 327 replies · 982K views
🧵 **Thread with 3 posts**:
1. Just announced a new AI product that will change the way we interact with technology. #AI #Innovation
2. Details about key features
3. Information about release timeline
`;

describe('for language models', () => {
  test('a post is rendered as the documented Markdown', async () => {
    expect((await get(`/v1/gpt/post/${STARTER}`)).json).toEqual({ success: true, post: MARKDOWN });
  });

  test('the latest posts are rendered as one text', async () => {
    const { json } = await get('/v1/gpt/posts?time_range=day');
    expect(json).toMatchObject({ success: true, count: 2 });
    expect(json.posts.match(/^## Post by @/gm)).toHaveLength(2);
    expect((await get('/v1/gpt/posts?time_range=month&limit=50')).status).toBe(200);
    for (const query of ['time_range=year', 'limit=0'])
      expect((await get(`/v1/gpt/posts?${query}`)).json.code).toBe('validation_error');
  });

  test('AI posts are JSON of the documented members', async () => {
    const { json } = await get(`/v1/ai/posts?${JANUARY}&sort=engagement&limit=1`);
    expect(json).toMatchObject({ success: true, count: 1, total: 4 });
    expect(json.metadata).toEqual({
      query: null,
      time_range: '2025-01-01 to 2025-01-31',
      accounts: ['elonmusk'],
    });
    expect(json.posts[0]).toMatchObject({
      id: STARTER,
      account: 'elonmusk',
      engagement: { likes: 4582, retweets: 891, replies: 327, views: 982451 },
      is_thread: true,
      thread_length: 3,
      thread_summary: expect.any(String),
      media_count: 2,
      url: `https://x.com/elonmusk/status/${STARTER}`,
    });
  });

  test('and Markdown, in the envelope or bare, by GET, JSON and form', async () => {
    const query = `${JANUARY}&format=markdown&account=sama`;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const given = Object.fromEntries(new URLSearchParams(query));
    const answers = await Promise.all([
      get(`/v1/ai/posts?${query}`),
      send('/v1/ai/posts', given),
      get('/v1/ai/posts', { method: 'POST', headers: form, body: query }),
    ]);
    for (const { status, json } of answers) {
      expect(status).toBe(200);
      expect(json).toEqual(answers[0]!.json);
    }
    const { posts } = answers[0]!.json;
    expect(posts).toMatch(/^# AI-Related Posts from Your Followed Accounts\n\n## Post by @sama\n/);
    expect(posts).toContain('---\n\n**Time Range**: 2025-01-01 to 2025-01-31\n\n**Total Posts Found**: 1\n');
    const bare = await get(`/v1/ai/posts?${query}`, { headers: { accept: 'text/markdown' } });
    expect(bare.headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(bare.text).toBe(posts);
  });

  test.each(['keywords=%ff', 'keywords=%ed%a0%80', 'keywords=a%00b', 'sort=top&keywords=%c3'])(
    'a form with text that is not valid is refused, naming the parameter: %s',
    async (body) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const { status, json } = await get('/v1/ai/posts', { method: 'POST', headers, body });
      expect([status, json.code, json.error]).toEqual([
        400,
        'validation_error',
        expect.stringContaining('keywords'),
      ]);
    },
  );

  test('a request with a Content-Type but no body has no parameters', async () => {
    for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
      const { status, json } = await get('/v1/ai/posts', {
        method: 'POST',
        headers: { 'content-type': type },
      });
      expect([status, json.success]).toEqual([200, true]);
    }
  });

  test('a form with a repeated or invalid parameter is refused', async () => {
    for (const body of ['limit=1&limit=2', 'sort=best', 'limit=x']) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const { status, json } = await get('/v1/ai/posts', { method: 'POST', headers, body });
      expect([status, json.code]).toEqual([400, 'validation_error']);
    }
  });
});

describe('keys', () => {
  test('are accepted in X-API-Key, the query and as a bearer token only', async () => {
    const bearer = { headers: { authorization: `Bearer ${key}` } };
    for (const [path, options] of [
      ['/v1/gpt/posts', { key }],
      [`/v1/gpt/posts?api_key=${key}`, {}],
      ['/v1/gpt/posts', bearer],
    ] as const)
      expect((await http(app.url, path, options)).status).toBe(200);
    const none = await http(app.url, '/v1/gpt/posts');
    expect([none.status, none.json]).toEqual([
      401,
      { success: false, error: 'API key is missing', code: 'auth_error' },
    ]);
    const wrong = await http(app.url, '/v1/gpt/posts?api_key=wrong');
    expect([wrong.status, wrong.json]).toEqual([
      401,
      { success: false, error: 'Invalid API key', code: 'auth_error' },
    ]);
  });

  test('need their scopes', async () => {
    const reader = await app.key('xtracker', { scopes: ['posts:read'] });
    const { status, json } = await get('/v1/accounts', { key: reader });
    expect([status, json.code]).toEqual([403, 'permission_error']);
    expect((await get('/v1/gpt/posts', { key: reader })).status).toBe(200);
  });

  test('responses report the daily limit, with the reset in Unix seconds', async () => {
    const { headers } = await get('/v1/gpt/posts');
    expect(headers['x-ratelimit-limit']).toBe('1000');
    const reset = Number(headers['x-ratelimit-reset']);
    expect(reset % 86_400).toBe(0);
  });
});

test.each([
  ['/api/v1/gpt/posts', undefined],
  ['/xtracker/v1/gpt/posts', undefined],
  ['/xtracker/api/v1/gpt/posts', undefined],
  ['/v1/gpt/posts', 'xtrackerapi.com'],
  ['/api/v1/gpt/posts', 'xtracker.localhost:4000'],
])('%s at the host %s is the same', async (path, host) => {
  const { status, json } = await get(path, host ? { host } : {});
  expect([status, json.success]).toEqual([200, true]);
});

test('followed accounts are invisible to another workspace', async () => {
  const theirs = await app.key('xtracker', { workspaceId: app.otherId });
  expect((await get('/v1/accounts', { key: theirs })).json.total).toBe(0);
  expect((await get(`/v1/posts?${JANUARY}`, { key: theirs })).json.total).toBe(0);
  for (const path of [`/v1/tweets/${STARTER}`, `/v1/gpt/post/${STARTER}`, '/v1/posts?username=sama'])
    expect((await get(path, { key: theirs })).status).toBe(404);
});
