import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMetrics } from '@tributary/kit/host';
import { http, startTestApp, type TestApp } from '@tributary/test/support';
import { fastify } from 'fastify';
import { registerHealth } from '../../src/http/endpoints/health.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe('health', () => {
  test('reports that the process is live', async () => {
    const { status, json } = await http(app.url, '/health/live');
    expect([status, json]).toEqual([200, { status: 'live' }]);
  });

  test('reports that it is ready while PostgreSQL responds', async () => {
    const { status, json } = await http(app.url, '/health/ready');
    expect([status, json]).toEqual([200, { status: 'ready', postgres: true }]);
  });

  test('sends one query for concurrent checks', async () => {
    const server = fastify();
    const { promise: everybody, resolve } = Promise.withResolvers<void>();
    const [asked, pings] = [new Set<object>(), [] as Promise<unknown>[]];
    server.addHook('preHandler', async (request) => {
      // Lets the ping respond once all requests have reached their handlers.
      if (asked.add(request).size === 100) setImmediate(resolve);
    });
    const { database } = app.database;
    const ping = () => {
      pings.push(everybody.then(() => database.pool.query('select 1')));
      return pings.at(-1)!;
    };
    registerHealth(server, { metrics: createMetrics(), ping });
    const answers = await Promise.all(Array.from({ length: 100 }, () => server.inject('/health/ready')));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect(pings).toHaveLength(1);
    await server.close();
  });
});

describe('/metrics', () => {
  test('counts requests by endpoint, operation and status', async () => {
    const key = await app.key('community-tracker');
    await http(app.url, '/api-posts?keyword=x', { key });
    await http(app.url, '/api-posts', { key });
    await http(app.url, '/graphql?query={__typename}', { key });
    const { headers, text } = await http(app.url, '/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain/);
    const count = (labels: string) =>
      new RegExp(`^tributary_request_seconds_count\\{${labels}\\} [1-9]`, 'm');
    expect(text).toMatch(count('endpoint="community-tracker",operation="listPosts",status="200"'));
    expect(text).toMatch(count('endpoint="community-tracker",operation="listPosts",status="400"'));
    expect(text).toMatch(count('endpoint="graphql",operation="graphql",status="200"'));
    expect(text).toMatch(/^tributary_pool_connections\{state="total"\} \d/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
  });

  test('has no keys or other input of callers in its labels', async () => {
    const key = await app.key('community-tracker');
    await http(app.url, `/api-posts?keyword=kiwi&api_key=${key}`, { key });
    await http(app.url, `/kiwi/${key}`, { key });
    await http(app.url, `/community-tracker/${key}`, { key });
    const { text } = await http(app.url, '/metrics');
    expect(text).not.toContain('kiwi');
    expect(text).not.toContain(key.slice(0, 12));
  });
});
