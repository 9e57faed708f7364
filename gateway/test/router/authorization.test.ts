import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { http } from '@tributary/test/support';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Router, readRouterFile, startRouter } from '../../src/router/index.ts';
import { SHOP } from '../graph/support/shop.ts';
import { composeSubgraphs } from '../graph/support/subgraphs.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

const ISSUER = 'https://issuer.test/';
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

let shop: ShopServers;
let router: Router;
let keys: Keys;
let strangers: Keys;
let issuer: Server;
let hasKeys = true;

/** The standard example with security directives. */
const SECURED = SHOP.map((subgraph) => ({
  ...subgraph,
  sdl: subgraph.sdl
    .replace('birthday: Int', 'birthday: Int @authenticated')
    .replace(
      'numberOfReviews: Int',
      'numberOfReviews: Int @requiresScopes(scopes: [["reviews:read", "users:read"], ["admin"]])',
    )
    .replace('inStock: Boolean', 'inStock: Boolean @policy(policies: [["staff"]])')
    .replace('type Review @key(fields: "id")', 'type Review @key(fields: "id") @authenticated'),
}));

beforeAll(async () => {
  shop = await startShopServers(composeSubgraphs(SECURED));
  keys = await generateKeyPair('ES256');
  strangers = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' };
  issuer = createServer((_, response) => {
    if (hasKeys) response.end(JSON.stringify({ keys: [key] }));
    else response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`;
  const file = `
jwt:
  issuers: [{ issuer: '${ISSUER}', jwksUrl: '${jwksUrl}', audiences: [shop] }]
  policiesClaim: policies
allSubgraphs:
  requestHeaders:
    - propagate: x-user
    - insert: x-user
      claim: sub
    - insert: x-roles
      claim: roles
`;
  router = await startRouter(testConfig({}), silentLog, {
    supergraphSdl: shop.supergraphSdl,
    plain: true,
    file: readRouterFile('router.yaml', file, () => undefined),
  });
});
afterEach(() => {
  shop.reset();
  hasKeys = true;
});
afterAll(async () => {
  await router.stop();
  issuer.closeAllConnections();
  issuer.close();
  await shop.stop();
});

interface Token {
  readonly claims?: Record<string, unknown>;
  readonly audience?: string;
  readonly by?: Keys;
  readonly issuer?: string;
  readonly lifetime?: number;
}

function token({
  claims = {},
  audience = 'shop',
  by = keys,
  issuer: iss = ISSUER,
  lifetime = 60,
}: Token = {}) {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(iss)
    .setAudience(audience)
    .setSubject('ada')
    .setExpirationTime(Math.floor(Date.now() / 1_000) + lifetime)
    .sign(by.privateKey);
}

const post = (query: string, bearer?: string, headers: Record<string, string> = {}) =>
  http(router.url, '/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...headers,
    },
    body: JSON.stringify({ query }),
  });
const denied = (field: string, ...path: (string | number)[]) => ({
  message: `Not authorized to select ${field}.`,
  path,
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
});

// First, because the keys are cached once they have been read.
test('an issuer whose keys cannot be read makes the endpoint unavailable for its tokens only', async () => {
  hasKeys = false;
  const { status, json } = await post('{ me { name } }', await token());
  expect([status, json.errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE']);
  expect((await post('{ me { name } }')).json).toEqual({ data: { me: { name: 'Name 1' } } });
});

describe('a token', () => {
  test('identifies its caller, whose claims become headers that no client can choose', async () => {
    const bearer = await token({ claims: { roles: ['a', 'ü'] } });
    const { json } = await post('{ me { born: birthday } }', bearer, { 'x-user': 'eve', 'x-roles': 'root' });
    expect(json).toEqual({ data: { me: { born: 1991 } } });
    expect(shop.received[0]!.headers).toMatchObject({ 'x-user': 'ada', 'x-roles': '["a","%C3%BC"]' });
    shop.reset();
    await post('{ me { name } }', undefined, { 'x-user': 'eve', 'x-roles': 'root' });
    expect(shop.received[0]!.headers).not.toHaveProperty('x-user');
    expect(shop.received[0]!.headers).not.toHaveProperty('x-roles');
  });

  test.each([
    ['of another key', () => token({ by: strangers }), 'The token is not valid.'],
    ['of another issuer', () => token({ issuer: 'https://evil.test/' }), 'The token is not valid.'],
    ['for another audience', () => token({ audience: 'bank' }), 'The token is not valid.'],
    ['that has expired', () => token({ lifetime: -60 }), 'The token has expired.'],
    ['that is none', async () => 'abc', 'The token is not valid.'],
    [
      'without a signature',
      async () =>
        `${btoa('{"alg":"none"}')}.${btoa(`{"iss":"${ISSUER}","aud":"shop"}`)}.`.replaceAll('=', ''),
      'The token is not valid.',
    ],
  ])('%s is refused', async (_, sign, message) => {
    const { status, headers, json } = await post('{ me { name } }', await sign());
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(json.errors).toEqual([{ message, extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(shop.received).toEqual([]);
  });
});

describe('the router enforces', () => {
  test('`@authenticated` of a field, with the rest of the data, and does not fetch it', async () => {
    const { status, json } = await post('{ me { name born: birthday } }');
    expect(status).toBe(200);
    expect(json).toEqual({
      data: { me: { name: 'Name 1', born: null } },
      errors: [denied('User.birthday', 'me', 'born')],
    });
    expect(shop.received[0]!.body).not.toContain('birthday');
  });

  test('directives of a type wherever it is returned', async () => {
    const { json } = await post('query { users { id reviews { body } } }');
    expect(json.data.users[1]).toEqual({ id: '2', reviews: null });
    expect(json.errors[1]).toEqual(denied('User.reviews', 'users', 1, 'reviews'));
    expect(shop.received.map(({ service }) => service)).toEqual(['accounts']);
    const allowed = await post('query { users { id reviews { body } } }', await token());
    expect(allowed.json.data.users[0].reviews[0]).toEqual({ body: 'Review 1' });
  });

  test.each([
    [undefined, false],
    ['', false],
    ['reviews:read', false],
    ['reviews:read users:read', true],
    ['other admin', true],
  ])('`@requiresScopes` with the scopes %p: %p', async (scope, allowed) => {
    const bearer = scope === undefined ? undefined : await token({ claims: { scope } });
    const { json } = await post('{ me { numberOfReviews } }', bearer);
    expect(json.data.me.numberOfReviews).toBe(allowed ? 2 : null);
    expect(json.errors?.[0].message).toBe(
      allowed ? undefined : 'Not authorized to select User.numberOfReviews.',
    );
  });

  test('`@policy`, in fragments, aliases and conditions', async () => {
    const query = `{ topProducts(first: 1) { ...Stock ... on Product @include(if: true) { also: inStock } } }
      fragment Stock on Product { name available: inStock }`;
    const refused = await post(query, await token({ claims: { policies: ['guest'] } }));
    expect(refused.json.data).toEqual({ topProducts: [{ name: 'Product 1', available: null, also: null }] });
    expect(refused.json.errors).toHaveLength(2);
    const allowed = await post(query, await token({ claims: { policies: ['staff'] } }));
    expect(allowed.json).toEqual({
      data: { topProducts: [{ name: 'Product 1', available: false, also: false }] },
    });
  });

  test('an operation of which nothing is allowed has only nulls', async () => {
    const { json } = await post('{ me { birthday } }');
    expect(json).toEqual({
      data: { me: { birthday: null } },
      errors: [denied('User.birthday', 'me', 'birthday')],
    });
  });
});
