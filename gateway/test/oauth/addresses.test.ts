import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { http, startTestApp, type TestApp } from '@tributary/test/support';
import * as oauth from 'oauth4webapi';
import {
  addUser,
  answer,
  authorizationOf,
  browser,
  type Client,
  discover,
  exchange,
  logIn,
  profileStatus,
  REDIRECT,
  refresh,
} from './support.ts';

/** The public URL, behind a proxy that terminates TLS and forwards the host. */
const ISSUER = 'https://api.example.org';
let ahead = 0;
let app: TestApp;
let known: Client;
beforeEach(() => {
  ahead += 60_000;
});
beforeAll(async () => {
  app = await startTestApp({ settings: { PUBLIC_URL: ISSUER }, clock: () => Date.now() + ahead });
  await addUser(app);
  const { clientId, clientSecret } = await app.app.oauth.createClient(app.workspaceId, {
    name: 'A client',
    redirectUris: [REDIRECT],
    public: false,
    scopes: null,
  });
  known = await discover(app.url, ISSUER, clientId, oauth.ClientSecretBasic(clientSecret!));
});
afterAll(() => app.stop());

test.each([
  ['the issuer', ISSUER, '/api/oauth'],
  ['the mount prefix', ISSUER, '/xtracker/api/oauth'],
  ['the mount prefix without /api', ISSUER, '/xtracker/oauth'],
  ['the virtual host', 'https://xtracker.localhost:4000', '/api/oauth'],
  ['the virtual host without /api', 'https://xtracker.localhost:4000', '/oauth'],
  ['the documented host', 'https://xtrackerapi.com', '/api/oauth'],
])('by %s a user logs in and a client gets tokens', async (_, origin, path) => {
  const at: Client = {
    ...known,
    server: {
      ...known.server,
      authorization_endpoint: `${origin}${path}/authorize`,
      token_endpoint: `${origin}${path}/token`,
    },
  };
  // The headers that a browser sends with a form of the same origin.
  const go = browser(app.url, { origin, 'sec-fetch-site': 'same-origin' });
  const { url, verifier } = authorizationOf(at);
  const page = await go(url);
  expect(page.url).toMatch(new RegExp(`^${origin}/api/oauth/interaction/`));
  const done = await answer(go, await logIn(go, page), { action: 'allow' });
  const callback = oauth.validateAuthResponse(at.server, at.client, new URL(done.url), 's');
  const tokens = await exchange(at, { callback, verifier });
  expect(await profileStatus(app.url, tokens.access_token)).toBe(200);
  expect(await refresh(at, tokens.refresh_token!)).toHaveProperty('access_token');
});

test.each([
  ['', 'api.example.org'],
  ['/xtracker', '127.0.0.1'],
  ['', 'xtracker.localhost'],
])('the metadata below "%s" at %s contains the issuer’s own URLs', async (prefix, host) => {
  const { json } = await http(app.url, `${prefix}/.well-known/oauth-authorization-server`, { host });
  expect(json).toEqual(known.server);
  expect(json.token_endpoint).toBe(`${ISSUER}/api/oauth/token`);
});

test('cookies are restricted to https and this server’s pages; no page is cached, framed or may run scripts', async () => {
  const host = 'api.example.org';
  const { search } = new URL(authorizationOf(known).url);
  const authorization = await http(app.url, `/api/oauth/authorize${search}`, { host });
  const cookies = authorization.headers['set-cookie']!;
  expect(cookies.length).toBeGreaterThan(1);
  for (const cookie of cookies)
    expect(cookie.toLowerCase()).toMatch(/; path=\/api\/oauth.*; samesite=lax; secure; httponly$/);
  const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
  const page = await http(app.url, authorization.headers.location!, { host, headers: { cookie } });
  expect(page.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; .*form-action 'self'; frame-ancestors 'none'/,
    ),
  });
  expect(page.text).not.toContain('<script');
  // A form from another site or with a foreign origin is rejected.
  for (const headers of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)![1]!;
    const sent = await http(app.url, authorization.headers.location!, {
      host,
      method: 'POST',
      headers: { ...headers, cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: String(new URLSearchParams({ csrf, action: 'deny' })),
    });
    expect(sent.status).toBe(403);
  }
});
