import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type GraphqlAnswer, http, startTestApp, type TestApp } from '@tributary/test/support';
import * as oauth from 'oauth4webapi';
import {
  addUser,
  answer,
  authorizationOf,
  authorize,
  browser,
  type Client,
  discover,
  EMAIL,
  exchange,
  logIn,
  profileStatus,
  REDIRECT,
  refresh,
  revoke,
} from './support.ts';

let app: TestApp;
let publicClient: Client;
/** How far the gateway's clock is ahead: an account is limited to five log-ins a minute. */
let ahead = 0;
beforeEach(() => {
  ahead += 60_000;
});
beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.now() + ahead });
  await addUser(app);
  publicClient = await clientOf({ public: true });
});
afterAll(() => app.stop());

const HOW = { basic: oauth.ClientSecretBasic, post: oauth.ClientSecretPost };

/** Creates a client of the workspace. */
async function clientOf(made: { public: boolean; scopes?: string[] }, how: keyof typeof HOW = 'basic') {
  const { clientId, clientSecret } = await app.app.oauth.createClient(app.workspaceId, {
    name: 'A client',
    redirectUris: [REDIRECT, `${REDIRECT}/other`],
    public: made.public,
    scopes: made.scopes ?? null,
  });
  return discover(app.url, app.url, clientId, clientSecret ? HOW[how](clientSecret) : oauth.None());
}

const asked = (path: string, token: string) =>
  http(app.url, path, { headers: { authorization: `Bearer ${token}` } });
