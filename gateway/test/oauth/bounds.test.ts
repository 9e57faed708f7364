import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openAccess } from '@tributary/gateway/access';
import { silentLog, testSecrets } from '@tributary/kit/testing';
import { http, recordStatements, startTestApp, type TestApp } from '@tributary/test/support';
import { addUser, authorizationOf, browser, csrfOf, fetchAt, REDIRECT } from './support.ts';

const FLOOD = 150;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let app: TestApp;
let client: { clientId: string; clientSecret: string };
let now = Date.parse('2026-04-04T10:00:15Z');
beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
  await addUser(app);
  const created = await app.app.oauth.createClient(app.workspaceId, {
    name: 'A client',
    redirectUris: [REDIRECT],
    public: false,
    scopes: null,
  });
  client = { clientId: created.clientId, clientSecret: created.clientSecret! };
});
afterAll(() => app.stop());
beforeEach(() => {
  now += 60_000;
});

const count = async (table: string) =>
  (await app.database.database.pool.query(`select count(*)::int from ${table}`)).rows[0].count as number;
const ofIdentity = (texts: readonly string[]) => texts.filter((text) => /"(access|limits)"\./.test(text));
const authorization = (changes: Record<string, string> = {}) => {
  const server = { issuer: app.url, authorization_endpoint: `${app.url}/api/oauth/authorize` };
  const { url } = authorizationOf({ server, client: { client_id: client.clientId } }, changes);
  return url.slice(app.url.length);
};
const post = (path: string, form: Record<string, string> | string, headers: Record<string, string> = {}) =>
  http(app.url, path, {
    method: 'POST',
    headers: { ...FORM, ...headers },
    body: typeof form === 'string' ? form : String(new URLSearchParams(form)),
  });
const basic = (secret: string) => ({
  authorization: `Basic ${Buffer.from(`${client.clientId}:${secret}`).toString('base64')}`,
});

