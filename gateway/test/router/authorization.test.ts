import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { http, mergeParts, openParts, PART_FORMATS } from '@tributary/test/support';
import { createClient } from 'graphql-ws';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { type Router, readRouterFile, startRouter } from '../../src/router/index.ts';
import { SHOP } from '../graph/support/shop.ts';
import { composeSubgraphs } from '../graph/support/subgraphs.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

const ISSUER = 'https://issuer.test/';
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

let shop: ShopServers;
let router: Router;
let library: ShopServers;
/** A router of the library that refuses requests without a token. */
let strict: Router;
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

/** Interfaces with security directives, and a subscription. */
const LIBRARY = {
  name: 'library',
  sdl: `
    type Query { items: [Item] ledger: Ledger }
    type Subscription { counted: Int @authenticated }
    interface Item { id: ID! title: String }
    type Book implements Item { id: ID! title: String }
    type Draft implements Item { id: ID! title: String notes: String @policy(policies: [["editor"]]) }
    interface Ledger { total: Int }
    type Sales implements Ledger @policy(policies: [["audit"]]) { total: Int }`,
  resolvers: {
    Query: {
      items: () => [
        { __typename: 'Book', id: '1', title: 'Emma' },
        { __typename: 'Draft', id: '2', title: 'Sanditon', notes: 'unfinished' },
      ],
      ledger: () => ({ __typename: 'Sales', total: 7 }),
    },
  },
};

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
  const fileWith = (required: boolean) => `
jwt:
  required: ${required}
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
  library = await startShopServers(composeSubgraphs([LIBRARY]));
  const start = ({ supergraphSdl }: ShopServers, required: boolean) =>
    startRouter(testConfig({}), silentLog, {
      supergraphSdl,
      plain: true,
      file: readRouterFile('router.yaml', fileWith(required), () => undefined),
    });
  router = await start(shop, false);
  strict = await start(library, true);
});
afterEach(() => {
  shop.reset();
  library.reset();
  hasKeys = true;
});
afterAll(async () => {
  await router.stop();
  await strict.stop();
  await library.stop();
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

const post = (query: string, bearer?: string, headers: Record<string, string> = {}, to = router) =>
  http(to.url, '/graphql', {
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

  test('`@authenticated` of a deferred field, in its part, and does not fetch it', async () => {
    const query = '{ me { name ... @defer { username birthday } } }';
    const parts = await openParts(router.url, { query }, { accept: PART_FORMATS[0] });
    expect(await parts.rest()).toMatchObject([
      { data: { me: { name: 'Name 1' } }, hasNext: true },
      {
        incremental: [
          {
            data: { username: 'user1', birthday: null },
            errors: [denied('User.birthday', 'me', 'birthday')],
          },
        ],
        hasNext: false,
      },
    ]);
    expect(shop.received.some(({ body }) => body.includes('birthday'))).toBe(false);
    const headers = { authorization: `Bearer ${await token()}` };
    const allowed = await openParts(router.url, { query }, { accept: PART_FORMATS[0], headers });
    expect(mergeParts(await allowed.rest()).data.me.birthday).toBe(1991);
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

describe('a router that requires a token', () => {
  const ask = async (query: string, policies?: string[]) =>
    post(query, policies && (await token({ claims: { policies } })), {}, strict);

  test('refuses requests without one', async () => {
    const { status, headers, json } = await ask('{ items { id } }');
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(json.errors).toEqual([
      { message: 'A token is required.', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(library.received).toEqual([]);
  });

  test('enforces `@policy` of a type where an interface is returned that it implements', async () => {
    const { json } = await ask('{ ledger { total } items { id } }', ['editor']);
    expect(json).toEqual({
      data: { ledger: null, items: [{ id: '1' }, { id: '2' }] },
      errors: [denied('Query.ledger', 'ledger')],
    });
    expect(library.received[0]!.body).not.toContain('ledger');
    expect((await ask('{ ledger { total } }', ['audit'])).json).toEqual({ data: { ledger: { total: 7 } } });
  });

  test('enforces `@policy` of a field of one implementation only', async () => {
    const query = '{ items { title ... on Draft { notes } } }';
    expect((await ask(query, ['audit'])).json).toEqual({
      data: { items: [{ title: 'Emma' }, { title: 'Sanditon', notes: null }] },
      errors: [denied('Draft.notes', 'items', 1, 'notes')],
    });
    const { json } = await ask(query, ['editor']);
    expect(json.data.items[1]).toEqual({ title: 'Sanditon', notes: 'unfinished' });
  });
});

describe('a subscription over a WebSocket', () => {
  /** Subscribes once; returns the results, or the errors. */
  async function subscribe(connectionParams: Record<string, unknown>, headers = {}) {
    library.answer = (response, { body }) => {
      if (!body.includes('counted')) return false;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('event: next\ndata: {"data":{"counted":1}}\n\nevent: complete\ndata: \n\n');
      return true;
    };
    const client = createClient({
      url: `${strict.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols, { headers });
        }
      },
      connectionParams,
      retryAttempts: 0,
    });
    try {
      const results: unknown[] = [];
      for await (const result of client.iterate({ query: 'subscription { counted }' })) results.push(result);
      return results;
    } catch (error) {
      return error;
    } finally {
      await client.dispose();
    }
  }

  test.each([
    ['`connection_init`, as a page sends it', true],
    ['the handshake, as a server sends it', false],
  ])('is identified by the token in %s', async (_, isPage) => {
    const sent = { authorization: `Bearer ${await token()}` };
    const results = await (isPage ? subscribe(sent) : subscribe({}, sent));
    expect(results).toEqual([{ data: { counted: 1 } }]);
    expect(library.received[0]!.headers['x-user']).toBe('ada');
  });

  test('is refused without a valid token, and its other parameters are no headers', async () => {
    const refused = (message: string) => [
      expect.objectContaining({ message, extensions: { code: 'UNAUTHENTICATED' } }),
    ];
    expect(await subscribe({ 'x-user': 'eve' })).toEqual(refused('A token is required.'));
    expect(await subscribe({ authorization: 'Bearer abc' })).toEqual(refused('The token is not valid.'));
    expect(library.received).toEqual([]);
    await subscribe({ authorization: `Bearer ${await token()}`, 'x-roles': 'root' });
    expect(library.received[0]!.headers).not.toHaveProperty('x-roles');
  });
});
