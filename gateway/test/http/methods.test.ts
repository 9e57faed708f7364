import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dialects } from '@tributary/gateway/rest';
import { http, startTestApp, type TestApp } from '@tributary/test/support';

let app: TestApp;
/** Each request has a minute of its own, so that rate limits do not interfere. */
let now = Date.UTC(2026, 4, 4);
beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
});
afterAll(() => app.stop());

const ALL = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** All REST paths with their methods. */
const REST = dialects.flatMap(({ name, routes }) =>
  [...new Set(routes.map(({ path }) => path))].map((path): [string, string[]] => [
    `/${name}${path.replace(/\{\w+\}/g, 'x')}`,
    routes.filter((each) => each.path === path).map(({ method }) => method),
  ]),
);
const OWN: [string, string[]][] = [
  ['/', ['GET']],
  ['/graphql', ['GET', 'POST']],
  ['/graphql/assets/none.js', ['GET']],
  ['/billing', ['GET']],
  ['/health/live', ['GET']],
  ['/health/ready', ['GET']],
  ['/metrics', ['GET']],
  ['/schema/api.graphql', ['GET']],
  ['/schema/supergraph.graphql', ['GET']],
  ['/schema/openapi/xtracker.json', ['GET']],
  ['/media/none', ['GET', 'PUT']],
  ['/sandbox/none', ['GET']],
  ['/api/oauth/authorize', ['GET', 'POST']],
  ['/api/oauth/token', ['GET', 'POST']],
  ['/api/oauth/interaction/none', ['GET', 'POST']],
  ['/.well-known/oauth-authorization-server', ['GET']],
];

describe('a method that a path does not support is a 405 with Allow', () => {
  test.each([...REST, ...OWN])('%s', async (path, methods) => {
    const known = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
    for (const method of ALL.filter((each) => !methods.includes(each)))
      for (const address of [path, `${path}?a=b`, ...(path === '/' ? [] : [`${path}/`])]) {
        now += 60_000;
        const { status, headers } = await http(app.url, address, { method });
        const allowed = String(headers['allow']).split(', ').toSorted();
        expect([method, address, status, allowed]).toEqual([
          method,
          address,
          405,
          [...known, 'OPTIONS'].toSorted(),
        ]);
      }
  });

  test('a method that no path supports is not', async () => {
    for (const method of ALL) expect((await http(app.url, '/nothing/here', { method })).status).toBe(404);
  });
});

describe('a trailing slash is ignored', () => {
  test.each(
    dialects.flatMap(({ name, routes }) =>
      routes.map(({ method, path }) => [name, method, path.replace(/\{\w+\}/g, 'x')] as const),
    ),
  )('%s %s %s', async (name, method, path) => {
    const key = await app.key(name);
    const send = async (address: string) => {
      now += 60_000;
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: '[]' };
      const headers = { 'content-type': 'application/json' };
      const { status, json } = await http(app.url, address, { method, key, headers, ...body });
      return [status, json?.error ?? json?.error_code ?? null];
    };
    for (const root of [`/${name}`, ''])
      expect(await send(`${root}${path}/?limit=none`)).toEqual(await send(`${root}${path}?limit=none`));
  });

  test.each(['/graphql', '/health/live', '/schema/openapi/xtracker.json', '/billing'])('%s', async (path) => {
    const [with_, without] = [await http(app.url, `${path}/`), await http(app.url, path)];
    expect([with_.status, with_.text.length]).toEqual([without.status, without.text.length]);
  });
});

test("the page that a 402 names exists, under each of the API's prefixes", async () => {
  for (const [path, host] of [
    ['/billing', undefined],
    ['/creator-tracking/billing', undefined],
    ['/billing', 'creatortracking.com'],
  ] as const) {
    const { status, text } = await http(app.url, path, host ? { host } : {});
    expect([status, text.includes('tributary balance add')]).toEqual([200, true]);
  }
});