describe('a flood from one address', () => {
  test('of authorization requests leaves few rows, and is refused without database access', async () => {
    const before = await count('access.oauth_records');
    const answers = await Promise.all(Array.from({ length: FLOOD }, () => http(app.url, authorization())));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(30);
    expect((await count('access.oauth_records')) - before).toBe(30);
    const statements = recordStatements();
    const { status, headers } = await http(app.url, authorization());
    expect([status, headers['retry-after'], ofIdentity(statements.stop())]).toEqual([429, '45', []]);
  });

  test.each(['token', 'revoke'])('of requests of unknown clients to %s is refused', async (endpoint) => {
    const send = (index: number) =>
      post(`/api/oauth/${endpoint}`, {
        client_id: `nobody-${index}`,
        client_secret: 'wrong',
        token: 'x',
        grant_type: 'refresh_token',
        refresh_token: 'x',
      });
    const statements = recordStatements();
    const answers = await Promise.all(Array.from({ length: FLOOD }, (_, index) => send(index)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(60);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(FLOOD - 60);
    expect(refused[0]!.json.error).toBe('temporarily_unavailable');
    expect(ofIdentity(statements.stop()).length).toBeLessThanOrEqual(60 + 2);
  });

  test('does not stop a client whose secret has proved valid', async () => {
    const revoke = (secret: string) => post('/api/oauth/revoke', { token: 'nothing' }, basic(secret));
    expect((await revoke(client.clientSecret)).status).toBe(200);
    for (let index = 0; index < 60; index++) await revoke('wrong');
    expect((await revoke('wrong')).status).toBe(429);
    expect((await revoke(client.clientSecret)).status).toBe(200);
  });
});

describe('nothing is stored of an authorization request', () => {
  test.each([
    ['of an unknown client', { client_id: 'nobody' }],
    ['with an unknown redirect URI', { redirect_uri: 'https://elsewhere.example/' }],
    ['for a token', { response_type: 'token' }],
    ['with a challenge that is none', { code_challenge: 'short' }],
  ])('%s', async (_, changes) => {
    const before = await count('access.oauth_records');
    const { status } = await http(app.url, authorization(changes));
    expect([400, 303]).toContain(status);
    expect(await count('access.oauth_records')).toBe(before);
  });
});

test('unfinished requests are swept after ten minutes', async () => {
  await http(app.url, authorization());
  const left = () =>
    app.database.database.pool.query(`select from access.oauth_records where model = 'Interaction'`);
  expect((await left()).rowCount).toBeGreaterThan(0);
  const { pool } = app.database.database;
  const later = openAccess({ pool, log: silentLog, secrets: testSecrets, clock: () => now + 601_000 });
  await later.oauth.sweep.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
  expect((await left()).rowCount).toBe(0);
  await later.authenticator.stop();
});

describe('a parameter that is not valid text is a 400', () => {
  const WRONG = {
    NUL: '%00',
    'bytes that are not UTF-8': '%ff',
    'a lone surrogate': '%ed%a0%80',
    'broken percent-encoding': '%zz',
    'too many characters': 'x'.repeat(4_097),
  };
  const TOKEN = [
    'grant_type',
    'code',
    'redirect_uri',
    'code_verifier',
    'refresh_token',
    'scope',
    'client_id',
  ];
  const FIELDS: Record<string, string[]> = {
    '/api/oauth/token': [...TOKEN, 'client_secret', 'resource', 'unknown'],
    '/api/oauth/revoke': ['token', 'token_type_hint', 'client_id'],
    '/api/oauth/authorize': ['client_id', 'state', 'nonce', 'login_hint', 'redirect_uri', 'scope'],
  };

  test.each(Object.entries(FIELDS))('at %s, in a form', async (path, names) => {
    for (const name of names)
      for (const [what, wrong] of Object.entries(WRONG)) {
        now += 60_000;
        const { status, json } = await post(path, `a=b&${name}=${wrong}`, {});
        expect([name, what, status, json.error]).toEqual([name, what, 400, 'invalid_request']);
      }
  });

  test('at authorize, in the query string', async () => {
    for (const name of FIELDS['/api/oauth/authorize']!)
      for (const [what, wrong] of Object.entries(WRONG)) {
        now += 60_000;
        const { status } = await http(app.url, `/api/oauth/authorize?${name}=${wrong}`);
        expect([name, what, status]).toEqual([name, what, 400]);
      }
  });

  test('in the id of an interaction', async () => {
    for (const id of ['%00', 'x'.repeat(65), 'a%20b'])
      for (const path of ['/api/oauth/interaction/', '/api/oauth/authorize/'])
        expect([path, id, (await http(app.url, path + id)).status]).toEqual([path, id, 400]);
  });

  test('in the form of a log-in', async () => {
    const fetch = fetchAt(app.url);
    const started = await fetch(app.url + authorization());
    const cookie = started.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    const page = await fetch(new URL(started.headers.get('location')!, app.url).href, {
      headers: { cookie },
    });
    const csrf = csrfOf(await page.text());
    for (const field of ['email', 'password']) {
      const form = `csrf=${csrf}&action=login&email=a%40b.c&password=x`.replace(`${field}=`, `${field}=%00`);
      const { pathname } = new URL(started.headers.get('location')!, app.url);
      const { status, text } = await post(pathname, form, { cookie, accept: 'text/html' });
      expect([field, status, text]).toEqual([field, 400, expect.stringContaining('NUL')]);
    }
  });

  test('two different Authorization headers are a 400 as well', async () => {
    const both = [basic(client.clientSecret).authorization, basic('other').authorization];
    const { status, json } = await post('/api/oauth/token', 'grant_type=refresh_token', {
      authorization: both as never,
    });
    expect([status, json.error]).toEqual([400, 'invalid_request']);
  });
});

test('the page of an unknown interaction is a 400', async () => {
  const { response } = await browser(app.url)(`${app.url}/api/oauth/interaction/unknown`);
  expect(response!.status).toBe(400);
});
