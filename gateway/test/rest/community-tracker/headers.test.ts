import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http, rawHttp } from '@tributary/test/support';
import { type Client, errorOf, NOW, startClient } from './setup.ts';

let client: Client;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.stop());

const PATH = '/api-posts?keyword=x';

/** Creates a key of the workspace with `left` of its 5,000 requests left today. */
async function keyWith(left: number): Promise<string> {
  const { key, record } = await client.app.app.admin.createKey(client.app.workspaceId, {
    kind: 'community-tracker',
  });
  await client.app.database.database.pool.query(
    `insert into limits.windows values ($1, $2, 'community-tracker', '2026-04-04T00:00:00Z', $3, 0, 5000)`,
    [client.app.workspaceId, record.id, 5_000 - left],
  );
  return key;
}

describe('rate limit headers', () => {
  test('report limit, remaining requests and reset, as documented', async () => {
    const { headers } = await client.get(PATH, { key: await keyWith(4_833) });
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4832',
      'x-ratelimit-reset': '2026-04-05T00:00:00.000Z',
    });
  });

  test('count every request that plan and scope allow, even with invalid input', async () => {
    const key = await keyWith(10);
    expect((await client.get('/api-posts', { key })).headers['x-ratelimit-remaining']).toBe('9');
    expect((await client.get(PATH, { key })).headers['x-ratelimit-remaining']).toBe('8');
  });

  test('of the team plan report 20,000', async () => {
    const { admin } = client.app.app;
    const { id } = await admin.createWorkspace('a-team');
    await admin.setPlan(id, 'community-tracker', 'team');
    const { headers } = await client.get(PATH, {
      key: await client.app.key('community-tracker', { workspaceId: id }),
    });
    expect(headers['x-ratelimit-limit']).toBe('20000');
  });

  test('are on the 403 of a plan without API access, which is not counted', async () => {
    const { id } = await client.app.app.admin.createWorkspace('on-trial');
    const key = await client.app.key('community-tracker', { workspaceId: id });
    for (const _ of [1, 2]) {
      const { status, headers } = await client.get(PATH, { key });
      expect(status).toBe(403);
      expect(headers).toMatchObject({ 'x-ratelimit-limit': '0', 'x-ratelimit-remaining': '0' });
    }
  });

  test('are on the 403 of a missing scope, which is not counted', async () => {
    const key = await client.app.key('community-tracker', { scopes: ['community:write'] });
    for (const _ of [1, 2]) {
      const { status, headers } = await client.get(PATH, { key });
      expect(status).toBe(403);
      expect(headers).toMatchObject({ 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '5000' });
    }
  });

  test.each([
    ['no key', PATH, {}],
    ['an invalid key', PATH, { key: 'wrong' }],
    ['no route', '/community-tracker/nothing', {}],
    ['a wrong method', PATH, { method: 'POST' }],
  ])('are absent from responses without a known key: %s', async (_, path, options) => {
    const { headers } = await http(client.app.url, path, options);
    expect(Object.keys(headers).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  });
});

describe('an exhausted daily limit', () => {
  test('is the documented 429', async () => {
    const key = await keyWith(1);
    expect((await client.get(PATH, { key })).status).toBe(200);
    const { status, json, headers } = await client.get(PATH, { key });
    expect(status).toBe(429);
    expect(json).toEqual({
      error: {
        code: 'RATE_LIMIT_EXCEEDED',
        message: 'Daily API limit of 5000 requests exceeded. Resets at midnight UTC.',
        limit: 5000,
        used: 5000,
        resets_at: '2026-04-05T00:00:00.000Z',
      },
    });
    expect(headers).toMatchObject({
      'retry-after': String(14 * 3_600),
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '2026-04-05T00:00:00.000Z',
    });
  });

  test('is reset at midnight UTC', async () => {
    const key = await keyWith(0);
    expect((await client.get(PATH, { key })).status).toBe(429);
    try {
      client.setTime(Date.parse('2026-04-05T00:00:00Z'));
      const { status, headers } = await client.get(PATH, { key });
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'x-ratelimit-remaining': '4999',
        'x-ratelimit-reset': '2026-04-06T00:00:00.000Z',
      });
    } finally {
      client.setTime(NOW);
    }
  });

  test('agrees with viewer.limits', async () => {
    const native = await client.app.key('native');
    for (const _ of [1, 2, 3]) await client.get(PATH, { key: native });
    const { headers } = await client.get(PATH, { key: native });
    const { data } = await client.app.graphql(
      '{ viewer { limits { product limit remaining resetsAt } } }',
      {},
      native,
    );
    expect(data.viewer.limits).toContainEqual({
      product: 'COMMUNITY_TRACKER',
      limit: 5_000,
      remaining: Number(headers['x-ratelimit-remaining']),
      resetsAt: headers['x-ratelimit-reset'],
    });
  });
});

