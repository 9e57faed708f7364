import { createPrivateKey, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { testSecrets } from '@tributary/kit/testing';
import { http, recordStatements, startTestApp, type TestApp } from '@tributary/test/support';
import { decodeJwt, decodeProtectedHeader, exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose';
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
  PASSWORD,
  profileStatus,
  REDIRECT,
  refresh,
} from './support.ts';

const MINUTE = 60_000;
/** How far the gateway's clock is ahead of the system clock. */
let ahead = 0;
/** The time at which the clock is paused; null while it runs. */
let frozen: number | null = null;
let app: TestApp;
let client: Client;
beforeAll(async () => {
  app = await startTestApp({ settings: { TRUST_PROXY: 'true' }, clock: () => frozen ?? Date.now() + ahead });
  await addUser(app);
  const { clientId } = await app.app.oauth.createClient(app.workspaceId, {
    name: 'A client',
    redirectUris: [REDIRECT],
    public: true,
    scopes: null,
  });
  client = await discover(app.url, app.url, clientId);
});
afterAll(() => app.stop());

const publicKeys = async () => {
  const response = await http(app.url, '/api/oauth/jwks');
  return response.json.keys as { kid: string; d?: string }[];
};

/** Returns the current signing key from the database, including its private part. */
async function signingKey() {
  const { rows } = await app.database.database.pool.query(
    'select kid, sealed from access.signing_keys order by created_at desc limit 1',
  );
  return JSON.parse(await testSecrets.open(rows[0].sealed, `signing_keys:${rows[0].kid}`));
}

describe('an access token', () => {
  test('is accepted unmodified, and rejected after any modification', async () => {
    const { access_token: token } = await exchange(client, await authorize(app.url, client));
    const claims = decodeJwt(token);
    const header = decodeProtectedHeader(token) as { alg: string; kid: string; typ: string };
    const jwk = await signingKey();
    const key = await importJWK(jwk, 'ES256');
    const { privateKey: other } = await generateKeyPair('ES256');
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const shared = new TextEncoder().encode(await exportSPKI(publicKey));
    const made = (changes: object, heads: object = {}, by: Parameters<SignJWT['sign']>[0] = key) =>
      new SignJWT({ ...claims, ...changes }).setProtectedHeader({ ...header, ...heads }).sign(by);
    const second = Math.floor(Date.now() / 1_000);
    expect(await profileStatus(app.url, await made({ jti: randomUUID() }))).toBe(200);
    const wrong: Record<string, string> = {
      'of a foreign issuer': await made({ iss: 'https://elsewhere.example' }),
      'for a foreign audience': await made({ aud: 'https://elsewhere.example/api' }),
      'for the server itself': await made({ aud: app.url }),
      expired: await made({ exp: second - 1 }),
      'that never expires': await made({ exp: undefined }),
      'that begins later': await made({ nbf: second + 600 }),
      'of another type': await made({}, { typ: 'JWT' }),
      'signed by another key under the same id': await made({}, {}, other),
      'signed under an unknown id': await made({}, { kid: 'unknown' }),
      'without a key id': await made({}, { kid: undefined }),
      'signed by what is public': await made({}, { alg: 'HS256' }, shared),
      'of no grant': await made({ gid: undefined }),
      'of a grant that is gone': await made({ gid: 'gone' }),
      'of an unknown client': await made({ client_id: randomUUID() }),
      'of an unknown user': await made({ sub: `${app.workspaceId}.${randomUUID()}` }),
      'of a user of another workspace': await made({ sub: `${app.otherId}.${randomUUID()}` }),
      'of nobody': await made({ sub: 'nobody' }),
    };
    for (const [name, forged] of Object.entries(wrong))
      expect([name, await profileStatus(app.url, forged)]).toEqual([name, 401]);
    expect(createPrivateKey({ key: jwk, format: 'jwk' }).asymmetricKeyType).toBe('ec');
    for (const each of await publicKeys()) expect(each.d).toBeUndefined();
  });

  test('expires after an hour, a code after a minute; the refresh token stays valid', async () => {
    const tokens = await exchange(client, await authorize(app.url, client));
    const late = await authorize(app.url, client);
    ahead += MINUTE + 1_000;
    await expect(exchange(client, late)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(await profileStatus(app.url, tokens.access_token)).toBe(200);
    ahead += 60 * MINUTE;
    expect(await profileStatus(app.url, tokens.access_token)).toBe(401);
    ahead -= 60 * MINUTE;
    expect(await refresh(client, tokens.refresh_token!)).toHaveProperty('access_token');
    ahead += 31 * 24 * 60 * MINUTE;
    await expect(refresh(client, tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
    ahead = 0;
  });
});

test('a rotated key verifies tokens until they expire; new tokens use the new key, and open forms stay valid', async () => {
  ahead += 5 * MINUTE;
  const first = await exchange(client, await authorize(app.url, client));
  const go = browser(app.url);
  const { url, verifier } = authorizationOf(client);
  const page = await go(url);
  const kid = await app.app.oauth.rotateKeys();
  const done = await answer(go, await logIn(go, page), { action: 'allow' });
  const callback = oauth.validateAuthResponse(client.server, client.client, new URL(done.url), 's');
  const second = await exchange(client, { callback, verifier });
  expect(decodeProtectedHeader(second.access_token).kid).toBe(kid);
  expect(decodeProtectedHeader(first.access_token).kid).not.toBe(kid);
  for (const { access_token } of [first, second])
    expect(await profileStatus(app.url, access_token)).toBe(200);
  const former = decodeProtectedHeader(first.access_token).kid;
  expect((await publicKeys()).map((key) => key.kid)).toEqual([kid, former]);
  // No token signed by the former key can still be valid.
  ahead += 3 * 60 * MINUTE;
  const newest = await app.app.oauth.rotateKeys();
  expect((await publicKeys()).map((key) => key.kid)).toEqual([newest, kid]);
});

describe('log-ins', () => {
  /** Stops the clock at the start of a minute, because hashing passwords takes time. */
  const stopAtNextMinute = () => {
    ahead += 10 * MINUTE;
    frozen = Math.ceil((Date.now() + ahead) / MINUTE) * MINUTE;
  };
  afterEach(() => {
    frozen = null;
  });

  /** Attempts a log-in from an address; returns the status of the resulting page. */
  async function attempt(address: string, email: string, password: string) {
    const go = browser(app.url, { 'x-forwarded-for': address });
    const page = await go(authorizationOf(client).url);
    const { response } = await answer(go, page, { action: 'login', email, password });
    return response!;
  }

  test.each([
    ['that exists', EMAIL],
    ['that does not exist', 'nobody@example.org'],
  ])(
    'of an account %s are limited to five a minute, from all addresses, regardless of case',
    async (_, email) => {
      stopAtNextMinute();
      for (let number = 1; number <= 5; number++) {
        const spelling = number % 2 ? email : email.toUpperCase();
        expect((await attempt(`192.0.2.${number}`, spelling, 'wrong password')).status).toBe(401);
      }
      const refused = await attempt('192.0.2.6', email, PASSWORD);
      expect(refused.status).toBe(429);
      expect(refused.headers.get('retry-after')).toBe('60');
      expect(await refused.text()).toContain('role="alert"');
      frozen! += MINUTE;
      expect((await attempt('192.0.2.6', email, PASSWORD)).status).toBe(email === EMAIL ? 200 : 401);
    },
  );

  test('from an address are limited to twenty a minute, for all accounts, and rejected before any look-up', async () => {
    stopAtNextMinute();
    const send = async (address: string) => {
      const go = browser(app.url, { 'x-forwarded-for': address });
      const page = await go(authorizationOf(client).url);
      return () => go(page.url, { csrf: 'forged', email: EMAIL, password: PASSWORD, action: 'login' });
    };
    const tryHere = await send('192.0.2.9');
    for (let number = 1; number <= 20; number++) expect((await tryHere()).response!.status).toBe(403);
    const statements = recordStatements();
    const refused = (await tryHere()).response!;
    expect(statements.stop().filter((text) => /"(access|limits)"\./.test(text))).toEqual([]);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await (await send('192.0.2.10'))()).response!.status).toBe(403);
  });

  test('write nothing to the database before they succeed', async () => {
    stopAtNextMinute();
    const windows = async () =>
      (await app.database.database.pool.query('select count(*)::int from limits.windows')).rows[0].count;
    const before = await windows();
    for (let number = 1; number <= 6; number++)
      await attempt(`198.51.100.${number}`, `made-up-${number}@example.org`, 'wrong password');
    expect(await windows()).toBe(before);
  });
});

test('email addresses are case-insensitive', async () => {
  ahead += 10 * MINUTE;
  const go = browser(app.url);
  const page = await go(authorizationOf(client).url);
  const { response } = await answer(go, page, {
    action: 'login',
    email: EMAIL.toUpperCase(),
    password: PASSWORD,
  });
  expect([response!.status, await response!.text()]).toEqual([200, expect.stringContaining('Allow')]);
  const again = app.app.admin.createUser(app.workspaceId, { email: EMAIL.toUpperCase(), name: 'Other' });
  await expect(again).rejects.toMatchObject({ code: 'CONFLICT' });
});
