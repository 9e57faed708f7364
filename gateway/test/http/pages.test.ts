import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dialects } from '@tributary/gateway/rest';
import { http, startTestApp, type TestApp } from '@tributary/test/support';

let app: TestApp;
beforeAll(async () => {
  // The page of the console has another policy; its tests are in `console.test.ts`.
  app = await startTestApp({ settings: { TRIBUTARY_CONSOLE: 'off' } });
});
afterAll(() => app.stop());

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** A URL of each kind, and the expected status. */
const ANSWERS = [
  ['/graphql', 200],
  ['/graphql?query={__typename}', 200],
  ['/graphql?query={', 400],
  ['/graphql/assets/none.js', 404],
  ['/', 302],
  ['/nothing', 404],
  ['/%zz', 404],
  ['/sandbox/none', 404],
  ['/billing', 200],
  ['/health/live', 200],
  ['/metrics', 200],
  ['/schema/openapi/xtracker.json', 200],
  ['/api/oauth/authorize', 400],
  ['/api/oauth/interaction/none', 400],
  ['/api/oauth/logout', 200],
  ['/api/oauth/account', 404],
  ['/api/oauth/password', 401],
  ['/api/oauth/jwks', 200],
  ['/.well-known/oauth-authorization-server', 200],
  ...dialects.flatMap(({ name }): [string, number][] => [[`/${name}/nothing`, 404]]),
] as const;

describe('every response', () => {
  test.each(ANSWERS)(
    'of %s cannot be sniffed, framed, or leak its URL as a referrer',
    async (path, status) => {
      const { headers, ...answer } = await http(app.url, path, { headers: HTML });
      expect(answer.status).toBe(status);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    },
  );

  test.each([
    '/graphql',
    '/billing',
    '/api/oauth/authorize',
    '/api/oauth/interaction/none',
    '/api/oauth/logout',
    '/api/oauth/account',
    '/api/oauth/password',
  ])('of %s that is a page has a viewport, a heading and a main element', async (path) => {
    const { headers, text } = await http(app.url, path, { headers: HTML });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toMatch(/<html lang="en">/);
    expect(text).toMatch(/<meta name="viewport" content="width=device-width,initial-scale=1">/);
    expect(text).toMatch(/<title>[^<]+<\/title>/);
    expect(text.match(/<main[ >]/g)).toHaveLength(1);
    expect(text.match(/<h1[ >]/g)).toHaveLength(1);
  });
});

describe('GraphiQL', () => {
  test('is a small page whose assets are named after the hash of their content and cached permanently', async () => {
    const { headers, text } = await http(app.url, '/graphql', { headers: HTML });
    expect(text.length).toBeLessThan(4_000);
    expect(headers['cache-control']).toBe('no-store');
    const paths = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
    expect(paths).toHaveLength(4);
    for (const path of paths) {
      expect(path).toMatch(/^\/graphql\/assets\/[a-z-]+\.[0-9a-f]{16}\.(js|css)$/);
      const asset = await http(app.url, path);
      expect(asset.status).toBe(200);
      expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(asset.headers['content-type']).toMatch(/^text\/(javascript|css); charset=utf-8$/);
    }
  });

  test('is sent compressed', async () => {
    const page = await http(app.url, '/graphql', { headers: HTML });
    const path = /src="([^"]+graphiql[^"]+)"/.exec(page.text)![1]!;
    const plain = await fetch(app.url + path, { headers: { 'accept-encoding': 'identity' } });
    const small = await fetch(app.url + path, { headers: { 'accept-encoding': 'br' } });
    expect(small.headers.get('content-encoding')).toBe('br');
    expect(small.headers.get('vary')).toBe('Accept-Encoding');
    const bytes = Number(small.headers.get('content-length'));
    const whole = await plain.text();
    expect(bytes).toBeLessThan(whole.length / 3);
    expect(await small.text()).toBe(whole);
  });
});

test('data is compressed for clients that accept it; OAuth pages never are', async () => {
  const take = async (path: string) => {
    const answer = await fetch(app.url + path, { headers: { ...HTML, 'accept-encoding': 'br' } });
    return [answer.headers.get('content-encoding'), (await answer.text()).length > 1_024];
  };
  expect(await take('/schema/openapi/social-crm.json')).toEqual(['br', true]);
  expect(await take('/api/oauth/logout')).toEqual([null, true]);
  expect(await take('/api/oauth/interaction/none')).toEqual([null, true]);
  const key = await app.key('native');
  const query = '{ __schema { types { name fields { name } } } }';
  const answer = await fetch(`${app.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { 'x-api-key': key, 'accept-encoding': 'br' },
  });
  expect(answer.headers.get('content-encoding')).toBe('br');
  expect(((await answer.json()) as { data: object }).data).toHaveProperty('__schema');
});
