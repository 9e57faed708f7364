import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, errorOf, OPERATIONS, startClient } from './setup.ts';

/** Operations that require a language model, which the tests do not have. */
const MODEL_ONLY = ['/v1/ai/compose', '/v1/ai/ideas'];

let client: Client;
let now = Date.parse('2026-04-04T10:00:00Z');

beforeAll(async () => {
  client = await startClient(() => now);
});
afterAll(() => client.stop());

const create = (key: string, body: unknown = { body: 'Once.' }, apiKey = client.key) =>
  client.send('POST', '/v1/posts', body, { key: apiKey, headers: { 'idempotency-key': key } });
const posts = async (body: string) => {
  const { rows } = await client.app.database.database.pool.query(
    'select count(*)::int as count from publishing.posts where body = $1',
    [body],
  );
  return rows[0].count;
};

describe('a POST with an Idempotency-Key', () => {
  test('is executed once and receives the same response again', async () => {
    const key = randomUUID();
    const body = { body: 'Done once.' };
    const first = await create(key, body);
    const again = await create(key, body);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.text).toBe(first.text);
    expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([
      undefined,
      'true',
    ]);
    expect(await posts('Done once.')).toBe(1);
  });

  test('is 409 with another body', async () => {
    const key = randomUUID();
    await create(key);
    const { status, json } = await create(key, { body: 'Another.' });
    expect([status, json]).toEqual([409, errorOf('conflict')]);
    expect(await posts('Another.')).toBe(0);
  });

  test('is 409 at another address of the same route', async () => {
    const key = randomUUID();
    const headers = { 'idempotency-key': key };
    const [one, two] = [await client.draft(), await client.draft()];
    const body = { scheduled_at: '2026-12-31T00:00:00Z' };
    const path = (id: string) => `/v1/posts/${id}/schedule`;
    const first = await client.send('POST', path(one), body, { headers });
    expect((await client.send('POST', path(one), body, { headers })).text).toBe(first.text);
    expect((await client.send('POST', path(two), body, { headers })).status).toBe(409);
  });

  test('is executed once for concurrent requests', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 12 }, () => create(key, { body: 'Race.' })));
    const made = answers.filter(({ status }) => status === 201);
    const early = answers.filter(({ status }) => status === 409);
    expect(made.length + early.length).toBe(12);
    expect(new Set(made.map((answer) => answer.text)).size).toBe(1);
    expect(await posts('Race.')).toBe(1);
    expect((await create(key, { body: 'Race.' })).text).toBe(made[0]!.text);
  });

  test('is separate for each API key and workspace', async () => {
    const key = randomUUID();
    const body = { body: 'Theirs.' };
    const second = await client.app.key('social-crm');
    const answers = [
      await create(key, body),
      await create(key, body, second),
      await create(key, body, client.theirKey),
    ];
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(3);
  });

  test('returns the same refusal again', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const publish = () => client.send('POST', '/v1/posts/post_0/publish', undefined, { headers });
    const [first, again] = [await publish(), await publish()];
    expect([first.status, again.status, again.text]).toEqual([404, 404, first.text]);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  test('after an invalid body may be reused with a valid one', async () => {
    const key = randomUUID();
    expect((await create(key, {})).status).toBe(400);
    expect((await create(key)).status).toBe(201);
  });

  test('is executed again after 24 hours', async () => {
    const key = randomUUID();
    const first = await create(key);
    now += 86_400_000;
    const later = await create(key);
    expect(later.status).toBe(201);
    expect(later.json.id).not.toBe(first.json.id);
  });

  test.each(['', 'two words', 'x'.repeat(256)])('(%j) that is no key is 400', async (key) => {
    const { status, json } = await create(key);
    expect([status, json]).toEqual([
      400,
      errorOf('invalid_request', expect.stringContaining('Idempotency-Key')),
    ]);
  });

  test('is executed again once a language model is configured: a 501 is not stored', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const answer = await client.send('POST', '/v1/ai/compose', { prompt: 'launch day' }, { headers });
      expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([501, undefined]);
    }
  });

  test.each(OPERATIONS.filter(([method, path]) => method === 'POST' && !MODEL_ONLY.includes(path)))(
    '%s %s is honoured',
    async (method, path, body) => {
      const headers = { 'idempotency-key': randomUUID() };
      const first = await client.send(method, path, body, { headers });
      const again = await client.send(method, path, body, { headers });
      expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([
        first.status,
        first.text,
        'true',
      ]);
    },
  );
});
