import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CONSOLE_CLIENT, SCOPES_OF_ROLES } from '@tributary/gateway/access';
import { type GraphqlAnswer, startTestApp, type TestApp } from '@tributary/test/support';
import { argumentsOf, type Operation, operations } from '../../../test/tenants/operations.ts';
import { BY_TYPE, SAMPLES } from '../../../test/tenants/places.ts';
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
  type Go,
  PASSWORD,
  REDIRECT,
} from './support.ts';

const DAY = 24 * 60 * 60 * 1_000;
const OTHER_PASSWORD = 'another correct horse';

let app: TestApp;
let userId: string;
/** How far the gateway's clock is ahead: an account is limited to five log-ins a minute. */
let ahead = 0;
beforeEach(() => {
  ahead += 60_000;
});
beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.now() + ahead });
  userId = await addUser(app, 'owner');
});
afterAll(() => app.stop());

const redirect = () => `${app.url}/signed-in`;
const open = () => browser(app.url, {}, redirect());
const authorization = (changes: Record<string, string> = {}) => {
  const server = { issuer: app.url, authorization_endpoint: `${app.url}/api/oauth/authorize` };
  const request = { scope: 'console', redirect_uri: redirect(), ...changes };
  return authorizationOf({ server, client: { client_id: CONSOLE_CLIENT } }, request);
};

/** Logs in to the console of a workspace; returns the URL that the console receives. */
async function enter(go: Go, { url } = authorization(), form: Record<string, string> = {}) {
  const entries = { action: 'login', workspace: 'ours', email: EMAIL, password: PASSWORD, ...form };
  return answer(go, await go(url), entries);
}

