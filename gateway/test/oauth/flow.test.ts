import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { addUser, answer, authorizationOf, browser, logIn, REDIRECT } from './support.ts';

let app: TestApp;
let clientId: string;
/** How far the gateway's clock is ahead: a replaced refresh token is accepted for half a minute. */
let ahead = 0;

beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.now() + ahead });
  await addUser(app);
  ({ clientId } = await app.app.oauth.createClient(app.workspaceId, {
    name: 'A <GPT>',
    redirectUris: [REDIRECT],
    public: true,
    scopes: null,
  }));
});
afterAll(() => app.stop());

const authorization = (changes: Record<string, string> = {}) => {
  const server = { issuer: app.url, authorization_endpoint: `${app.url}/api/oauth/authorize` };
  return authorizationOf({ server, client: { client_id: clientId } }, changes);
};

/** Logs in and consents; returns the code and its verifier. */
async function authorize() {
  const go = browser(app.url);
  const { verifier, url } = authorization();
  const consent = await logIn(go, await go(url));
  expect(await consent.response!.clone().text()).toContain('A &#60;GPT&#62;');
  const done = await answer(go, consent, { action: 'allow' });
  expect(done.url).toContain(`${REDIRECT}?code=`);
  return { verifier, code: new URL(done.url).searchParams.get('code')! };
}

async function token(form: Record<string, string>) {
  const body = new URLSearchParams({ client_id: clientId, ...form });
  const response = await fetch(`${app.url}/api/oauth/token`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const exchange = ({ code, verifier }: { code: string; verifier: string }) =>
  token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier });

const viewer = (bearer: string) =>
  fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { user { email } key { id } } }' }),
  });

describe('authorization code with PKCE', () => {
  test('issues a token for the user, and refreshes it; reuse of a refresh token ends the grant', async () => {
    const first = await exchange(await authorize());
    expect(first).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600 } });
    const answer = await viewer(first.body['access_token']!);
    expect(await answer.json()).toMatchObject({
      data: { viewer: { user: { email: 'ada@example.org' }, key: null } },
    });
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body['refresh_token']! };
    const second = await token(refresh);
    expect(second.status).toBe(200);
    ahead += 31_000;
    expect(await token(refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await viewer(second.body['access_token']!)).status).toBe(401);
  });

  test('reuse of a code is refused, and revokes its tokens', async () => {
    const given = await authorize();
    const first = await exchange(given);
    expect(first.status).toBe(200);
    expect(await exchange(given)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await viewer(first.body['access_token']!)).status).toBe(401);
  });

  test('a wrong verifier is refused', async () => {
    const { code } = await authorize();
    expect(await exchange({ code, verifier: 'x'.repeat(43) })).toMatchObject({
      body: { error: 'invalid_grant' },
    });
  });

  test('a tampered token and alg none are refused', async () => {
    const { body } = await exchange(await authorize());
    expect((await viewer(body['access_token']!)).status).toBe(200);
    const [, payload, signature] = body['access_token']!.split('.');
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    expect((await viewer(`${none}.${payload}.`)).status).toBe(401);
    expect((await viewer(`${none}.${payload}.${signature}`)).status).toBe(401);
    const other = Buffer.from(payload!, 'base64url').toString().replace('profile', 'accounts:write');
    const changed = body['access_token']!.replace(payload!, Buffer.from(other).toString('base64url'));
    expect((await viewer(changed)).status).toBe(401);
  });
});

describe('an authorization request', () => {
  test('with an unregistered redirect URI, or of an unknown client, is refused without a redirect', async () => {
    for (const wrong of [{ redirect_uri: 'http://127.0.0.1:9/other' }, { client_id: 'nobody' }])
      expect((await browser(app.url)(authorization(wrong).url)).response?.status).toBe(400);
  });

  test('with plain PKCE or none is refused', async () => {
    for (const wrong of [{ code_challenge_method: 'plain' }, { code_challenge: '' }]) {
      const { url } = await browser(app.url)(authorization(wrong).url);
      expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
    }
  });

  test('is not completed by a form from another site', async () => {
    const go = browser(app.url);
    const { url } = await go(authorization().url);
    const { response } = await go(url, { csrf: 'forged', action: 'login', email: 'a', password: 'b' });
    expect(response?.status).toBe(403);
  });
});
