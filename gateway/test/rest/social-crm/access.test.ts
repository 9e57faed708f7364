import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http } from '@tributary/test/support';
import { type Client, errorOf, OPERATIONS, SCOPES, startClient } from './setup.ts';

let client: Client;
let now = Date.parse('2026-04-04T10:00:30.500Z');

beforeAll(async () => {
  client = await startClient(() => now);
});
afterAll(() => client.stop());

describe.each(OPERATIONS)('%s %s', (method, path, body, scope, paid) => {
  test('without a key is 401', async () => {
    const answer = await http(client.app.url, `/social-crm${path}`, { method });
    expect([answer.status, answer.json]).toEqual([401, errorOf('unauthorized')]);
  });

  test('with every scope but its own is 403, in a free plan too', async () => {
    const scopes = SCOPES.filter((each) => each !== scope);
    const refused = [403, errorOf('forbidden_scope', `This API key lacks the scope ${scope}.`)];
    const key = await client.app.key('social-crm', { scopes });
    const answer = await client.send(method, path, body, { key });
    expect([answer.status, answer.json]).toEqual(refused);
    await client.app.app.admin.setPlan(client.app.otherId, 'social-crm', 'free');
    const free = await client.app.key('social-crm', { scopes, workspaceId: client.app.otherId });
    const second = await client.send(method, path, body, { key: free });
    expect([second.status, second.json]).toEqual(refused);
  });

  test('with its own scope alone is let in', async () => {
    now += 60_000;
    const key = await client.app.key('social-crm', { scopes: [scope] });
    const answer = await client.send(method, path, body, { key });
    expect([200, 201, 202, 204, 404]).toContain(answer.status);
    expect(answer.headers['x-ratelimit-remaining']).toBe('599');
  });

  test(`in a free plan is ${paid ? '402' : 'let in'}`, async () => {
    await client.app.app.admin.setPlan(client.app.otherId, 'social-crm', 'free');
    const answer = await client.send(method, path, body, { key: client.theirKey });
    if (paid) expect([answer.status, answer.json]).toEqual([402, errorOf('payment_required')]);
    else expect([200, 201, 204, 404]).toContain(answer.status);
  });
});

describe('a quota that is used up', () => {
  const asking = OPERATIONS.filter(([, path]) => path.startsWith('/v1/ai/'));

  test.each(asking)('%s %s is 402', async (method, path, body) => {
    await client.app.database.database.pool.query(
      `insert into publishing.ai_usage (workspace_id, month, used)
       values ($1, to_char(now() at time zone 'utc', 'YYYY-MM'), 500)
       on conflict (workspace_id, month) do update set used = 500`,
      [client.app.workspaceId],
    );
    const answer = await client.send(method, path, body);
    expect([answer.status, answer.json]).toEqual([402, errorOf('quota_exceeded')]);
  });
});

describe('the rate', () => {
  test('is told by three headers, the reset in Unix seconds', async () => {
    const key = await client.app.key('social-crm');
    const { headers } = await client.send('GET', '/v1/persona', undefined, { key });
    const reset = Math.floor(now / 60_000) * 60 + 60;
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '600',
      'x-ratelimit-remaining': '599',
      'x-ratelimit-reset': String(reset),
    });
  });

  test('is told beside a refusal, which does not count', async () => {
    const key = await client.app.key('social-crm', { scopes: ['posts:read'] });
    const { headers } = await client.send('GET', '/v1/persona', undefined, { key });
    expect(headers['x-ratelimit-remaining']).toBe('600');
  });

  test('lets 600 requests a minute pass, and refuses the next with its documented words', async () => {
    const key = await client.app.key('social-crm', { scopes: ['posts:read'] });
    const get = () => client.send('GET', '/v1/posts/post_0', undefined, { key });
    const answers = [];
    for (let round = 0; round < 31; round++)
      answers.push(...(await Promise.all(Array.from({ length: 20 }, get))));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(600);
    const refused = await get();
    expect([refused.status, refused.json]).toEqual([
      429,
      errorOf('rate_limited', 'Too many requests. Slow down and retry.'),
    ]);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('a key', () => {
  test.each([
    ['Authorization', (key: string) => ({ authorization: `Bearer ${key}` })],
    ['X-API-Key', (key: string) => ({ 'x-api-key': key })],
  ])('is taken from %s', async (_, headers) => {
    const answer = await http(client.app.url, '/social-crm/v1/persona', { headers: headers(client.key) });
    expect(answer.status).toBe(200);
  });

  test('of another product opens nothing here', async () => {
    const key = await client.app.key('buzzabout');
    const { status, json } = await client.send('GET', '/v1/posts', undefined, { key });
    expect([status, json]).toEqual([401, errorOf('unauthorized')]);
  });

  test('that may read insights reads no text of a post over GraphQL either', async () => {
    const key = await client.app.key('social-crm', { scopes: ['insights:read'] });
    const ask = (field: string) =>
      client.app.graphql(`{ post(id: "post_123") { id ${field} } }`, undefined, key);
    expect(await ask('analytics { likes }')).toMatchObject({
      data: { post: { id: 'post_123', analytics: { likes: null } } },
    });
    for (const field of [
      'body',
      'targets { url }',
      'media { id }',
      'inReplyTo { __typename }',
      'audit { action }',
    ])
      expect((await ask(field)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
  });
});
