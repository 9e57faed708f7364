import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http } from '@tributary/test/support';
import { type Client, errorOf, OPERATIONS, startClient } from './setup.ts';

let client: Client;
const now = Date.parse('2026-04-04T10:00:30.500Z');

beforeAll(async () => {
  client = await startClient(() => now);
});
afterAll(() => client.stop());

const free = OPERATIONS.filter(([, , , , paid]) => !paid);

test.each(free)('%s %s is let in without a paid plan', async (method, path, body) => {
  await client.app.app.admin.setPlan(client.app.otherId, 'social-crm', 'free');
  const answer = await client.send(method, path, body, { key: client.theirKey });
  expect([200, 201, 204, 404]).toContain(answer.status);
});

describe('the rate', () => {
  test('is reported in three headers, the reset in Unix seconds', async () => {
    const key = await client.app.key('social-crm');
    const { headers } = await client.send('GET', '/v1/persona', undefined, { key });
    const reset = Math.floor(now / 60_000) * 60 + 60;
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '600',
      'x-ratelimit-remaining': '599',
      'x-ratelimit-reset': String(reset),
    });
  });

  test('is reported with a rejection, which is not counted', async () => {
    const key = await client.app.key('social-crm', { scopes: ['posts:read'] });
    const { headers } = await client.send('GET', '/v1/persona', undefined, { key });
    expect(headers['x-ratelimit-remaining']).toBe('600');
  });

  test('allows 600 requests a minute, and rejects the next with the documented message', async () => {
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
  ])('is read from %s', async (_, headers) => {
    const answer = await http(client.app.url, '/social-crm/v1/persona', { headers: headers(client.key) });
    expect(answer.status).toBe(200);
  });

  test('of another product is rejected', async () => {
    const key = await client.app.key('buzzabout');
    const { status, json } = await client.send('GET', '/v1/posts', undefined, { key });
    expect([status, json]).toEqual([401, errorOf('unauthorized')]);
  });

  test('that may read insights cannot read texts of posts, over GraphQL either', async () => {
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
