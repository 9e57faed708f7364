import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http } from '@tributary/test/support';
import { type Client, startClient } from './creator-tracking-setup.ts';

let client: Client;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.stop());

describe('answers', () => {
  test('of channel/videos and median-views cover the 20 newest posts', async () => {
    const body = { username: 'charlidamelio', platform: 'tiktok' };
    expect((await client.post('/v1/channel/videos', body)).json.data.videos).toHaveLength(20);
    expect((await client.post('/v1/median-views', body)).json.data.raw_view_counts).toHaveLength(18);
  });

  test('GET /v1/platforms', async () => {
    const { status, json } = await client.get('/v1/platforms');
    const everything = ['post/stats', 'profile', 'channel/videos', 'median-views', 'email'];
    expect([status, json]).toEqual([
      200,
      {
        ok: true,
        data: {
          platforms: [
            { platform: 'tiktok', name: 'TikTok', endpoints: everything },
            { platform: 'instagram', name: 'Instagram', endpoints: everything },
            { platform: 'youtube', name: 'YouTube', endpoints: everything },
            { platform: 'twitter', name: 'Twitter/X', endpoints: ['post/stats'] },
            { platform: 'facebook', name: 'Facebook', endpoints: ['post/stats'] },
            { platform: 'linkedin', name: 'LinkedIn', endpoints: ['post/stats'] },
          ],
        },
      },
    ]);
  });

  test.each([{ 'x-api-key': 'KEY' }, { authorization: 'Bearer KEY' }])(
    'take the key as %j',
    async (headers: Record<string, string>) => {
      const sent = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value.replace('KEY', client.key)]),
      );
      expect((await http(client.app.url, '/v1/ping', { headers: sent })).status).toBe(200);
    },
  );
});