const graphql = async (query: string, token: string) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const { json } = await http(app.url, '/graphql', {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  return json as GraphqlAnswer;
};

test('the metadata lists the supported endpoints and methods', () => {
  expect(publicClient.server).toEqual({
    issuer: app.url,
    authorization_endpoint: `${app.url}/api/oauth/authorize`,
    token_endpoint: `${app.url}/api/oauth/token`,
    revocation_endpoint: `${app.url}/api/oauth/revoke`,
    jwks_uri: `${app.url}/api/oauth/jwks`,
    scopes_supported: ['profile', 'accounts:read', 'accounts:write', 'posts:read'],
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    response_types_supported: ['code'],
    response_modes_supported: ['form_post', 'fragment', 'query'],
    authorization_response_iss_parameter_supported: true,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  });
});

describe('a standard client', () => {
  test.each([
    ['public', { public: true }, 'basic'],
    ['confidential, by Basic', { public: false }, 'basic'],
    ['confidential, by POST', { public: false }, 'post'],
  ] as const)('that is %s gets tokens, uses, refreshes and revokes them', async (_, made, how) => {
    const client = await clientOf(made, how);
    const first = await exchange(client, await authorize(app.url, client));
    expect(first).toMatchObject({ token_type: 'bearer', expires_in: 3_600, scope: 'profile posts:read' });
    const { json } = await asked('/api/profile', first.access_token);
    expect(json.profile).toMatchObject({ username: EMAIL, email: EMAIL, name: 'Ada', plan: 'pro' });
    const second = await refresh(client, first.refresh_token!);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await asked('/v1/posts', second.access_token)).status).toBe(200);
    await revoke(client, second.refresh_token!);
    for (const token of [first, second]) expect(await profileStatus(app.url, token.access_token)).toBe(401);
    await expect(refresh(client, second.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('with a wrong secret, redirect URI, verifier or client is refused, and the code stays valid', async () => {
    const client = await clientOf({ public: false });
    const given = await authorize(app.url, client);
    const wrongSecret = { ...client, authentication: oauth.ClientSecretPost('wrong') };
    const noSecret = { ...client, authentication: oauth.None() };
    for (const wrong of [wrongSecret, noSecret])
      await expect(exchange(wrong, given)).rejects.toMatchObject({ error: 'invalid_client', status: 401 });
    for (const refused of [
      () => exchange(client, given, `${REDIRECT}/other`),
      () => exchange(client, { ...given, verifier: 'x'.repeat(43) }),
      () => exchange(publicClient, given),
    ])
      await expect(refused()).rejects.toMatchObject({ error: 'invalid_grant', status: 400 });
    expect(await exchange(client, given)).toHaveProperty('access_token');
  });

  test('that redeems one code twice concurrently gets tokens at most once, and they are revoked', async () => {
    const given = await authorize(app.url, publicClient);
    const both = await Promise.allSettled([exchange(publicClient, given), exchange(publicClient, given)]);
    const won = both.filter((each) => each.status === 'fulfilled');
    expect(won.length).toBeLessThan(2);
    for (const { value } of won) {
      expect(await profileStatus(app.url, value.access_token)).toBe(401);
      await expect(refresh(publicClient, value.refresh_token!)).rejects.toMatchObject({
        error: 'invalid_grant',
      });
    }
  });

  test("may call from pages of its redirect URIs' origins only", async () => {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: 'none',
      client_id: publicClient.client.client_id,
    });
    const from = async (origin: string) =>
      http(app.url, '/api/oauth/token', {
        method: 'POST',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: String(form),
      });
    const own = await from('http://127.0.0.1:9');
    expect([own.json.error, own.headers['access-control-allow-origin']]).toEqual([
      'invalid_grant',
      'http://127.0.0.1:9',
    ]);
    const other = await from('https://elsewhere.example');
    expect([other.json.error, other.headers['access-control-allow-origin']]).toEqual([
      'invalid_request',
      undefined,
    ]);
  });
});

describe('a scope', () => {
  test('that a token lacks is required by REST and GraphQL alike', async () => {
    const reader = await exchange(
      publicClient,
      await authorize(app.url, publicClient, { scope: 'posts:read' }),
    );
    const profile = await asked('/api/profile', reader.access_token);
    expect([profile.status, profile.json.code]).toEqual([403, 'permission_error']);
    const who = await graphql('{ viewer { user { email } } }', reader.access_token);
    expect([who.data.viewer.user, who.errors?.[0]?.extensions['code']]).toEqual([null, 'FORBIDDEN_SCOPE']);
    const follow = await graphql(
      'mutation { followAccount(username: "nasa") { __typename } }',
      reader.access_token,
    );
    expect(follow.errors?.[0]?.extensions['code']).toBe('FORBIDDEN_SCOPE');
    const followed = await http(app.url, '/xtracker/v1/accounts', {
      method: 'POST',
      headers: { authorization: `Bearer ${reader.access_token}`, 'content-type': 'application/json' },
      body: '{"username":"nasa"}',
    });
    expect([followed.status, followed.json.code]).toEqual([403, 'permission_error']);
    const posts = await graphql('{ xPosts(first: 1) { totalCount } }', reader.access_token);
    expect(posts.data.xPosts).toEqual({ totalCount: 0 });
  });

  test('that a client may not request is refused, and a refresh cannot extend the granted ones', async () => {
    const narrow = await clientOf({ public: true, scopes: ['posts:read'] });
    const { url } = await browser(app.url)(authorizationOf(narrow, { scope: 'posts:read profile' }).url);
    expect(new URL(url).searchParams.get('error')).toBe('invalid_scope');
    const tokens = await exchange(narrow, await authorize(app.url, narrow, { scope: 'posts:read' }));
    const { server, client, authentication, options } = narrow;
    const more = { ...options, additionalParameters: { scope: 'posts:read profile' } };
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      authentication,
      tokens.refresh_token!,
      more,
    );
    expect([response.status, await response.json()]).toMatchObject([400, { error: 'invalid_scope' }]);
  });
});

