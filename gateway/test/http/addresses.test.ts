import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dialects } from '@tributary/gateway/rest';
import { type HttpAnswer, http, startTestApp, type TestApp } from '@tributary/test/support';

let app: TestApp;
/** Each request has a minute of its own, so that rate limits do not interfere. */
let now = Date.UTC(2026, 4, 4);
beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
});
afterAll(() => app.stop());

const WRONG = {
  'bytes that are not UTF-8': '%ff',
  'half of a surrogate pair': '%ed%a0%80',
  NUL: 'a%00b',
};

const send = (path: string, key: string, method = 'GET'): Promise<HttpAnswer> => {
  now += 60_000;
  const options = method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: '{}' };
  return http(app.url, path, { method, key, ...options });
};

describe('a query parameter that is not valid text is rejected by name', () => {
  for (const dialect of dialects)
    test.each(dialect.routes.map((route) => [route.method, route.path, route] as const))(
      `${dialect.name} %s %s`,
      async (method, path, route) => {
        const key = await app.key(dialect.name);
        const address = `/${dialect.name}${path.replace(/\{\w+\}/g, 'x')}`;
        for (const name of [...Object.keys(route.query.properties), 'unknown'])
          for (const [what, wrong] of Object.entries(WRONG)) {
            const { status, text } = await send(`${address}?${name}=${wrong}`, key, method);
            const expected = dialect.name === 'buzzabout' ? 422 : 400;
            expect([name, what, status]).toEqual([name, what, expected]);
            expect(text).toContain(`The ${name} parameter must be `);
          }
      },
    );

  test.each(['query', 'variables', 'extensions', 'operationName', 'unknown'])('GraphQL %s', async (name) => {
    const key = await app.key('native');
    const rest = name === 'query' ? '' : 'query={__typename}&';
    for (const [what, wrong] of Object.entries(WRONG)) {
      const { status, json } = await send(`/graphql?${rest}${name}=${wrong}`, key);
      expect([what, status, json.errors?.[0].extensions.code]).toEqual([what, 400, 'INVALID_INPUT']);
      expect(json.errors[0].message).toContain(`The ${name} parameter`);
    }
  });

  test.each(['variables', 'extensions'])('GraphQL %s with half of a surrogate pair as JSON', async (name) => {
    const key = await app.key('native');
    for (const value of ['{"a":"\\ud800"}', '{"a":["x",{"\\udc00":1}]}']) {
      const { status, json } = await send(
        `/graphql?query={__typename}&${name}=${encodeURIComponent(value)}`,
        key,
      );
      expect([status, json.errors?.[0].extensions.code]).toEqual([400, 'INVALID_INPUT']);
      expect(json.errors[0].message).toContain('surrogate');
    }
    const whole = encodeURIComponent('{"a":"\\ud83d\\ude00 100%"}');
    expect((await send(`/graphql?query={__typename}&${name}=${whole}`, key)).status).toBe(200);
  });
});

test('a path that is not valid text is never an internal error', async () => {
  const key = await app.key('native');
  const rest = dialects.flatMap(({ name, routes }) =>
    routes.filter(({ path }) => path.includes('{')).map(({ path }) => `/${name}${path}`),
  );
  const own = ['/{x}', '/media/{x}', '/sandbox/{x}', '/graphql/assets/{x}', '/schema/openapi/{x}'];
  const login = ['/api/oauth/interaction/{x}', '/api/oauth/authorize/{x}', '/api/oauth/{x}'];
  for (const path of [...rest, ...own, ...login])
    for (const wrong of Object.values(WRONG)) {
      const { status, text } = await send(path.replace(/\{\w+\}/g, wrong), key);
      expect([path, wrong, status < 500 && status >= 400]).toEqual([path, wrong, true]);
      expect(text).not.toMatch(/FST_|invalid byte|SyntaxError/);
    }
});
