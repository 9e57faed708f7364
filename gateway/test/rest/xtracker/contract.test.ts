import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dialects, openApiOf } from '@tributary/gateway/rest';
import { fillDemo, type HttpOptions, http, startTestApp, type TestApp } from '@tributary/test/support';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

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
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(openApiOf(dialects.find(({ name }) => name === 'xtracker')!), 'ours');

/** Validates a response against our document; returns null if it conforms. */
function faults(path: string, method: string, status: number, body: unknown) {
  const place = `ours#/paths/${path.replaceAll('/', '~1').replace(/[{}]/g, encodeURIComponent)}`;
  const valid = ajv.getSchema(`${place}/${method}/responses/${status}/content/application~1json/schema`);
  if (!valid) throw new Error(`${method} ${path} documents no ${status}`);
  return valid(body) ? null : valid.errors;
}

describe('the profile', () => {
  const profile = async (path: string, options: HttpOptions) => {
    const { status, json } = await http(app.url, path, options);
    expect([status, faults('/api/profile', 'get', status, json)]).toEqual([status, null]);
    return { status, json };
  };
  test("is that of the key's user, in the documented form, at every path", async () => {
    const user = { email: 'ada@example.org', name: 'Ada' };
    const { id } = await app.app.admin.createUser(app.workspaceId, user);
    const options = { kind: 'xtracker', user: user.email } as const;
    const own = (await app.app.admin.createKey(app.workspaceId, options)).key;
    for (const [path, host] of [
      ['/api/profile'],
      ['/xtracker/api/profile'],
      ['/api/profile', 'xtracker.localhost'],
      ['/api/profile', 'xtrackerapi.com'],
    ] as const) {
      const { json } = await profile(path, { key: own, ...(host ? { host } : {}) });
      expect(json).toEqual({
        success: true,
        profile: {
          id,
          username: user.email,
          ...user,
          plan: 'enterprise',
          created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        },
      });
    }
  });

  test('of a key without a user is that of its workspace', async () => {
    const { json } = await profile('/api/profile', { key });
    expect(json.profile).toMatchObject({ id: app.workspaceId, username: 'ours', email: null, name: null });
  });

  test('requires its scope, in GraphQL as well, and a key', async () => {
    const scoped = await app.key('xtracker', { scopes: ['posts:read'] });
    const refused = await profile('/api/profile', { key: scoped });
    expect([refused.status, refused.json.code]).toEqual([403, 'permission_error']);
    const { data, errors } = await app.graphql('{ viewer { user { email } } }', {}, scoped);
    expect([data.viewer.user, errors?.[0]?.extensions['code']]).toEqual([null, 'FORBIDDEN_SCOPE']);
    expect((await profile('/api/profile', {})).status).toBe(401);
    expect((await http(app.url, '/api/profile', { key, method: 'POST' })).status).toBe(405);
    expect((await get('/profile')).status).toBe(404);
  });
});

test('two workspaces that follow one account read their own imports, and unfollowing removes nothing from the other', async () => {
  await send('POST', '/v1/accounts', { username: 'sama' }, otherKey);
  const path = `/v1/posts?${ALL}&username=sama`;
  const { status, json } = await get(path, otherKey);
  expect([status, json.posts]).toEqual([200, []]);
  await http(app.url, '/xtracker/v1/accounts/sama', { method: 'DELETE', key: otherKey });
  expect((await get(path, otherKey)).status).toBe(404);
  expect((await get(path)).json.count).toBe(1);
});

test.each([
  ['free', 100],
  ['pro', 1_000],
  ['enterprise', 10_000],
])('the plan %s allows %i requests a day, reset at midnight UTC', async (plan, limit) => {
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

test('a SocialCRM key reads no X posts through GraphQL, although both products have a scope of the same name', async () => {
  const { data, errors } = await app.graphql('{ xPosts { totalCount } }', {}, await app.key('social-crm'));
  expect(data?.xPosts ?? null).toBeNull();
  expect(errors?.[0]?.extensions['code']).toMatch(/PLAN_REQUIRED|FORBIDDEN/);
});

test('each schema for GPTs has one authentication method and the OAuth URLs', async () => {
  for (const path of ['/schema/bearer_auth_schema.json', '/xtracker/schema/bearer_auth_schema.json']) {
    const { json } = await http(app.url, path);
    expect(json.security).toEqual([{ BearerAuth: [] }]);
    expect(json['x-gpt-oauth'].authorization_url).toBe(`${app.url}/api/oauth/authorize`);
    expect(Object.keys(json.paths)).toEqual(expect.arrayContaining(Object.keys(contract.paths)));
  }
  const { json } = await http(app.url, '/schema/api_key_auth_schema.json');
  expect(Object.keys(json.components.securitySchemes)).toEqual(['ApiKeyAuth']);
});

describe('the OpenAPI document', () => {
  const ours = openApiOf(dialects.find(({ name }) => name === 'xtracker')!) as typeof contract;

  test('has the vendor’s components, each with every documented member', () => {
    for (const [name, { properties }] of Object.entries<{ properties: object }>(
      contract.components.schemas,
    )) {
      const component = ours.components.schemas[name];
      expect([name, Object.keys(component?.properties ?? {})]).toEqual([
        name,
        expect.arrayContaining(Object.keys(properties)),
      ]);
    }
  });

  test('references components where the vendor’s does', () => {
    const schemaOf = (document: typeof contract, path: string, method: string) =>
      document.paths[path][method].responses['200'].content['application/json'].schema.properties;
    for (const [path, method, member] of [
      ['/v1/posts', 'get', 'posts'],
      ['/v1/accounts', 'get', 'accounts'],
      ['/v1/accounts', 'post', 'account'],
    ] as const) {
      const [own, theirs] = [ours, contract].map((each) => schemaOf(each, path, method)[member]);
      expect(own.items?.$ref ?? own.$ref).toBe(theirs.items?.$ref ?? theirs.$ref);
    }
  });
});

test('an exhausted daily limit is reported with the time of its reset', async () => {
  const spent = await app.app.admin.createKey(app.otherId, { kind: 'xtracker' });
  const budget = Number((await get('/v1/accounts', spent.key)).headers['x-ratelimit-limit']);
  await app.database.database.pool.query('update limits.windows set used = $2 where key_id = $1', [
    spent.record.id,
    budget,
  ]);
  now += 5_000;
  const midnight = new Date(Math.ceil(now / 86_400_000) * 86_400_000);
  const { status, json, headers } = await get('/v1/accounts', spent.key);
  expect([status, json.code, json.error]).toEqual([
    429,
    'rate_limit_exceeded',
    `The daily limit of ${budget} requests is used up. It resets at ${midnight.toISOString().replace('.000', '')}.`,
  ]);
  expect(Number(headers['retry-after'])).toBe((midnight.getTime() - now) / 1_000);
});
