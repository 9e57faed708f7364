import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fillDemo, startTestApp, type TestApp } from '@tributary/test/support';
import * as oauth from 'oauth4webapi';
import {
  addUser,
  answer,
  authorizationOf,
  authorize,
  browser,
  discover,
  EMAIL,
  exchange,
  fetchAt,
  logIn,
  profileStatus,
  REDIRECT,
  refresh,
} from './support.ts';

const CALLBACK = 'https://chat.example.org/aip/g-123/oauth/callback';
const GRACE = 30_000;

let app: TestApp;
/** How far the gateway's clock is ahead: an account is limited to five log-ins a minute. */
let ahead = 0;
beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.now() + ahead });
  await addUser(app);
});
afterAll(() => app.stop());
beforeEach(() => {
  ahead += 60_000;
});

/** Creates a client as an operator does. */
const create = (redirectUris: string[], options: { public?: boolean } = {}) =>
  app.app.oauth.createClient(app.workspaceId, {
    name: 'A GPT',
    redirectUris,
    public: options.public ?? false,
    scopes: null,
  });

/** The requests of a GPT's action: no PKCE, and the secret in the form. */
class Gpt {
  readonly id: string;
  readonly secret: string;
  constructor({ clientId, clientSecret }: { clientId: string; clientSecret: string | null }) {
    this.id = clientId;
    this.secret = clientSecret!;
  }

  authorizeUrl(changes: Record<string, string> = {}): string {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.id,
      redirect_uri: CALLBACK,
      scope: 'profile posts:read',
      state: 'a-state',
      ...changes,
    });
    return `${app.url}/api/oauth/authorize?${query}`;
  }

  async token(form: Record<string, string>) {
    const body = new URLSearchParams({ client_id: this.id, client_secret: this.secret, ...form });
    const response = await fetchAt(app.url)(`${app.url}/api/oauth/token`, { method: 'POST', body });
    // biome-ignore lint/suspicious/noExplicitAny: a test reads what it has asked for
    return { status: response.status, body: (await response.json()) as any };
  }

  refresh(token: string) {
    return this.token({ grant_type: 'refresh_token', refresh_token: token });
  }

  /** Logs a user in and consents; returns the tokens. */
  async connect() {
    const code = await this.code();
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK });
  }

  async code(changes?: Record<string, string>) {
    const go = browser(app.url, {}, CALLBACK);
    const done = await answer(go, await logIn(go, await go(this.authorizeUrl(changes))), { action: 'allow' });
    const parameters = new URL(done.url).searchParams;
    expect(parameters.get('state')).toBe('a-state');
    return parameters.get('code')!;
  }
}

/** Creates a client whose callback is added after its id and secret were issued. */
async function lateGpt(): Promise<Gpt> {
  const gpt = new Gpt(await create([]));
  await app.app.oauth.updateClient(app.workspaceId, gpt.id, { redirectUris: [CALLBACK], add: true });
  return gpt;
}

describe('a client that sends no code_challenge', () => {
  test('and whose callback is registered after its creation gets tokens and reads its user', async () => {
    const gpt = new Gpt(await create([]));
    const early = await browser(app.url)(gpt.authorizeUrl());
    expect([early.response!.status, await early.response!.text()]).toEqual([
      400,
      expect.stringContaining('no redirect URI yet'),
    ]);
    await app.app.oauth.updateClient(app.workspaceId, gpt.id, { redirectUris: [CALLBACK], add: true });
    const { status, body } = await gpt.connect();
    expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 3_600]);
    expect(await profileStatus(app.url, body.access_token)).toBe(200);
  });

  test('is refused if it is public', async () => {
    const { clientId } = await create([REDIRECT], { public: true });
    const gpt = new Gpt({ clientId, clientSecret: null });
    const { url } = await browser(app.url)(gpt.authorizeUrl({ redirect_uri: REDIRECT }));
    expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
  });

  test('cannot redeem a code with a verifier if no challenge was sent', async () => {
    const gpt = await lateGpt();
    const form = { grant_type: 'authorization_code', code: await gpt.code(), redirect_uri: CALLBACK };
    const refused = await gpt.token({ ...form, code_verifier: 'x'.repeat(43) });
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant']);
    expect((await gpt.token(form)).status).toBe(200);
  });

  test('must send the verifier if it did send a challenge', async () => {
    const { clientId, clientSecret } = await create([REDIRECT]);
    const client = await discover(app.url, app.url, clientId, oauth.ClientSecretPost(clientSecret!));
    const given = await authorize(app.url, client);
    const gpt = new Gpt({ clientId, clientSecret });
    const code = given.callback.get('code')!;
    const without = await gpt.token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT });
    expect([without.status, without.body.error]).toEqual([400, 'invalid_grant']);
    expect(await exchange(client, given)).toHaveProperty('access_token');
  });
});

