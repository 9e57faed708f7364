import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fillDemo, http, startTestApp, type TestApp } from '@tributary/test/support';

const NOON = Date.parse('2026-04-01T12:00:00Z');
let now = NOON;
let app: TestApp;
let key: string;
let otherKey: string;

beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
  await fillDemo(app.database, app.workspaceId, new Date(NOON));
  await app.app.admin.setPlan(app.workspaceId, 'xtracker', 'enterprise');
  key = await app.key('xtracker');
  otherKey = await app.key('xtracker', { workspaceId: app.otherId });
});
afterAll(() => app.stop());

const get = (path: string, with_ = key) => http(app.url, `/xtracker${path}`, { key: with_ });
const send = (method: string, path: string, body: object, with_ = key) =>
  http(app.url, `/xtracker${path}`, {
    method,
    key: with_,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const ALL = 'start_date=2025-01-01';

const contract = JSON.parse(
  readFileSync(new URL('../../../../schema/rest/vendor/xtracker.openapi.json', import.meta.url), 'utf8'),
);
test('two workspaces share an account, and one that leaves it takes nothing from the other', async () => {
  await send('POST', '/v1/accounts', { username: 'sama' }, otherKey);
  const path = `/v1/posts?${ALL}&username=sama`;
  expect((await get(path, otherKey)).json.posts).toEqual((await get(path)).json.posts);
  await http(app.url, '/xtracker/v1/accounts/sama', { method: 'DELETE', key: otherKey });
  expect((await get(path, otherKey)).status).toBe(404);
  expect((await get(path)).json.count).toBe(1);
});

test.each([
  ['free', 100],
  ['pro', 1_000],
  ['enterprise', 10_000],
])('the plan %s has %i requests a day, which begin again at midnight UTC', async (plan, limit) => {
  now = Date.parse('2026-04-02T23:59:00Z');
  const { id } = await app.app.admin.createWorkspace(plan);
  await app.app.admin.setPlan(id, 'xtracker', plan);
  const own = await app.key('xtracker', { workspaceId: id });
  const headersOf = async () => (await get('/v1/accounts', own)).headers;
  expect(await headersOf()).toMatchObject({
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(limit - 1),
    'x-ratelimit-reset': String(Date.parse('2026-04-03T00:00:00Z') / 1_000),
  });
  await app.database.database.pool.query('update limits.windows set used = $2 where workspace_id = $1', [
    id,
    limit,
  ]);
  const refused = await get('/v1/accounts', own);
  expect([refused.status, refused.json.code]).toEqual([429, 'rate_limit_exceeded']);
  expect(refused.headers['retry-after']).toBe('60');
  now = Date.parse('2026-04-03T00:00:00Z');
  expect(await headersOf()).toMatchObject({
    'x-ratelimit-remaining': String(limit - 1),
    'x-ratelimit-reset': String(Date.parse('2026-04-04T00:00:00Z') / 1_000),
  });
});

test('a key of SocialCRM reads no post of X through GraphQL, though a scope of both has one name', async () => {
  const { data, errors } = await app.graphql('{ xPosts { totalCount } }', {}, await app.key('social-crm'));
  expect(data?.xPosts ?? null).toBeNull();
  expect(errors?.[0]?.extensions['code']).toMatch(/PLAN_REQUIRED|FORBIDDEN/);
});

test('the schemas for GPTs have one way to authenticate each, and the addresses of OAuth', async () => {
  for (const path of ['/schema/bearer_auth_schema.json', '/xtracker/schema/bearer_auth_schema.json']) {
    const { json } = await http(app.url, path);
    expect(json.security).toEqual([{ BearerAuth: [] }]);
    expect(json['x-gpt-oauth'].authorization_url).toBe(`${app.url}/api/oauth/authorize`);
    expect(Object.keys(json.paths)).toEqual(expect.arrayContaining(Object.keys(contract.paths)));
  }
  const { json } = await http(app.url, '/schema/api_key_auth_schema.json');
  expect(Object.keys(json.components.securitySchemes)).toEqual(['ApiKeyAuth']);
});