describe('what is sent', () => {
  test.each<[path: string, body: object, named: string]>([
    ['/v1/post/stats', {}, 'url'],
    ['/v1/post/stats', { url: '' }, 'url'],
    ['/v1/post/stats', { url: 7 }, 'url'],
    ['/v1/post/stats', { url: 'https://example.com/post/1' }, 'url'],
    ['/v1/post/stats', { url: 'https://www.tiktok.com/@user' }, 'url'],
    ['/v1/post/stats', { url: 'https://vm.tiktok.com/ZMabc/' }, 'url'],
    ['/v1/post/stats', { url: 'https://x.com/a/status/1', platform: 'myspace' }, 'platform'],
    ['/v1/profile', {}, 'url'],
    ['/v1/profile', { username: 'someone' }, 'platform'],
    ['/v1/profile', { username: 'two words', platform: 'tiktok' }, 'username'],
    ['/v1/profile', { username: 'someone', platform: 'facebook' }, 'platform'],
    ['/v1/profile', { url: 'https://www.facebook.com/nasa' }, 'platform'],
    ['/v1/profile', { url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ' }, 'url'],
    ['/v1/profile', { url: 'https://www.youtube.com/c/tributary.demo' }, 'url'],
    ['/v1/median-views', { url: 'https://www.youtube.com/c/tributary.demo/videos' }, 'url'],
    ['/v1/channel/videos', { username: 'someone', platform: 'tiktok', limit: 0 }, 'limit'],
    ['/v1/channel/videos', { username: 'someone', platform: 'tiktok', limit: 'ten' }, 'limit'],
    ['/v1/median-views', { platform: 'tiktok' }, 'url'],
    ['/v1/email', { username: 'someone' }, 'platform'],
  ])('%s of %j is a 400 that names the error, and costs nothing', async (path, body, named) => {
    const key = await client.app.key('creator-tracking');
    const before = await client.balance();
    const { status, json } = await client.post(path, body, { key });
    expect(json).toEqual({ ok: false, error: expect.stringMatching(/^Bad request — /) });
    expect([status, json.error]).toEqual([400, expect.stringContaining(named)]);
    expect(await client.balance()).toBe(before);
  });

  test('the username of an old YouTube channel is not the handle of another', async () => {
    const profile = (path: string) => client.post('/v1/profile', { url: `https://www.youtube.com/${path}` });
    const handle = await profile('@tributary.demo');
    expect([handle.status, handle.json.data.username]).toEqual([200, 'tributary.demo']);
    const { status, json } = await profile('user/tributary.demo');
    expect([status, json]).toEqual([404, { ok: false, error: expect.stringContaining('not found') }]);
  });

  test('a body that is not JSON is a 400 in the envelope', async () => {
    const { status, json } = await client.post('/v1/profile', undefined, { body: '{"url":' });
    expect([status, json.ok]).toEqual([400, false]);
  });

  test.each(['/v1/profile', '/v1/channel/videos', '/v1/median-views', '/v1/email'])(
    'url wins over username and platform at %s',
    async (path) => {
      const url = 'https://www.tiktok.com/@charlidamelio';
      const both = [
        { username: 'nobody' },
        { username: 'nobody', platform: 'youtube' },
        { platform: 'facebook' },
      ];
      for (const beside of both) {
        const { json } = await client.post(path, { url, ...beside });
        expect(json.data).toMatchObject({ platform: 'tiktok', username: 'charlidamelio' });
      }
    },
  );

  test('url wins over the platform of a post', async () => {
    const url = 'https://www.tiktok.com/@user/video/7123456789';
    const { json } = await client.post('/v1/post/stats', { url, platform: 'instagram' });
    expect(json.data).toMatchObject({ platform: 'tiktok', post_id: '7123456789' });
  });

  test.each([
    ['/v1/post/stats', 'TikTok, Instagram, YouTube, X, Facebook, LinkedIn'],
    ['/v1/profile', 'TikTok, Instagram, YouTube'],
    ['/v1/channel/videos', 'TikTok, Instagram, YouTube'],
    ['/v1/median-views', 'TikTok, Instagram, YouTube'],
    ['/v1/email', 'TikTok, Instagram, YouTube'],
  ])('an unknown URL at %s is rejected with the accepted platforms', async (path, platforms) => {
    const { status, json } = await client.post(path, { url: 'https://example.org/a' });
    expect([status, json.error]).toEqual([
      400,
      `Bad request — \`url\` is not the address of a post or profile on ${platforms}.`,
    ]);
  });

  test('the name is accepted with @ and in any case', async () => {
    const { json } = await client.post('/v1/profile', { username: '@CharliDamelio', platform: 'tiktok' });
    expect(json.data.followers).toBe(155000000);
  });

  test('a limit is accepted, and reduced to 50', async () => {
    const body = { username: 'charlidamelio', platform: 'tiktok' };
    const some = await client.post('/v1/channel/videos', { ...body, limit: 3 });
    expect([some.json.data.count, some.json.data.videos.length]).toEqual([3, 3]);
    const many = await client.post('/v1/channel/videos', { ...body, limit: 5000 });
    expect([many.status, many.json.data.count]).toEqual([200, 20]);
  });
});

describe('a missing resource', () => {
  test.each<[string, object]>([
    ['/v1/post/stats', { url: 'https://www.tiktok.com/@user/video/7999999999' }],
    ['/v1/profile', { username: 'nobody.at.all', platform: 'tiktok' }],
    ['/v1/channel/videos', { username: 'nobody.at.all', platform: 'tiktok' }],
    ['/v1/median-views', { username: 'nobody.at.all', platform: 'tiktok' }],
    ['/v1/email', { username: 'nobody.at.all', platform: 'tiktok' }],
  ])('%s is a 404 and costs nothing', async (path, body) => {
    const before = await client.balance();
    const key = await client.app.key('creator-tracking');
    const { status, json } = await client.post(path, body, { key });
    expect([status, json]).toEqual([404, { ok: false, error: expect.stringContaining('not found') }]);
    expect(await client.balance()).toBe(before);
  });

  test('another workspace’s catalogue is invisible', async () => {
    const key = await client.app.key('creator-tracking', { workspaceId: client.app.otherId });
    await client.app.database.database.pool.query(`insert into creators.balances values ($1, 1000000)`, [
      client.app.otherId,
    ]);
    const body = { url: 'https://www.tiktok.com/@charlidamelio' };
    expect((await client.post('/v1/profile', body)).status).toBe(200);
    expect((await client.post('/v1/profile', body, { key })).status).toBe(404);
  });
});

describe('cost', () => {
  test('a fresh response costs a tenth of a cent, a cached one nothing', async () => {
    const key = await client.app.key('creator-tracking');
    const before = await client.balance();
    const body = { username: 'creator_username', platform: 'instagram' };
    const first = await client.post('/v1/profile', body, { key });
    const second = await client.post('/v1/profile', body, { key });
    expect([first.json.meta.cached, second.json.meta.cached]).toEqual([false, true]);
    expect(second.json.data).toEqual(first.json.data);
    expect(before - (await client.balance())).toBe(1_000);
  });

  test('without balance a fresh response is a 402 with the documented message', async () => {
    const key = await client.app.key('creator-tracking', { workspaceId: client.app.otherId });
    await client.app.database.database.pool.query(`delete from creators.balances where workspace_id = $1`, [
      client.app.otherId,
    ]);
    const { status, json } = await client.post('/v1/profile', { username: 'x', platform: 'tiktok' }, { key });
    expect([status, json]).toEqual([
      402,
      { ok: false, error: 'Insufficient balance — add funds at /billing' },
    ]);
  });

  test('platforms and ping are free', async () => {
    const before = await client.balance();
    await client.get('/v1/platforms');
    await client.get('/v1/ping');
    expect(await client.balance()).toBe(before);
  });
});

describe('headers and limits', () => {
  test('every response to a known key has limit and remaining, and no reset', async () => {
    const key = await client.app.key('creator-tracking');
    const { headers } = await client.get('/v1/ping', { key });
    expect(headers).toMatchObject({ 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '59' });
    expect(headers['x-ratelimit-reset']).toBeUndefined();
    const refused = await client.post('/v1/profile', {}, { key });
    expect(refused.headers).toMatchObject({ 'x-ratelimit-remaining': '58' });
  });

  test('a missing or invalid key is a 401 with the documented message', async () => {
    for (const options of [{ key: '' }, { key: 'ct_live_00000000000000000000000000000000' }]) {
      const { status, json, headers } = await client.get('/v1/ping', options);
      expect([status, json]).toEqual([
        401,
        { ok: false, error: 'Unauthorized — missing or invalid API key' },
      ]);
      expect(headers['x-ratelimit-limit']).toBeUndefined();
    }
  });

  test('a key of another product is invalid', async () => {
    const key = await client.app.key('community-tracker');
    expect((await client.get('/v1/ping', { key })).status).toBe(401);
  });

  test('the 61st request of a minute is a 429 with Retry-After', async () => {
    const key = await client.app.key('creator-tracking');
    const statuses = await Promise.all(
      Array.from({ length: 61 }, async () => client.get('/v1/ping', { key })),
    );
    const refused = statuses.filter(({ status }) => status === 429);
    // A new minute may begin meanwhile, in which case none is refused.
    for (const { json, headers } of refused) {
      expect(json).toEqual({ ok: false, error: 'Rate limit exceeded — wait and retry' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(refused.length).toBeLessThanOrEqual(1);
  });
});

describe('balance', () => {
  test('for a platform without a source the 502 names the settings to configure', async () => {
    const other = await startClient({ CREATORS_SOURCES: 'tiktok=tiktok-api23' });
    try {
      const { status, json } = await other.post('/v1/profile', { username: 'someone', platform: 'tiktok' });
      expect([status, json.ok]).toEqual([502, false]);
      expect(json.error).toContain('TIKTOK_KEY');
    } finally {
      await other.stop();
    }
  });
});
