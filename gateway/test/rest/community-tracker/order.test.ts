import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http } from '@tributary/test/support';
import { type Client, errorOf, NOW, startClient } from './setup.ts';

let client: Client;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.stop());

const MISSING = errorOf('MISSING_API_KEY', 'No API key was provided.');
const INVALID = errorOf('INVALID_API_KEY', 'The API key is invalid or has been revoked.');
const WRONG_INPUT = '/api-posts?limit=abc';

/** Sets how many requests of the key are counted today. */
async function count(key: string, used: number): Promise<void> {
  await client.get('/api-posts?keyword=x', { key });
  const { rowCount } = await client.app.database.database.pool.query(
    `update limits.windows w set used = $1 from access.api_keys k
      where k.prefix = $2 and k.id = w.key_id and w.bucket = 'community-tracker'`,
    [used, key.slice(0, 12)],
  );
  expect(rowCount).toBe(1);
}

describe('a request with several errors reports the first in the order of checks', () => {
  test('1. an unknown route, without a key', async () => {
    const { status, json } = await http(client.app.url, '/community-tracker/nothing?limit=abc');
    expect([status, json.error.code]).toEqual([404, 'NOT_FOUND']);
  });

  test('1. a wrong method, without a key', async () => {
    const { status, json } = await http(client.app.url, WRONG_INPUT, { method: 'DELETE' });
    expect([status, json.error.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  });

  test('2. the credential, before input', async () => {
    const { status, json } = await http(client.app.url, WRONG_INPUT);
    expect(status).toBe(401);
    expect(json).toEqual(MISSING);
  });

  test('3. the scope, before plan, limit and input', async () => {
    const { admin } = client.app.app;
    const { id } = await admin.createWorkspace('on-trial-without-scope');
    const key = await client.app.key('community-tracker', { workspaceId: id, scopes: ['community:write'] });
    const { status, json } = await client.get(WRONG_INPUT, { key });
    expect([status, json.error.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
  });

  test('4. the plan, before limit and input', async () => {
    const { admin } = client.app.app;
    const { id } = await admin.createWorkspace('on-trial');
    const key = await client.app.key('community-tracker', { workspaceId: id });
    const { status, json } = await client.get(WRONG_INPUT, { key });
    expect(status).toBe(403);
    expect(json).toEqual(errorOf('PLAN_NO_API_ACCESS', 'Your current plan does not include API access.'));
  });

  test('5. the limit, before input', async () => {
    const key = await client.app.key('community-tracker');
    await count(key, 5_000);
    const { status, json } = await client.get(WRONG_INPUT, { key });
    expect([status, json.error.code]).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
  });

  test('6. input', async () => {
    const { status, json } = await client.get(WRONG_INPUT);
    expect(status).toBe(400);
    expect(json).toEqual(errorOf('MISSING_KEYWORD', 'The keyword parameter is required.'));
  });
});

describe('a credential', () => {
  const path = '/api-posts?keyword=x';

  test.each([{}, { 'x-api-key': '' }, { 'x-api-key': '   ' }, { authorization: 'Basic Zm9vOmJhcg==' }])(
    'is missing: %j',
    async (headers) => {
      const { status, json } = await http(client.app.url, path, { headers });
      expect(status).toBe(401);
      expect(json).toEqual(MISSING);
    },
  );

  test('is read from X-API-Key only', async () => {
    const bearer = await http(client.app.url, path, { headers: { authorization: `Bearer ${client.key}` } });
    expect(bearer.json).toEqual(MISSING);
    const query = await http(client.app.url, `${path}&api_key=${client.key}`);
    expect(query.json).toEqual(MISSING);
  });

  test.each(['nonsense', `ct_live_${'0'.repeat(32)}`, 'é'.repeat(10), 'x'.repeat(5_000)])(
    'that is unknown is invalid: %s',
    async (key) => {
      const { status, json } = await client.get(path, { key });
      expect(status).toBe(401);
      expect(json).toEqual(INVALID);
    },
  );

  test('of every other product is invalid, regardless of its prefix', async () => {
    for (const kind of ['creator-tracking', 'social-crm', 'xtracker', 'buzzabout'] as const) {
      const { status, json } = await client.get(path, { key: await client.app.key(kind) });
      expect([status, json]).toEqual([401, INVALID]);
    }
  });

  test('of all products is accepted like the product’s own', async () => {
    expect((await client.get(path, { key: await client.app.key('native') })).status).toBe(200);
  });

  test('is invalid immediately after its revocation', async () => {
    const { admin } = client.app.app;
    const { key, record } = await admin.createKey(client.app.workspaceId, { kind: 'community-tracker' });
    expect((await client.get(path, { key })).status).toBe(200);
    await admin.revokeKey(client.app.workspaceId, record.id);
    expect((await client.get(path, { key })).json).toEqual(INVALID);
  });

  test('is invalid from its expiry on', async () => {
    const key = await client.app.key('community-tracker', { expiresAt: new Date(NOW + 60_000) });
    try {
      client.setTime(NOW + 59_999);
      expect((await client.get(path, { key })).status).toBe(200);
      client.setTime(NOW + 60_000);
      expect((await client.get(path, { key })).json).toEqual(INVALID);
    } finally {
      client.setTime(NOW);
    }
  });

  test('together with a different one is refused, even in a place that this API ignores', async () => {
    const other = await client.app.key('community-tracker');
    for (const headers of [
      { authorization: `Bearer ${other}` },
      { authorization: `Bearer ${await client.app.key('native')}` },
    ]) {
      const { status, json } = await client.get(path, { headers });
      expect([status, json]).toEqual([401, INVALID]);
    }
    expect((await client.get(`${path}&api_key=${other}`)).status).toBe(401);
    expect((await client.get(`${path}&api_key=${client.key}&api_key=${other}`)).status).toBe(401);
  });

  test('sent twice with the same value is accepted', async () => {
    const headers = { authorization: `Bearer ${client.key}` };
    expect((await client.get(path, { headers })).status).toBe(200);
  });
});

describe('without a valid key', () => {
  test('an address may send 60 requests a minute; requests with a valid key are exempt', async () => {
    try {
      client.setTime(NOW + 3_600_000);
      const wrong = { key: 'wrong' };
      const statuses = [];
      for (let index = 0; index < 60; index++)
        statuses.push((await client.get('/api-posts?keyword=x', wrong)).status);
      expect(new Set(statuses)).toEqual(new Set([401]));
      const { status, json, headers } = await client.get('/api-posts?keyword=x', wrong);
      expect([status, headers['retry-after']]).toEqual([429, '60']);
      expect(json).toEqual(errorOf('RATE_LIMIT_EXCEEDED'));
      expect(headers).not.toHaveProperty('x-ratelimit-limit');
      expect((await client.get('/api-posts?keyword=x')).status).toBe(200);
    } finally {
      client.setTime(NOW);
    }
  });
});
