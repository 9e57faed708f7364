import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { http, startTestApp, type TestApp } from '@tributary/test/support';

/** Each test starts a quarter of a minute into an hour of its own. */
let hour = Date.parse('2026-04-04T10:00:15Z');
let now = hour;
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
});
afterAll(() => app.stop());
beforeEach(() => {
  hour += 3_600_000;
  now = hour;
});

const ask = (key?: string, headers: Record<string, string> = {}) =>
  http(app.url, '/graphql?query={__typename}', { ...(key ? { key } : {}), headers });

describe('a key', () => {
  test('may send 600 requests a minute, and as many in the next', async () => {
    const key = await app.key('native');
    const statuses: number[] = [];
    for (let round = 0; round < 6; round++)
      statuses.push(...(await Promise.all(Array.from({ length: 100 }, () => ask(key)))).map((a) => a.status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(600);
    const { status, headers, json } = await ask(key);
    expect(status).toBe(429);
    expect(headers).toMatchObject({
      'retry-after': '45',
      'x-ratelimit-limit': '600',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String((now + 45_000) / 1_000),
    });
    expect(json.errors).toEqual([
      { message: 'At most 600 requests a minute.', extensions: { code: 'RATE_LIMITED' } },
    ]);
    now += 45_000;
    expect((await ask(key)).headers['x-ratelimit-remaining']).toBe('599');
  });

  test('reads the same limits in viewer.limits and the headers', async () => {
    const key = await app.key('native');
    const response = await http(app.url, '/graphql', {
      method: 'POST',
      key,
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ viewer { limits { product limit remaining resetsAt } } }"}',
    });
    const own = response.json.data.viewer.limits.find(({ product }: { product: unknown }) => !product);
    expect(own).toEqual({
      product: null,
      limit: 600,
      remaining: Number(response.headers['x-ratelimit-remaining']),
      resetsAt: new Date(Number(response.headers['x-ratelimit-reset']) * 1_000).toISOString(),
    });
    expect(own.remaining).toBe(599);
  });

  test('of one product reads the limit of that product', async () => {
    const key = await app.key('xtracker');
    const { data } = await app.graphql('{ viewer { limits { product limit } } }', {}, key);
    expect(data.viewer.limits).toEqual([
      { product: 'XTRACKER', limit: 1_000 },
      { product: null, limit: 600 },
    ]);
  });
});

describe('an address', () => {
  test('without a key may send 60 requests a minute', async () => {
    const answers = await Promise.all(Array.from({ length: 61 }, () => ask()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(60);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.headers['retry-after']).toBe('45');
    expect(refused.json.errors[0].extensions.code).toBe('RATE_LIMITED');
    expect((await ask(await app.key('native'))).status).toBe(200);
    now += 60_000;
    expect((await ask()).status).toBe(200);
  });

  test('that sends invalid keys is limited as well', async () => {
    const answers = await Promise.all(Array.from({ length: 61 }, (_, index) => ask(`wrong-${index}`)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(60);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  test('is not taken from X-Forwarded-For, unless the proxy is trusted', async () => {
    const forwarded = (index: number) => ask(undefined, { 'x-forwarded-for': `192.0.2.${index}` });
    const answers = await Promise.all(Array.from({ length: 61 }, (_, index) => forwarded(index)));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});