/** What the editor of a GPT accepts of an OpenAPI document. */
const LIMITS = { operations: 30, description: 300, parameterDescription: 700, response: 100_000 };

interface Operation {
  operationId: string;
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; description?: string }[];
}

/** The actions that ChatGPT makes of an OpenAPI document, which it fetches without a credential. */
class Actions {
  // biome-ignore lint/suspicious/noExplicitAny: the document of any API
  readonly document: any;
  constructor(document: object) {
    this.document = document;
  }

  get operations(): (Operation & { method: string; path: string })[] {
    const paths = Object.entries<Record<string, Operation>>(this.document.paths);
    return paths.flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
    );
  }

  /** Calls an action with the arguments that the model chose. */
  async call(id: string, token: string, sent: Record<string, string> = {}) {
    const { method, path } = this.operations.find(({ operationId }) => operationId === id)!;
    const url = new URL(
      this.document.servers[0].url + path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(sent[name]!)),
    );
    for (const [name, value] of Object.entries(sent))
      if (!path.includes(`{${name}}`)) url.searchParams.set(name, value);
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetchAt(app.url)(url.href, { method: method.toUpperCase(), headers });
    const text = await response.text();
    expect(text.length).toBeLessThan(LIMITS.response);
    return { status: response.status, text };
  }
}

async function importActions(path: string): Promise<Actions> {
  const response = await fetchAt(app.url)(app.url + path);
  expect(response.status).toBe(200);
  return new Actions((await response.json()) as object);
}

