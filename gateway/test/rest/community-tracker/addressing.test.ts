import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http } from '@tributary/test/support';
import { type Client, errorOf, startClient } from './setup.ts';

let client: Client;

beforeAll(async () => {
  client = await startClient({ DIALECT_HOSTS: 'community-tracker=ct.example.org' });
});
afterAll(() => client.stop());

describe('one dialect, three addresses', () => {
  test.each([
    ['at the root of any host', '/api-posts', undefined],
    ['at the root of an unknown host', '/api-posts', 'gateway.example.org'],
    ['below its mount prefix', '/community-tracker/api-posts', undefined],
    ['below its mount prefix on an unknown host', '/community-tracker/api-posts', 'gateway.example.org'],
    ['on the host that is named like it', '/api-posts', 'community-tracker.localhost'],
    ['on that host with a port, in any case', '/api-posts', 'Community-Tracker.LOCALHOST:4000'],
    ['on a host whose first label is its name', '/api-posts', 'community-tracker.example.org'],
    ['on a host of the configuration', '/api-posts', 'ct.example.org'],
  ])('%s', async (_, path, host) => {
    const { status, json } = await client.get(`${path}?keyword=track+brand+mentions`, host ? { host } : {});
    expect(status).toBe(200);
    expect(json.meta.total).toBe(1);
  });
});

describe('an unknown path', () => {
  test.each([
    ['below the mount', '/community-tracker/nothing?keyword=x', undefined],
    ['at the mount itself', '/community-tracker', undefined],
    ['below a route', '/community-tracker/api-posts/1', undefined],
    ['with another case', '/community-tracker/API-posts', undefined],
    ['that cannot be decoded, below the mount', '/community-tracker/%zz', undefined],
    ['on the virtual host', '/nothing', 'community-tracker.localhost'],
    ['on the virtual host, where the gateway has something', '/graphql', 'community-tracker.localhost'],
    ['that cannot be decoded, on the virtual host', '/%zz', 'ct.example.org'],
  ])("%s is a 404 in the dialect's envelope", async (_, path, host) => {
    const { status, json, headers } = await client.get(path, host ? { host } : {});
    expect(json).toEqual(errorOf('NOT_FOUND', 'No such endpoint.'));
    expect(status).toBe(404);
    expect(headers['x-request-id']).toBeTruthy();
  });

  test.each(['/nothing', '/API-POSTS', '/community-trackers/api-posts', '/%zz', '/%zz?a=%zz'])(
    'at the root (%s) is a 404 in the format of RFC 9457',
    async (path) => {
      const { status, json, headers } = await client.get(path);
      expect(status).toBe(404);
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(json).toMatchObject({ type: 'about:blank', title: 'Not Found', status: 404 });
      expect(headers['x-request-id']).toBeTruthy();
      expect(JSON.stringify(json)).not.toContain('FST_');
    },
  );
});

describe('a wrong method', () => {
  test.each([
    ['POST', '/api-posts', undefined],
    ['PUT', '/community-tracker/api-posts', undefined],
    ['DELETE', '/api-posts', 'community-tracker.localhost'],
    ['PATCH', '/api-posts', undefined],
  ])('%s %s is a 405 that lists the allowed methods', async (method, path, host) => {
    const { status, json, headers } = await client.get(path, { method, ...(host ? { host } : {}) });
    expect(status).toBe(405);
    expect(headers['allow']).toBe('GET, HEAD, OPTIONS');
    expect(json).toEqual(errorOf('METHOD_NOT_ALLOWED'));
    expect(headers['x-request-id']).toBeTruthy();
  });

  test('with a body that is not JSON is still a 405', async () => {
    const { status, json } = await client.get('/api-posts', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"not json',
    });
    expect([status, json.error.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  });

  test('that does not exist is refused without a stack trace', async () => {
    const { status, text } = await http(client.app.url, '/api-posts', { method: 'PURGE' });
    expect([400, 404, 405]).toContain(status);
    expect(text).not.toMatch(/FST_|HPE_|node_modules/);
  });

  test('HEAD is allowed, and returns the headers of GET without a body', async () => {
    const { status, text, headers } = await client.get('/api-posts?keyword=tools', { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(headers['x-ratelimit-limit']).toBe('5000');
  });
});