/** Exchanges the code in the console's URL for a token. */
async function redeem(url: string, verifier: string) {
  const body = new URLSearchParams({
    client_id: CONSOLE_CLIENT,
    grant_type: 'authorization_code',
    code: new URL(url).searchParams.get('code') ?? '',
    redirect_uri: redirect(),
    code_verifier: verifier,
  });
  const response = await fetch(`${app.url}/api/oauth/token`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

/** Logs in and returns an access token. */
async function tokenOf(go: Go): Promise<string> {
  const { url, verifier } = authorization();
  const done = await enter(go, { url, verifier });
  return (await redeem(done.url, verifier)).body['access_token']!;
}

async function graphql(token: string, query: string, variables: object = {}): Promise<GraphqlAnswer> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphqlAnswer;
}

/** Writes a call of a mutation that selects only the type of its result. */
function callOf({ name, args }: Operation['field'], used: readonly string[]): string {
  const sent = args.filter((each) => used.includes(each.name));
  if (sent.length === 0) return `mutation { ${name} { __typename } }`;
  const variables = sent.map((each) => `$${each.name}: ${each.type}`).join(', ');
  const passed = sent.map((each) => `${each.name}: $${each.name}`).join(', ');
  return `mutation (${variables}) { ${name}(${passed}) { __typename } }`;
}

const viewer = async (token: string) =>
  (await graphql(token, '{ viewer { workspace { name } scopes user { email role } } }')).data?.viewer ?? null;
/** Requests a code without any page, as the console does when its page loads. */
const silently = async (go: Go) =>
  new URL((await go(authorization({ prompt: 'none' }).url)).url).searchParams;

describe('logging in to the console', () => {
  test('asks for no consent, and gives every scope of the role but no refresh token', async () => {
    const { url, verifier } = authorization();
    const done = await enter(open(), { url, verifier });
    expect(done.url).toContain(`${redirect()}?code=`);
    const { body } = await redeem(done.url, verifier);
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
    expect(body).toMatchObject({ token_type: 'Bearer', scope: 'console' });
    expect(await viewer(body['access_token']!)).toEqual({
      workspace: { name: 'ours' },
      scopes: SCOPES_OF_ROLES.owner,
      user: { email: EMAIL, role: 'OWNER' },
    });
  });

  test('needs the workspace, if there are several, and does not say which entry is wrong', async () => {
    const page = await open()(authorization().url);
    expect(await page.response!.text()).toContain('name="workspace"');
    for (const wrong of [{ workspace: 'theirs' }, { workspace: 'none' }, { password: 'a wrong one' }]) {
      const { response } = await enter(open(), authorization(), wrong);
      expect(response!.status).toBe(401);
      expect(await response!.text()).toContain('The workspace, email address or password is incorrect.');
    }
  });

  test('needs PKCE, and redirects nowhere else', async () => {
    const elsewhere = await open()(authorization({ redirect_uri: `${app.url}/other` }).url);
    const otherPort = await open()(authorization({ redirect_uri: 'http://127.0.0.1:9/signed-in' }).url);
    expect([elsewhere.response!.status, otherPort.response!.status]).toEqual([400, 400]);
    const { url } = await open()(authorization({ code_challenge: '' }).url);
    expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
  });

  test('is not possible for a client of a workspace with the scope of the console', async () => {
    const made = { name: 'A client', redirectUris: [REDIRECT], public: true, scopes: null };
    const { clientId } = await app.app.oauth.createClient(app.workspaceId, made);
    const client = await discover(app.url, app.url, clientId);
    const given = await authorize(app.url, client, { scope: 'profile console' });
    const { scope, access_token: token } = await exchange(client, given);
    expect([scope, (await viewer(token)).scopes]).toEqual(['profile', ['profile']]);
  });
});

describe('the session of a browser', () => {
  test('gives a code without a page while it lives', async () => {
    const go = open();
    expect((await silently(go)).get('error')).toBe('login_required');
    await enter(go);
    expect((await silently(go)).get('code')).toMatch(/^[\w-]{43}$/);
  });

  test('is not limited by its address, where others may send many requests, but on its own', async () => {
    const go = open();
    await enter(go);
    const send = async () => (await go(authorization({ prompt: 'none' }).url)).response?.status ?? 'code';
    expect(await send()).toBe('code');
    const stranger = open();
    const refused = async () => (await stranger(authorization().url)).response!.status === 429;
    while (!(await refused()));
    const answers: unknown[] = [];
    for (let index = 0; index < 125; index++) answers.push(await send());
    expect(answers.filter((each) => each === 'code')).toHaveLength(120);
    expect(new Set(answers.slice(120))).toEqual(new Set([429]));
  });

  test('that has ended is limited by its address again', async () => {
    const go = open();
    await enter(go);
    await silently(go);
    ahead += 31 * DAY;
    const errors: unknown[] = [];
    for (let index = 0; index < 40; index++) errors.push((await silently(go)).get('error'));
    ahead -= 31 * DAY;
    // The first request still counts against the session.
    expect(errors.filter((each) => each === 'login_required').length).toBeLessThanOrEqual(31);
    expect(errors.at(-1)).toBeNull();
  });

  test('ends after 14 days without use, and after 30 days in any case', async () => {
    const [idle, used] = [open(), open()];
    await enter(idle);
    await enter(used);
    const now = ahead;
    for (const days of [10, 20]) {
      ahead = now + days * DAY;
      expect((await silently(used)).get('error')).toBeNull();
    }
    expect((await silently(idle)).get('error')).toBe('login_required');
    ahead = now + 31 * DAY;
    expect((await silently(used)).get('error')).toBe('login_required');
    // The library issues tokens by the system clock, by which they would have expired.
    ahead = now;
  });

  test('is stored as a hash, as are its codes', async () => {
    const go = open();
    const code = new URL((await enter(go)).url).searchParams.get('code')!;
    // An unfinished interaction of the session, which the library gives a copy of the session's id.
    await go(authorization({ prompt: 'login' }).url);
    const { rows } = await app.database.database.pool.query(
      `select model, id, payload from access.oauth_records
       where model in ('Session', 'AuthorizationCode', 'Interaction')`,
    );
    expect(JSON.stringify(rows)).not.toContain(code);
    const hashed = rows.filter(({ model }) => model !== 'Interaction');
    expect(new Set(hashed.map(({ model }) => model))).toEqual(new Set(['Session', 'AuthorizationCode']));
    for (const { id, payload } of hashed) {
      expect(id).toHaveLength(43);
      expect(payload).not.toHaveProperty('jti');
    }
    const sessions = rows.map(({ payload }) => payload.session).filter(Boolean);
    expect(sessions.length).toBeGreaterThan(0);
    for (const session of sessions) expect(session).not.toHaveProperty('cookie');
  });

  test('has a cookie that only this host can set, over https', async () => {
    const issuer = 'https://console.example.org/social';
    const behind = await startTestApp({ beside: app, settings: { PUBLIC_URL: issuer } });
    try {
      const fetch = fetchAt(behind.url);
      const host = 'https://console.example.org';
      const cookies: string[] = [];
      const send = async (url: string, form?: Record<string, string>) => {
        // The proxy removes the path of the public URL.
        const inner = url.replace('/social/', '/');
        const response = await fetch(inner, {
          headers: { accept: 'text/html', cookie: cookies.map((each) => each.split(';')[0]).join('; ') },
          ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
        });
        cookies.push(...response.headers.getSetCookie());
        const text = await response.text();
        const refresh = /content="0;url=([^"]+)"/.exec(text)?.[1];
        return { text, to: new URL(response.headers.get('location') ?? refresh ?? '', url).href };
      };
      const request = authorizationOf(
        {
          server: { issuer, authorization_endpoint: `${host}/social/api/oauth/authorize` },
          client: { client_id: CONSOLE_CLIENT },
        },
        { scope: 'console', redirect_uri: `${issuer}/signed-in` },
      );
      const page = (await send(request.url)).to;
      expect(page).toMatch(/^https:\/\/console\.example\.org\/social\/api\/oauth\/interaction\//);
      const csrf = /name="csrf" value="([^"]+)"/.exec((await send(page)).text)![1]!;
      const resume = (
        await send(page, { csrf, action: 'login', workspace: 'ours', email: EMAIL, password: PASSWORD })
      ).to;
      expect(resume).toContain(`${issuer}/api/oauth/authorize/`);
      expect((await send(resume)).to).toContain(`${issuer}/signed-in?code=`);
      const session = cookies.find((each) => each.startsWith('__Host-tributary_session='))!;
      expect(session).toMatch(/^[^;]+; path=\/; samesite=lax; secure; httponly; expires=[^;]+$/);
      for (const each of cookies.filter((one) => one.startsWith('_interaction')))
        expect(each).toContain('path=/social/api/oauth');
    } finally {
      await behind.stop();
    }
  });
});