describe('the walkthrough for GPTs', () => {
  const guide = readFileSync(new URL('../../../docs/gpt.md', import.meta.url), 'utf8');

  test.each(['/schema/bearer_auth_schema.json', '/schema/api_key_auth_schema.json'])(
    'imports %s, which the editor accepts',
    async (path) => {
      expect(guide).toContain(path);
      const { document, operations } = await importActions(path);
      expect(document.openapi).toMatch(/^3\.1\./);
      expect(document.servers).toEqual([{ url: expect.stringMatching(/^https?:\/\//) }]);
      expect(Object.keys(document.components.securitySchemes)).toHaveLength(1);
      expect(operations.length).toBeLessThanOrEqual(LIMITS.operations);
      const ids = operations.map(({ operationId }) => operationId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { operationId, summary = '', description = '', parameters = [] } of operations) {
        expect(operationId).toMatch(/^[\w-]{1,64}$/);
        expect(guide).toContain(`\`${operationId}\``);
        expect(summary.length + description.length).toBeGreaterThan(0);
        expect(Math.max(summary.length, description.length)).toBeLessThanOrEqual(LIMITS.description);
        for (const each of parameters)
          expect((each.description ?? '').length).toBeLessThanOrEqual(LIMITS.parameterDescription);
      }
    },
  );

  test('connects by the settings of the document, calls actions, and renews its token', async () => {
    await fillDemo(app.database, app.workspaceId, new Date());
    const actions = await importActions('/schema/bearer_auth_schema.json');
    const { authorization_url, token_url, scope } = actions.document['x-gpt-oauth'];
    for (const [url, path] of [
      [authorization_url, '/api/oauth/authorize'],
      [token_url, '/api/oauth/token'],
    ]) {
      // ChatGPT refuses OAuth endpoints on another host than that of the API.
      expect(url).toBe(new URL(path, actions.document.servers[0].url).href);
      expect(guide).toContain(path);
    }
    expect(guide).toContain(`\`${scope}\``);
    const gpt = await lateGpt();
    const code = await gpt.code({ scope });
    const { body } = await gpt.token({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK });
    expect(body.scope.split(' ').sort()).toEqual(scope.split(' ').sort());

    const call = async (id: string, sent?: Record<string, string>, token = body.access_token) => {
      const { status, text } = await actions.call(id, token, sent);
      expect([id, status, status === 200 ? '' : text]).toEqual([id, 200, '']);
      return text;
    };
    expect(JSON.parse(await call('getProfile')).profile.email).toBe(EMAIL);
    expect(JSON.parse(await call('v1GetAccounts', { limit: '5' })).accounts.length).toBeGreaterThan(0);
    expect(JSON.parse(await call('v1GetPostsForGpt', { limit: '3', time_range: 'month' })).count).toBe(3);
    const { posts } = JSON.parse(await call('v1GetPosts', { limit: '1', time_range: 'month' }));
    for (const id of ['v1GetPostForGpt', 'v1GetTweet'])
      expect(await call(id, { post_id: posts[0].post_id })).toContain(posts[0].content.slice(0, 20));
    expect(await call('v1AiPosts', { format: 'markdown', time_range: 'month', limit: '5' })).toContain('#');

    const renewed = await gpt.refresh(body.refresh_token);
    await call('getProfile', {}, renewed.body.access_token);
  });
});

describe('two refreshes with one token', () => {
  test('concurrently return the same successor, which is valid', async () => {
    const gpt = await lateGpt();
    const { body: first } = await gpt.connect();
    const both = await Promise.all([gpt.refresh(first.refresh_token), gpt.refresh(first.refresh_token)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]!.body.refresh_token).toBe(both[1]!.body.refresh_token);
    expect(both[0]!.body.refresh_token).not.toBe(first.refresh_token);
    for (const { body } of both) expect(await profileStatus(app.url, body.access_token)).toBe(200);
    const next = await gpt.refresh(both[0]!.body.refresh_token);
    expect(next.status).toBe(200);
    expect(await profileStatus(app.url, next.body.access_token)).toBe(200);
  });

  test('in sequence, as after a lost response, return the same successor', async () => {
    const gpt = await lateGpt();
    const { body: first } = await gpt.connect();
    const lost = await gpt.refresh(first.refresh_token);
    ahead += GRACE - 2_000;
    const again = await gpt.refresh(first.refresh_token);
    expect([again.status, again.body.refresh_token]).toEqual([200, lost.body.refresh_token]);
  });

  test('end the grant if the second is late, or if the successor has been used', async () => {
    for (const useSuccessor of [false, true]) {
      const gpt = await lateGpt();
      const { body: first } = await gpt.connect();
      const { body: second } = await gpt.refresh(first.refresh_token);
      const newest = useSuccessor ? (await gpt.refresh(second.refresh_token)).body : second;
      if (!useSuccessor) ahead += GRACE + 1_000;
      const reused = await gpt.refresh(first.refresh_token);
      expect([reused.status, reused.body.error]).toEqual([400, 'invalid_grant']);
      expect((await gpt.refresh(newest.refresh_token)).status).toBe(400);
      expect(await profileStatus(app.url, newest.access_token)).toBe(401);
    }
  });

  test('return nothing to another client', async () => {
    const [gpt, other] = [await lateGpt(), await lateGpt()];
    const { body: first } = await gpt.connect();
    const { body: second } = await gpt.refresh(first.refresh_token);
    const stolen = await other.refresh(first.refresh_token);
    expect([stolen.status, stolen.body.error]).toEqual([400, 'invalid_grant']);
    expect((await gpt.refresh(second.refresh_token)).status).toBe(200);
  });
});

describe('a redirect URI on the loopback interface', () => {
  test.each(['http://127.0.0.1:49152/callback', 'http://127.0.0.1/callback'])(
    'of a public client may have any port: %s',
    async (redirect) => {
      const { clientId } = await create([REDIRECT], { public: true });
      const client = await discover(app.url, app.url, clientId);
      const go = browser(app.url, {}, redirect);
      const { url, verifier } = authorizationOf(client, { redirect_uri: redirect });
      const done = await answer(go, await logIn(go, await go(url)), { action: 'allow' });
      const callback = oauth.validateAuthResponse(client.server, client.client, new URL(done.url), 's');
      const tokens = await exchange(client, { callback, verifier }, redirect);
      expect(await refresh(client, tokens.refresh_token!)).toHaveProperty('access_token');
    },
  );

  test('of a public client requires consent each time, because any program could listen there (RFC 8252, section 8.6)', async () => {
    for (const isPublic of [true, false]) {
      const { clientId } = await create([REDIRECT], { public: isPublic });
      const client = await discover(app.url, app.url, clientId);
      const go = browser(app.url);
      await answer(go, await logIn(go, await go(authorizationOf(client).url)), { action: 'allow' });
      const again = await go(authorizationOf(client).url);
      if (isPublic) expect(await again.response!.text()).toContain('Allow A GPT?');
      else expect(again.url).toContain(`${REDIRECT}?code=`);
      ahead += 60_000;
    }
  });

  test.each([
    ['of a public client with another path', true, 'http://127.0.0.1:49152/other'],
    ['of a public client at another host', true, 'http://localhost:49152/callback'],
    ['of a confidential client with another port', false, 'http://127.0.0.1:49152/callback'],
  ])('%s is refused', async (_, isPublic, redirect) => {
    const { clientId } = await create([REDIRECT], { public: isPublic });
    const client = await discover(app.url, app.url, clientId);
    const { response } = await browser(app.url)(authorizationOf(client, { redirect_uri: redirect }).url);
    expect(response!.status).toBe(400);
  });
});

test('updating a client replaces its redirect URIs, or adds missing ones', async () => {
  const { clientId } = await create([CALLBACK]);
  const update = (redirectUris: string[], add: boolean) =>
    app.app.oauth.updateClient(app.workspaceId, clientId, { redirectUris, add });
  expect((await update([REDIRECT, CALLBACK], true)).redirectUris).toEqual([CALLBACK, REDIRECT]);
  expect((await update([REDIRECT], false)).redirectUris).toEqual([REDIRECT]);
  await expect(update(['http://example.org/'], true)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(update([], false)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(
    app.app.oauth.updateClient(app.otherId, clientId, { redirectUris: [REDIRECT], add: false }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
