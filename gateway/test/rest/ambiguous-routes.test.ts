import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Authenticator, type KeyKind, openAccess } from '@tributary/gateway/access';
import { type Admission, createAdmission, openLimits } from '@tributary/gateway/admission';
import { createMetrics, type Product } from '@tributary/kit/host';
import { openTestDatabase, silentLog, type TestDatabase, testSecrets } from '@tributary/kit/testing';
import { type Address, Addressing } from '../../src/rest/engine/routing/addressing.ts';
import { chooseDialect, createRouter } from '../../src/rest/engine/routing/ambiguous-routes.ts';
import { type Dialect, dialects } from '../../src/rest/index.ts';

const xtracker = dialects.find(({ name }) => name === 'xtracker')!;
/** A second dialect that shares paths with XTracker, as in SocialCRM's document. */
const second: Dialect = {
  ...xtracker,
  name: 'social-crm',
  hosts: [],
  routes: [
    ['GET', '/v1/posts'],
    ['POST', '/v1/posts'],
    ['GET', '/v1/posts/{id}'],
    ['GET', '/v1/accounts'],
    ['GET', '/v1/accounts/analytics'],
  ].map(([method, path]) => ({ ...xtracker.routes[0]!, method: method as 'GET', path: path! })),
};
delete (second as { accepts?: unknown }).accepts;
delete (second as { alias?: unknown }).alias;
const both = [xtracker, second];

let opened: TestDatabase;
let authenticator: Authenticator;
let admission: Admission;
const keys = new Map<KeyKind, string>();
beforeAll(async () => {
  opened = await openTestDatabase();
  const access = openAccess({
    pool: opened.database.pool,
    log: silentLog,
    secrets: testSecrets,
    clock: Date.now,
  });
  ({ authenticator } = access);
  admission = createAdmission({
    authenticator,
    limits: openLimits({ pool: opened.database.pool, clock: Date.now }),
    metrics: createMetrics(),
    maxConcurrent: 10,
    trustProxy: false,
    clock: Date.now,
  });
  const { id } = await access.admin.createWorkspace('acme');
  for (const kind of ['xtracker', 'social-crm', 'native'] as const)
    keys.set(kind, (await access.admin.createKey(id, { kind })).key);
});
afterAll(async () => {
  await authenticator.stop();
  await opened.stop();
});

/** The part of a request that routing reads. */
const requestOf = (headers: Record<string, string>, url = '/v1/posts') =>
  ({
    method: 'GET',
    url,
    headers,
    headersDistinct: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    socket: { remoteAddress: '192.0.2.1' },
  }) as unknown as IncomingMessage;
const choose = (headers: Record<string, string>, url?: string): Promise<Product> =>
  chooseDialect(both, requestOf(headers, url), admission.callers);

test('an OAuth token, a key in the query string, or a key of XTracker only selects XTracker', async () => {
  expect(await choose({ authorization: 'Bearer aaa.bbb.ccc' })).toBe('xtracker');
  expect(await choose({}, '/v1/posts?limit=1&api_key=whatever')).toBe('xtracker');
  expect(await choose({ 'x-api-key': keys.get('xtracker')! })).toBe('xtracker');
  expect(await choose({ authorization: `Bearer ${keys.get('xtracker')}` })).toBe('xtracker');
});

test('any other credential selects the other API', async () => {
  expect(await choose({})).toBe('social-crm');
  expect(await choose({ authorization: `Bearer ${keys.get('social-crm')}` })).toBe('social-crm');
  expect(await choose({ authorization: `Bearer ${keys.get('native')}` })).toBe('social-crm');
  expect(await choose({ 'x-api-key': 'xt_live_unknown' })).toBe('social-crm');
});

test('only paths that both APIs have with this method are selected by credential', () => {
  const addressing = new Addressing(both, new Map());
  const ambiguous = (address: Address) => addressing.ambiguous(address);
  const rewrite = (address: Address) => addressing.rewrite(address);
  const at = (method: string, url: string, host = '127.0.0.1:4000') => ({ method, url, host });
  for (const url of ['/v1/posts', '/v1/posts?x=y', '/v1/accounts'])
    expect(ambiguous(at('GET', url)).map(({ name }) => name)).toEqual(['xtracker', 'social-crm']);
  for (const [method, url, to] of [
    ['GET', '/v1/accounts/analytics', 'social-crm'],
    ['DELETE', '/v1/accounts/analytics', 'xtracker'],
    ['POST', '/v1/posts', 'social-crm'],
    ['GET', '/v1/posts/1', 'social-crm'],
    ['POST', '/v1/accounts', 'xtracker'],
  ] as const) {
    expect(ambiguous(at(method, url))).toEqual([]);
    expect(rewrite(at(method, url))).toBe(`/${to}${url}`);
  }
  expect(ambiguous(at('GET', '/v1/posts', 'xtrackerapi.com'))).toEqual([]);
  expect(ambiguous(at('GET', '/social-crm/v1/posts'))).toEqual([]);
  expect(rewrite(at('GET', '/api/v1/posts'))).toBe('/xtracker/v1/posts');
  expect(rewrite(at('GET', '/api/oauth/authorize?a=b', 'xtrackerapi.com'))).toBe('/api/oauth/authorize?a=b');
});

test('the choice is kept until the request is routed', async () => {
  const router = createRouter(both, new Map(), admission.callers);
  const request = requestOf({ 'x-api-key': keys.get('xtracker')! });
  await router.prepare(request);
  expect(router.rewrite(undefined, '/v1/posts', request)).toBe('/xtracker/v1/posts');
  expect(router.prepare(requestOf({}, '/graphql'))).toBeNull();
});