describe('logging out', () => {
  test('by the console’s token ends the session and the token; another user’s token does not', async () => {
    const go = open();
    const token = await tokenOf(go);
    expect((await viewer(token)).user.email).toBe(EMAIL);
    const out = (form: Record<string, string>) => go(`${app.url}/api/oauth/logout`, form);
    const { id } = await app.app.admin.createUser(app.otherId, { email: EMAIL, name: 'Eve' });
    await app.app.oauth.setPassword(app.otherId, id, PASSWORD);
    const other = authorization();
    const theirs = await enter(open(), other, { workspace: 'theirs' });
    const foreign = (await redeem(theirs.url, other.verifier)).body['access_token']!;
    for (const wrong of [{}, { token: 'nonsense' }, { token: foreign }])
      expect((await out(wrong)).response!.status).toBe(403);
    expect(await (await out({ token })).response!.text()).toContain('You are logged out');
    expect((await silently(go)).get('error')).toBe('login_required');
    expect(await viewer(token)).toBeNull();
    expect((await viewer(foreign)).workspace.name).toBe('theirs');
  });

  test('everywhere follows a change of the password, which needs the current one', async () => {
    const go = open();
    const elsewhere = open();
    const token = await tokenOf(elsewhere);
    await enter(go);
    const page = await go(`${app.url}/api/oauth/password`);
    const change = async (current: string, password: string) =>
      (await answer(go, page, { current, password })).response!;
    expect((await change('a wrong password', OTHER_PASSWORD)).status).toBe(401);
    expect((await change(PASSWORD, 'short')).status).toBe(400);
    expect((await go(page.url, { current: PASSWORD, password: OTHER_PASSWORD })).response!.status).toBe(403);
    expect(await (await change(PASSWORD, OTHER_PASSWORD)).text()).toContain('Your password was changed');
    for (const each of [go, elsewhere]) expect((await silently(each)).get('error')).toBe('login_required');
    expect(await viewer(token)).toBeNull();
    expect((await open()(`${app.url}/api/oauth/password`)).response!.status).toBe(401);
    ahead += 60_000;
    expect((await enter(open(), authorization(), { password: OTHER_PASSWORD })).url).toContain('?code=');
    await app.app.oauth.setPassword(app.workspaceId, userId, PASSWORD);
  });
});

