import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, fillDemo, importPosts } from '@tributary/test/support';
import { type Client, errorOf, startClient } from './setup.ts';

let client: Client;

beforeAll(async () => {
  client = await startClient();
  await fillDemo(client.app.database, client.app.workspaceId, new Date());
});
afterAll(() => client.stop());

const text = expect.any(String);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const count = { asymmetricMatch: (value: unknown) => value === null || Number.isInteger(value) };
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

describe('posts', () => {
  test('are created as documented, with the documented members first', async () => {
    const { status, json } = await client.send('POST', '/v1/posts', {
      body: 'Launch day is here.',
      account_ids: ['acct_1'],
    });
    expect(status).toBe(201);
    expect(Object.keys(json).slice(0, 3)).toEqual(['id', 'status', 'body']);
    expect(json).toEqual({
      id: expect.stringMatching(/^post_/),
      status: 'draft',
      body: 'Launch day is here.',
      account_ids: ['acct_1'],
      media_ids: [],
      scheduled_at: null,
      published_at: null,
      created_at: time,
      updated_at: time,
      targets: [
        {
          account_id: 'acct_1',
          status: 'draft',
          url: null,
          error: null,
          attempts: 0,
          next_attempt_at: null,
        },
      ],
      thread: [],
    });
    expect((await client.send('GET', `/v1/posts/${json.id}`)).json).toEqual(json);
  });

  test('are changed in the sent members only', async () => {
    const id = await client.draft('Before.');
    const changed = await client.send('PATCH', `/v1/posts/${id}`, { body: 'After.' });
    expect([changed.status, changed.json]).toMatchObject([
      200,
      { id, status: 'draft', body: 'After.', account_ids: [client.account] },
    ]);
    const alone = await client.send('PATCH', `/v1/posts/${id}`, { account_ids: [] });
    expect(alone.json).toMatchObject({ body: 'After.', account_ids: [], targets: [] });
  });

  test('are deleted', async () => {
    const id = await client.draft();
    const deleted = await client.send('DELETE', `/v1/posts/${id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await client.send('GET', `/v1/posts/${id}`)).status).toBe(404);
    expect((await client.send('DELETE', `/v1/posts/${id}`)).status).toBe(404);
  });

  test('are scheduled, and scheduled again', async () => {
    const id = await client.draft();
    const at = tomorrow();
    const scheduled = await client.send('POST', `/v1/posts/${id}/schedule`, { scheduled_at: at });
    expect([scheduled.status, scheduled.json]).toMatchObject([
      200,
      {
        id,
        status: 'scheduled',
        scheduled_at: at,
        targets: [{ account_id: client.account, status: 'scheduled' }],
      },
    ]);
    const later = new Date(Date.parse(at) + 3_600_000);
    const again = await client.send('POST', `/v1/posts/${id}/schedule`, {
      scheduled_at: `${later.toISOString().slice(0, 19)}+00:00`,
    });
    expect([again.status, again.json.status]).toEqual([200, 'scheduled']);
    expect(Math.floor(Date.parse(again.json.scheduled_at) / 1_000)).toBe(Math.floor(later.getTime() / 1_000));
    const patched = await client.send('PATCH', `/v1/posts/${id}`, { body: 'Scheduled, and changed.' });
    expect([patched.status, patched.json.status]).toEqual([200, 'scheduled']);
  });

  test('in publication are a 202, and cannot be changed then', async () => {
    const id = await client.draft();
    const published = await client.send('POST', `/v1/posts/${id}/publish`);
    expect([published.status, published.json]).toMatchObject([202, { id, status: 'publishing' }]);
    for (const [method, path, body] of [
      ['PATCH', `/v1/posts/${id}`, { body: 'Too late.' }],
      ['POST', `/v1/posts/${id}/schedule`, { scheduled_at: tomorrow() }],
    ] as const) {
      const { status, json } = await client.send(method, path, body);
      expect([status, json]).toEqual([409, errorOf('conflict')]);
    }
    await eventually(async () => {
      const { json } = await client.send('GET', `/v1/posts/${id}`);
      expect(json).toMatchObject({
        status: 'published',
        published_at: time,
        targets: [{ account_id: client.account, status: 'published', url: text, error: null }],
      });
    });
  });

  test('that failed are published again, changed to a draft, and scheduled again', async () => {
    const failed = async () => {
      client.server.play('refused');
      const id = await client.draft();
      expect((await client.send('POST', `/v1/posts/${id}/publish`)).status).toBe(202);
      await eventually(async () =>
        expect((await client.send('GET', `/v1/posts/${id}`)).json.status).toBe('failed'),
      );
      client.server.play('ok');
      return id;
    };
    const again = await failed();
    const { status, json } = await client.send('POST', `/v1/posts/${again}/publish`);
    expect([status, json.status]).toEqual([202, 'publishing']);
    await eventually(async () =>
      expect((await client.send('GET', `/v1/posts/${again}`)).json).toMatchObject({
        status: 'published',
        targets: [{ status: 'published', url: text, error: null }],
      }),
    );
    const changed = await client.send('PATCH', `/v1/posts/${await failed()}`, { body: 'Other words.' });
    expect([changed.status, changed.json]).toMatchObject([200, { status: 'draft', body: 'Other words.' }]);
    const at = tomorrow();
    const scheduled = await client.send('POST', `/v1/posts/${await failed()}/schedule`, { scheduled_at: at });
    expect([scheduled.status, scheduled.json]).toMatchObject([
      200,
      { status: 'scheduled', scheduled_at: at },
    ]);
  });

  test('have analytics', async () => {
    const { status, json } = await client.send('GET', '/v1/posts/post_123/analytics');
    expect(status).toBe(200);
    expect(json).toEqual({
      data: {
        post_id: 'post_123',
        impressions: count,
        likes: count,
        comments: count,
        shares: count,
        engagement_rate: { asymmetricMatch: (value: unknown) => value === null || Number(value) >= 0 },
        targets: [
          {
            account_id: 'acct_1',
            impressions: count,
            likes: count,
            comments: count,
            shares: count,
            fetched_at: { asymmetricMatch: (value: unknown) => value === null || typeof value === 'string' },
          },
        ],
        fetched_at: { asymmetricMatch: (value: unknown) => value === null || typeof value === 'string' },
      },
    });
  });
});

test('operations without a required body accept a Content-Type without one', async () => {
  const [deleted, published] = [await client.draft(), await client.draft()];
  const statuses = [];
  for (const [method, path] of [
    ['DELETE', `/v1/posts/${deleted}`],
    ['POST', `/v1/posts/${published}/publish`],
    ['POST', '/v1/media/media_0/confirm'],
    ['POST', '/v1/ai/ideas'],
  ] as const) {
    const headers = { 'content-type': 'application/json' };
    statuses.push((await client.send(method, path, undefined, { headers })).status);
  }
  // The medium does not exist, and ideas need a language model; a body is missing nowhere.
  expect(statuses).toEqual([204, 202, 404, 501]);
});

describe('the list of posts', () => {
  test('is newest first, in pages of 20, at most 50', async () => {
    const ids = [];
    for (let number = 0; number < 52; number++) {
      const { json } = await client.send(
        'POST',
        '/v1/posts',
        { body: `${number}` },
        { key: client.theirKey },
      );
      ids.unshift(json.id);
    }
    const list = async (query: string) => {
      const { json } = await client.send('GET', `/v1/posts${query}`, undefined, { key: client.theirKey });
      expect(Object.keys(json)).toEqual(['data']);
      return json.data.map(({ id }: { id: string }) => id);
    };
    expect(await list('')).toEqual(ids.slice(0, 20));
    expect(await list('?limit=3&offset=2')).toEqual(ids.slice(2, 5));
    expect(await list('?limit=500')).toEqual(ids.slice(0, 50));
    expect(await list('?offset=50')).toEqual(ids.slice(50));
    expect(await list('?offset=52')).toEqual([]);
    expect(await list('?status=draft&limit=1')).toEqual(ids.slice(0, 1));
    expect(await list('?status=published')).toEqual([]);
  });

  test('shows the documented post', async () => {
    const { json } = await client.send('GET', '/v1/posts?limit=50');
    expect(json.data.map(({ id }: { id: string }) => id)).toContain('post_123');
  });
});

describe('another workspace', () => {
  test('can neither see nor change it', async () => {
    const id = await client.draft();
    const key = client.theirKey;
    for (const [method, path, body] of [
      ['GET', `/v1/posts/${id}`, undefined],
      ['PATCH', `/v1/posts/${id}`, { body: 'Mine.' }],
      ['DELETE', `/v1/posts/${id}`, undefined],
      ['POST', `/v1/posts/${id}/schedule`, { scheduled_at: tomorrow() }],
      ['POST', `/v1/posts/${id}/publish`, undefined],
      ['GET', `/v1/posts/${id}/analytics`, undefined],
    ] as const) {
      const { status, json } = await client.send(method, path, body, { key });
      expect([status, json]).toEqual([404, errorOf('not_found')]);
    }
    const named = await client.send('POST', '/v1/posts', { body: 'a', account_ids: ['acct_1'] }, { key });
    expect([named.status, named.json]).toEqual([
      400,
      errorOf('invalid_request', expect.stringContaining('acct_1')),
    ]);
    expect((await client.send('GET', '/v1/accounts', undefined, { key })).json).toEqual({ data: [] });
    expect((await client.send('GET', '/v1/accounts/analytics', undefined, { key })).json).toEqual({
      data: [],
    });
    expect((await client.send('GET', `/v1/posts/${id}`)).json.body).toBe('A draft.');
  });
});

describe('AI', () => {
  test.each<[path: string, body: object, data: object]>([
    ['rewrite', { text: 'buy now', tone: 'friendly' }, { text, engine: 'embedded' }],
    [
      'hashtags',
      { text: 'Launch day of our espresso machine' },
      { hashtags: expect.any(Array), engine: 'embedded' },
    ],
    [
      'thread',
      { text: 'One sentence. '.repeat(40), max_length: 100 },
      { posts: expect.any(Array), engine: 'embedded' },
    ],
    [
      'optimise',
      { text: 'buy now' },
      { text, score: expect.any(Number), suggestions: expect.any(Array), engine: 'embedded' },
    ],
  ])('POST /v1/ai/%s returns its result under data', async (path, body, data) => {
    const { status, json } = await client.send('POST', `/v1/ai/${path}`, body);
    expect([status, json]).toEqual([200, { data }]);
  });

  test.each<[path: string, body: object]>([
    ['rewrite', { text: 'We are deeply sorry.', tone: 'witty' }],
    ['compose', { prompt: 'launch day', tone: 'dry', platform: 'x' }],
    ['ideas', { topic: 'espresso', count: 2 }],
  ])('POST /v1/ai/%s is refused without a language model', async (path, body) => {
    const used = async () => (await client.app.graphql('{ aiQuota { used } }')).data.aiQuota.used;
    const before = await used();
    const { status, json } = await client.send('POST', `/v1/ai/${path}`, body);
    expect([status, json]).toEqual([
      501,
      errorOf('model_required', expect.stringContaining('`AI_BASE_URL`')),
    ]);
    expect(await used()).toBe(before);
  });
});

describe('accounts, persona and trends', () => {
  test('GET /v1/accounts', async () => {
    const { status, json } = await client.send('GET', '/v1/accounts');
    expect(status).toBe(200);
    expect(json.data).toContainEqual({
      id: 'acct_1',
      platform: text,
      handle: text,
      display_name: { asymmetricMatch: (value: unknown) => value === null || typeof value === 'string' },
      avatar_url: { asymmetricMatch: (value: unknown) => value === null || typeof value === 'string' },
      status: 'connected',
      connected_at: time,
    });
    const second = await client.send('GET', '/v1/accounts?limit=1&offset=1');
    expect(second.json.data).toEqual(json.data.slice(1, 2));
  });

  test('GET /v1/accounts/analytics', async () => {
    const accounts = await client.send('GET', '/v1/accounts');
    const { status, json } = await client.send('GET', '/v1/accounts/analytics');
    expect([status, json.data]).toEqual([
      200,
      accounts.json.data.map(({ id }: { id: string }) => ({
        account_id: id,
        followers: count,
        following: count,
        posts: count,
        fetched_at: { asymmetricMatch: (value: unknown) => value === null || typeof value === 'string' },
      })),
    ]);
  });

  test('GET /v1/persona, also of a workspace without one', async () => {
    const { status, json } = await client.send('GET', '/v1/persona');
    expect(status).toBe(200);
    expect(Object.keys(json.data)).toEqual(['name', 'voice', 'tones', 'topics', 'examples']);
    const theirs = await client.send('GET', '/v1/persona', undefined, { key: client.theirKey });
    expect(theirs.json).toEqual({ data: { name: null, voice: null, tones: [], topics: [], examples: [] } });
  });

  test('GET /v1/trending, with a key that may only read insights', async () => {
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 1_800_000;
    await importPosts(
      client.app.database,
      client.app.workspaceId,
      ['ann', 'ben', 'cem', 'dee'].map((author, index) => ({
        url: `https://example.org/trend/${author}`,
        title: 'The quantum toaster burned my bread',
        author,
        source: index === 0 ? 'reddit' : 'hackernews',
        posted_at: new Date(hour + index),
      })),
    );
    const key = await client.app.key('social-crm', { scopes: ['insights:read'] });
    const { status, json } = await client.send('GET', '/v1/trending?limit=50', undefined, { key });
    expect(status).toBe(200);
    expect(json.data).toContainEqual({
      topic: 'quantum toaster burned',
      score: expect.any(Number),
      mentions: 4,
      change_pct: null,
      sources: ['hackernews', 'reddit'],
    });
    const rest = await client.send('GET', '/v1/trending?limit=2&offset=1', undefined, { key });
    expect(rest.json.data).toEqual(json.data.slice(1, 3));
  });
});