describe('X-Request-Id', () => {
  test.each([
    [PATH, {}],
    ['/api-posts', {}],
    [PATH, { key: 'wrong' }],
    ['/community-tracker/nothing', {}],
    ['/nothing', {}],
    ['/%zz', {}],
    [PATH, { method: 'DELETE' }],
    [PATH, { method: 'OPTIONS' }],
    ['/health/live', {}],
    ['/metrics', {}],
    ['/graphql', {}],
    [`/api-posts?keyword=${'a'.repeat(20_000)}`, {}],
  ])('is on the response to %.60s %j', async (path, options) => {
    const { headers } = await client.get(path, options);
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("is the caller's if it is valid", async () => {
    const { headers } = await client.get(PATH, { headers: { 'x-request-id': 'their.own-id_1' } });
    expect(headers['x-request-id']).toBe('their.own-id_1');
  });

  test("is generated if the caller's is invalid", async () => {
    const { headers } = await client.get(PATH, { headers: { 'x-request-id': 'a"b <c>' } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('CORS', () => {
  test('allows a preflight from any origin with the key header, without credentials', async () => {
    const { status, headers } = await http(client.app.url, PATH, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example.org',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'x-api-key',
      },
    });
    expect(status).toBe(204);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-allow-headers']).toContain('x-api-key');
    expect(headers['access-control-allow-methods']).toContain('GET');
    // Files are uploaded to signed URLs of the gateway itself.
    expect(headers['access-control-allow-methods']).toContain('PUT');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  test('responds to an OPTIONS request that is not a preflight', async () => {
    const { status } = await http(client.app.url, PATH, { method: 'OPTIONS' });
    expect(status).toBe(204);
  });

  test('lets a page read responses and errors, and their headers', async () => {
    for (const key of [client.key, 'wrong']) {
      const { headers } = await client.get(PATH, { key, headers: { origin: 'https://app.example.org' } });
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers['access-control-expose-headers']).toMatch(/X-RateLimit-Remaining.*Retry-After/);
    }
  });
});

describe('a malformed request', () => {
  const envelope = (code: string) => JSON.parse(JSON.stringify({ code }));

  test.each([
    ['at the root', '/api-posts?keyword='],
    ['below the mount', '/community-tracker/api-posts?keyword='],
  ])('has its envelope: a query string of 2 MB %s', async (_, path) => {
    const { status, json } = await client.get(path + 'a'.repeat(2_000_000));
    expect(status).toBe(414);
    expect(json.error).toMatchObject(envelope('URI_TOO_LONG'));
  });

  test('has its envelope for `fetch` too', async () => {
    const response = await fetch(`${client.app.url}${PATH}${'a'.repeat(2_000_000)}`);
    expect(response.status).toBe(414);
    expect(await response.json()).toEqual(errorOf('URI_TOO_LONG'));
  });

  test('is a 400 if it is not HTTP', async () => {
    const answer = await rawHttp(
      client.app.url,
      'GET /community-tracker/api-posts HTTP/9\r\nno header\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('{"error":{"code":"MALFORMED_BODY"');
    expect(answer).not.toMatch(/HPE_|Parse Error/);
  });

  test('is a 400 in the format of RFC 9457 if no API is addressed', async () => {
    const answer = await rawHttp(client.app.url, 'nonsense\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json\r\n/);
    expect(answer).toContain('x-request-id: ');
  });

  test('does not disturb others', async () => {
    const broken = rawHttp(client.app.url, 'nonsense\r\n\r\n');
    expect((await client.get(PATH)).status).toBe(200);
    await broken;
  });
});
