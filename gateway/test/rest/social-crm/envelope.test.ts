import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http } from '@tributary/test/support';
import { type Client, errorOf, startClient } from './setup.ts';

let client: Client;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.stop());

describe('the envelope', () => {
  test.each<
    [what: string, method: string, path: string, body: string | undefined, status: number, code: string]
  >([
    ['an unknown route', 'GET', '/v1/nothing', undefined, 404, 'not_found'],
    ['a wrong method', 'PUT', '/v1/posts', undefined, 405, 'method_not_allowed'],
    [
      'a body that is too large',
      'POST',
      '/v1/posts',
      `{"body":"${'x'.repeat(1_100_000)}"}`,
      413,
      'payload_too_large',
    ],
    ['a body that is no JSON', 'POST', '/v1/posts', '{"body":', 400, 'invalid_request'],
  ])('holds %s', async (_, method, path, body, status, code) => {
    const answer = await client.send(method, path, body);
    expect([answer.status, answer.json]).toEqual([status, errorOf(code)]);
    expect(answer.headers['x-request-id']).toBeTruthy();
  });

  test('holds another media type', async () => {
    const answer = await client.send('POST', '/v1/posts', '<body/>', {
      headers: { 'content-type': 'application/xml' },
    });
    expect([answer.status, answer.json]).toEqual([415, errorOf('unsupported_media_type')]);
  });

  test('says which methods there are', async () => {
    const { headers } = await client.send('PUT', '/v1/posts');
    expect(headers['allow']).toBe('GET, POST, HEAD, OPTIONS');
  });

  test('is that of the virtual host and of the documented path too', async () => {
    for (const [path, host] of [
      ['/v1/posts', 'api.socialcrm.org'],
      ['/v1/posts', 'social-crm.localhost'],
      ['/v1/posts', undefined],
      ['/v1/accounts/analytics', undefined],
    ] as const) {
      const answer = await http(client.app.url, path, host ? { host } : {});
      expect([answer.status, answer.json]).toEqual([401, errorOf('unauthorized')]);
    }
  });
});

describe('what is sent', () => {
  const long = 'x'.repeat(10_001);
  test.each<[method: string, path: string, body: unknown, named: string]>([
    ['POST', '/v1/posts', {}, 'body'],
    ['POST', '/v1/posts', { body: '' }, 'body'],
    ['POST', '/v1/posts', { body: long }, 'body'],
    ['POST', '/v1/posts', { body: 7 }, 'body'],
    ['POST', '/v1/posts', { body: 'a', colour: 'red' }, 'colour'],
    ['POST', '/v1/posts', { body: 'a', account_ids: 'acct_1' }, 'account_ids'],
    ['POST', '/v1/posts', { body: 'a', account_ids: ['acct_1', 'acct_nobody'] }, 'acct_nobody'],
    ['POST', '/v1/posts', { body: 'a', media_ids: ['media_nothing'] }, 'media_nothing'],
    ['PATCH', '/v1/posts/post_123', { body: '' }, 'body'],
    ['PATCH', '/v1/posts/post_123', { status: 'published' }, 'status'],
    ['PATCH', '/v1/posts/post_123', { account_ids: ['acct_nobody'] }, 'acct_nobody'],
    ['POST', '/v1/posts/post_123/schedule', {}, 'scheduled_at'],
    ['POST', '/v1/posts/post_123/schedule', { scheduled_at: 'tomorrow' }, 'scheduled_at'],
    ['POST', '/v1/posts/post_123/schedule', { scheduled_at: '2020-01-01T00:00:00Z' }, 'future'],
    ['POST', '/v1/posts/post_123/publish', { now: true }, 'now'],
    ['POST', '/v1/ai/rewrite', { text: 'a' }, 'tone'],
    ['POST', '/v1/ai/rewrite', { text: '', tone: 'dry' }, 'text'],
    ['POST', '/v1/ai/compose', { tone: 'dry' }, 'prompt'],
    ['POST', '/v1/ai/compose', { prompt: 'a', platform: 'myspace' }, 'platform'],
    ['POST', '/v1/ai/hashtags', { text: 'a', count: 31 }, 'count'],
    ['POST', '/v1/ai/thread', { text: 'a', max_length: 10 }, 'max_length'],
    ['POST', '/v1/ai/ideas', { count: 0 }, 'count'],
    ['POST', '/v1/ai/optimise', {}, 'text'],
    [
      'POST',
      '/v1/media/upload-url',
      { filename: 'a.svg', content_type: 'image/svg+xml', size: 5 },
      'content_type',
    ],
    [
      'POST',
      '/v1/media/upload-url',
      { filename: 'a.png', content_type: 'image/png', size: 104_857_601 },
      'size',
    ],
    ['POST', '/v1/media/upload-url', { content_type: 'image/png', size: 5 }, 'filename'],
    ['GET', '/v1/posts?limit=0', undefined, 'limit'],
    ['GET', '/v1/posts?limit=ten', undefined, 'limit'],
    ['GET', '/v1/posts?offset=-1', undefined, 'offset'],
    ['GET', '/v1/posts?status=lost', undefined, 'status'],
    ['GET', '/v1/accounts?limit=0', undefined, 'limit'],
    ['GET', '/v1/accounts/analytics?offset=x', undefined, 'offset'],
    ['GET', '/v1/trending?limit=-1', undefined, 'limit'],
  ])('%s %s %j is 400 naming it', async (method, path, body, named) => {
    const { status, json } = await client.send(method, path, body);
    expect([status, json]).toEqual([400, errorOf('invalid_request', expect.stringContaining(named))]);
  });

  test.each([
    ['GET', '/v1/posts/post_0', undefined],
    ['PATCH', '/v1/posts/post_0', { body: 'a' }],
    ['DELETE', '/v1/posts/post_0', undefined],
    ['POST', '/v1/posts/post_0/schedule', { scheduled_at: '2100-01-01T00:00:00Z' }],
    ['POST', '/v1/posts/post_0/publish', undefined],
    ['GET', '/v1/posts/post_0/analytics', undefined],
    ['POST', '/v1/media/media_0/confirm', undefined],
  ])('%s %s, which is not there, is 404', async (method, path, body) => {
    const { status, json } = await client.send(method, path, body);
    expect([status, json]).toEqual([404, errorOf('not_found')]);
  });
});