describe('revocation', () => {
  test('of an access token ends it and its grant immediately, even where it was just used', async () => {
    const tokens = await exchange(publicClient, await authorize(app.url, publicClient));
    expect(await profileStatus(app.url, tokens.access_token)).toBe(200);
    const stranger = await clientOf({ public: false });
    await expect(revoke(stranger, tokens.access_token)).rejects.toMatchObject({ error: 'invalid_request' });
    await expect(revoke(stranger, tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_request' });
    expect(await profileStatus(app.url, tokens.access_token)).toBe(200);
    await revoke(publicClient, tokens.access_token);
    expect(await profileStatus(app.url, tokens.access_token)).toBe(401);
    await expect(refresh(publicClient, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    for (const gone of [tokens.access_token, tokens.refresh_token!, 'nothing', 'a.b.c', 'e30.e30.'])
      await revoke(publicClient, gone);
    const unknown = { ...publicClient, client: { client_id: 'nobody' } };
    await expect(revoke(unknown, tokens.access_token)).rejects.toMatchObject({ error: 'invalid_client' });
  });

  test('of a client ends its tokens, its refresh tokens and its requests', async () => {
    const client = await clientOf({ public: false });
    const tokens = await exchange(client, await authorize(app.url, client));
    expect(await profileStatus(app.url, tokens.access_token)).toBe(200);
    await app.app.oauth.revokeClient(app.workspaceId, client.client.client_id);
    expect(await profileStatus(app.url, tokens.access_token)).toBe(401);
    await expect(refresh(client, tokens.refresh_token!)).rejects.toMatchObject({ status: 401 });
    const page = await browser(app.url)(authorizationOf(client).url);
    expect(page.response?.status).toBe(400);
    expect(await page.response!.text()).toContain('<h1>Something went wrong</h1>');
  });
});

test('denying access before or after log-in returns access_denied to the client', async () => {
  const { server, client } = publicClient;
  const go = browser(app.url);
  const before = await answer(go, await go(authorizationOf(publicClient).url), { action: 'deny' });
  const consent = await logIn(go, await go(authorizationOf(publicClient).url));
  const after = await answer(go, consent, { action: 'deny' });
  for (const { url } of [before, after])
    expect(() => oauth.validateAuthResponse(server, client, new URL(url), 's')).toThrow(
      expect.objectContaining({ error: 'access_denied' }),
    );
});

describe('logging out', () => {
  test('ends the browser’s session, but no grants', async () => {
    const go = browser(app.url);
    const { url, verifier } = authorizationOf(publicClient, { scope: 'profile' });
    const done = await answer(go, await logIn(go, await go(url)), { action: 'allow' });
    const callback = oauth.validateAuthResponse(
      publicClient.server,
      publicClient.client,
      new URL(done.url),
      's',
    );
    const tokens = await exchange(publicClient, { callback, verifier });
    const page = await go(`${app.url}/api/oauth/logout`);
    expect(await page.response!.clone().text()).toContain(`<strong>${EMAIL}</strong>`);
    const forged = await go(page.url, { csrf: 'forged', action: 'logout' });
    expect(forged.response!.status).toBe(403);
    expect(await (await answer(go, page, { action: 'logout' })).response!.text()).toContain('logged out');
    expect(await (await go(page.url)).response!.text()).toContain('logged out');
    expect(await (await go(url)).response!.text()).toContain('name="password"');
    expect(await profileStatus(app.url, tokens.access_token)).toBe(200);
    expect(await refresh(publicClient, tokens.refresh_token!)).toHaveProperty('access_token');
  });

  test('is offered on the consent page, and the request continues with another account', async () => {
    const go = browser(app.url);
    const { url, verifier } = authorizationOf(publicClient);
    const again = await answer(go, await logIn(go, await go(url)), { action: 'switch' });
    expect(await again.response!.clone().text()).toContain('name="password"');
    const done = await answer(go, await logIn(go, again), { action: 'allow' });
    const callback = oauth.validateAuthResponse(
      publicClient.server,
      publicClient.client,
      new URL(done.url),
      's',
    );
    expect(await exchange(publicClient, { callback, verifier })).toHaveProperty('access_token');
  });
});