describe('media', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const announce = () =>
    client.send('POST', '/v1/media/upload-url', {
      filename: 'dot.png',
      content_type: 'image/png',
      size: png.length,
    });

  test('is requested, uploaded, confirmed and attached', async () => {
    const { status, json } = await announce();
    expect([status, json]).toEqual([
      201,
      {
        id: expect.stringMatching(/^media_/),
        upload_url: expect.stringMatching(/^https?:/),
        method: 'PUT',
        headers: expect.any(Object),
        expires_at: time,
      },
    ]);
    const address = new URL(json.upload_url);
    const sent = await fetch(new URL(address.pathname + address.search, client.app.url), {
      method: 'PUT',
      headers: json.headers,
      body: png,
    });
    expect(sent.ok).toBe(true);
    const confirmed = await client.send('POST', `/v1/media/${json.id}/confirm`);
    expect([confirmed.status, confirmed.json]).toEqual([
      200,
      { id: json.id, status: 'ready', url: text, content_type: 'image/png', size: png.length },
    ]);
    const post = await client.send('POST', '/v1/posts', { body: 'With a dot.', media_ids: [json.id] });
    expect([post.status, post.json.media_ids]).toEqual([201, [json.id]]);
  });

  test('that was not uploaded yet is a 409', async () => {
    const { json } = await announce();
    const confirmed = await client.send('POST', `/v1/media/${json.id}/confirm`);
    expect([confirmed.status, confirmed.json]).toEqual([409, errorOf('conflict')]);
  });
});