describe('a viewer', () => {
  let token: string;
  beforeAll(async () => {
    ahead += 60_000;
    await app.app.admin.createUser(app.workspaceId, {
      email: 'owner@example.org',
      name: '',
      role: 'owner',
    });
    token = await tokenOf(open());
    await app.app.admin.changeRole(app.workspaceId, userId, 'viewer');
  });
  afterAll(() => app.app.admin.changeRole(app.workspaceId, userId, 'owner'));

  test('reads at once with the rights of the new role', async () => {
    const { user, scopes } = await viewer(token);
    expect([user.role, scopes]).toEqual(['VIEWER', SCOPES_OF_ROLES.viewer]);
    const { errors } = await graphql(token, '{ communityPosts { totalCount } datasets { totalCount } }');
    expect(errors).toBeUndefined();
  });

  test('cannot call any mutation', async () => {
    const mutations = operations().filter(({ kind }) => kind === 'mutation');
    expect(mutations.length).toBeGreaterThan(60);
    const codes: Record<string, unknown> = {};
    for (const operation of mutations) {
      const fill = (path: string, type: string) => SAMPLES[`${operation.name}.${path}`] ?? BY_TYPE[type];
      const args = argumentsOf(operation, [], fill);
      const { errors } = await graphql(token, callOf(operation.field, Object.keys(args)), args);
      codes[operation.name] = errors?.[0]?.extensions['code'];
    }
    const forbidden = mutations.map(({ name }) => [name, 'FORBIDDEN_SCOPE']);
    expect(codes).toEqual(Object.fromEntries(forbidden));
  });

  test('gives clients and keys no more than the role allows', async () => {
    const { key } = await app.app.admin.createKey(app.workspaceId, { kind: 'native', user: EMAIL });
    const { data } = await app.graphql('{ viewer { scopes } }', {}, key);
    expect(data.viewer.scopes.sort()).toEqual([...SCOPES_OF_ROLES.viewer].sort());
    const made = { name: 'A client', redirectUris: [REDIRECT], public: true, scopes: null };
    const { clientId } = await app.app.oauth.createClient(app.workspaceId, made);
    const client = await discover(app.url, app.url, clientId);
    const given = await authorize(app.url, client, { scope: 'accounts:read accounts:write' });
    const { access_token: limited } = await exchange(client, given);
    expect((await graphql(limited, '{ viewer { scopes } }')).data.viewer.scopes).toEqual(['accounts:read']);
  });
});

test('an owner creates keys of their own in the console', async () => {
  const token = await tokenOf(open());
  const { data } = await graphql(
    token,
    `mutation { createApiKey(input: { kind: NATIVE, scopes: ["community:read"] }) {
      ... on ApiKeyCreated { secret key { userId scopes } } } }`,
  );
  expect(data.createApiKey.key).toEqual({ userId, scopes: ['community:read'] });
});
