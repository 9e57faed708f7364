import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rawHttp, startTestApp, type TestApp } from '@tributary/test/support';
import { addUser, authorize, discover, exchange, REDIRECT } from '../oauth/support.ts';

let app: TestApp;
let token: string;
let native: string;
beforeAll(async () => {
  app = await startTestApp();
  native = await app.key('native');
  await addUser(app);
  const made = { name: 'A client', redirectUris: [REDIRECT], public: true, scopes: null };
  const { clientId } = await app.app.oauth.createClient(app.workspaceId, made);
  const client = await discover(app.url, app.url, clientId);
  const changes = { scope: 'posts:read' };
  token = (await exchange(client, await authorize(app.url, client, changes))).access_token;
});
afterAll(() => app.stop());

/** Sends a request with raw header lines; returns the status and body of the response. */
async function send(path: string, lines: readonly string[]): Promise<[number, string]> {
  const head = [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...lines];
  const answer = await rawHttp(app.url, `${head.join('\r\n')}\r\n\r\n`);
  return [Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]), answer];
}

const ENDPOINTS = ['/graphql?query={__typename}', '/social-crm/v1/posts', '/xtracker/v1/posts'];

describe('two Authorization headers', () => {
  test.each(ENDPOINTS)('that differ are refused at %s, whichever comes first', async (path) => {
    const [own, other] = [`Authorization: Bearer ${native}`, 'Authorization: Bearer other'];
    for (const lines of [
      [own, other],
      [other, own],
      [own, 'Authorization: Basic Zm9vOmJhcg=='],
    ])
      expect((await send(path, lines))[0]).toBe(401);
  });

  test.each(ENDPOINTS)('that are the same are one at %s', async (path) => {
    const own = `Authorization: Bearer ${native}`;
    expect((await send(path, [own, own]))[0]).toBe(200);
  });

  test('count as any other wrong credential for X-API-Key too', async () => {
    const [status] = await send(ENDPOINTS[0]!, [`X-API-Key: ${native}`, 'X-API-Key: other']);
    expect(status).toBe(401);
  });
});

describe('an access token', () => {
  test.each(['/graphql?query={__typename}', '/xtracker/v1/posts'])(
    'is accepted as a bearer only at %s',
    async (path) => {
      expect((await send(path, [`Authorization: Bearer ${token}`]))[0]).toBe(200);
      expect((await send(path, [`X-API-Key: ${token}`]))[0]).toBe(401);
    },
  );

  test('is not accepted in the address', async () => {
    expect((await send(`/xtracker/v1/posts?api_key=${token}`, []))[0]).toBe(401);
  });

  test('is called so where it lacks a scope', async () => {
    const bearer = [`Authorization: Bearer ${token}`];
    const [status, answer] = await send('/xtracker/v1/accounts', bearer);
    expect([status, answer]).toEqual([
      403,
      expect.stringContaining('This access token lacks the scope accounts:read.'),
    ]);
    const query = encodeURIComponent('{ viewer { user { email } } }');
    const [, asked] = await send(`/graphql?query=${query}`, bearer);
    expect(asked).toContain('This access token lacks the scope profile');
  });

  test('and a key is called a key', async () => {
    const key = await app.key('xtracker', { scopes: ['posts:read'] });
    const [, answer] = await send('/xtracker/v1/accounts', [`X-API-Key: ${key}`]);
    expect(answer).toContain('This API key lacks the scope accounts:read.');
  });
});
