import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { http } from '@tributary/test/support';
import { type Router, readRouterFile, startRouter } from '../../src/router/index.ts';
import { HEAVY, shop } from '../graph/support/shop.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

const KEY = 'a key of the operator';
const CACHE = `cache: { invalidationKey: ${KEY} }`;
const HEADERS = `allSubgraphs:
  requestHeaders: [{ propagate: authorization }]
  responseHeaders: [{ propagate: cache-control, combine: strictest }]`;

let servers: ShopServers;
let router: Router;
let plain: Router;
let now = 1_000_000;

beforeAll(async () => {
  servers = await startShopServers(shop);
  router = await start(`${CACHE}\n${HEADERS}`);
  plain = await start('{}');
});
afterEach(async () => {
  servers.reset();
  // Everything that a test has stored is older than any maximum age.
  now += 1_000_000;
});
afterAll(async () => {
  await router.stop();
  await plain.stop();
  await servers.stop();
});

function start(file: string): Promise<Router> {
  return startRouter(testConfig({ GRAPH_ENGINE: 'tributary' }), silentLog, {
    supergraphSdl: servers.supergraphSdl,
    plain: true,
    file: readRouterFile('router.yaml', file, () => undefined),
    clock: () => now,
  });
}

async function ask(query: string, { user = '', at = router, variables = {} } = {}) {
  return http(at.url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(user ? { authorization: `Bearer ${user}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
}

const invalidate = (body: unknown, key = KEY) =>
  http(router.url, '/cache/invalidate', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });

/** Lets a subgraph say how long its responses may be used. */
const say = (service: string, headers: Record<string, string>) =>
  servers.responseHeaders.set(service, headers);
const sayAll = (control: string) => {
  for (const service of servers.urls.keys()) say(service, { 'cache-control': control });
};
const asked = () => servers.received.splice(0).map(({ service }) => service);

const TOP = '{ topProducts(first: 2) { upc name } }';

describe('responses of subgraphs', () => {
  test('are used again for as long as they say', async () => {
    say('products', { 'cache-control': 'public, max-age=60' });
    const first = await ask(TOP);
    expect([asked(), first.headers['cache-control']]).toEqual([['products'], 'public, max-age=60']);
    now += 20_000;
    const second = await ask(TOP, { user: 'ada' });
    expect(second.json).toEqual(first.json);
    expect([asked(), second.headers['cache-control']]).toEqual([[], 'public, max-age=40']);
    now += 40_000;
    await ask(TOP);
    expect(asked()).toEqual(['products']);
  });

  test('are told apart by variables', async () => {
    sayAll('max-age=60');
    const query = 'query Top($n: Int) { topProducts(first: $n) { upc } }';
    for (const n of [1, 2, 1])
      expect((await ask(query, { variables: { n } })).json.data.topProducts).toHaveLength(n);
    expect(asked()).toEqual(['products', 'products']);
  });

  test.each([
    ['nothing', {}],
    ['no-store', { 'cache-control': 'no-store, max-age=60' }],
    ['an age that has passed', { 'cache-control': 'max-age=60', age: '60' }],
    ['a cookie', { 'cache-control': 'max-age=60', 'set-cookie': 'a=b' }],
    ['that they vary by everything', { 'cache-control': 'max-age=60', vary: '*' }],
  ])('that say %s are not stored', async (_, headers) => {
    say('products', headers as Record<string, string>);
    await ask(TOP);
    await ask(TOP);
    expect(asked()).toEqual(['products', 'products']);
  });

  test('with errors are never stored', async () => {
    sayAll('max-age=60');
    servers.answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=60' });
      response.end('{"data":{"topProducts":[{"upc":"1","name":null}]},"errors":[{"message":"No name."}]}');
      return true;
    };
    expect((await ask(TOP)).json.errors).toHaveLength(1);
    servers.answer = () => false;
    expect((await ask(TOP)).json.errors).toBeUndefined();
    expect(asked()).toEqual(['products', 'products']);
  });
});

describe('entities', () => {
  const prices = (first: number) => `{ topProducts(first: ${first}) { inStock } }`;

  test('are stored one by one, so that only missing ones are requested', async () => {
    say('inventory', { 'cache-control': 'max-age=60' });
    await ask(prices(2));
    servers.received.length = 0;
    const { json } = await ask(prices(4));
    expect(json).toEqual((await ask(prices(4), { at: plain })).json);
    const [, sent] = servers.received.filter(({ service }) => service === 'inventory');
    const inventory = servers.received.find(({ service }) => service === 'inventory')!;
    expect(JSON.parse(inventory.body).variables.representations).toEqual([
      { __typename: 'Product', upc: '3' },
      { __typename: 'Product', upc: '4' },
    ]);
    expect(JSON.parse(sent!.body).variables.representations).toHaveLength(4);
  });

  test('with errors are reported at their places, and requested again', async () => {
    say('inventory', { 'cache-control': 'max-age=60' });
    await ask(prices(2));
    servers.answer = (response, { service }) => {
      if (service !== 'inventory') return false;
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=60' });
      const errors = [{ message: 'Away.', path: ['_entities', 1, 'inStock'] }];
      response.end(JSON.stringify({ data: { _entities: [{ inStock: true }, { inStock: null }] }, errors }));
      return true;
    };
    const { json } = await ask(prices(4));
    expect(json.errors).toMatchObject([{ message: 'Away.', path: ['topProducts', 3, 'inStock'] }]);
    servers.answer = () => false;
    expect((await ask(prices(4))).json.errors).toBeUndefined();
  });

  test('are invalidated by tag, by type and by key', async () => {
    say('inventory', { 'cache-control': 'max-age=600', 'cache-tag': 'stock, all' });
    const count = async () => {
      servers.received.length = 0;
      await ask(prices(3));
      const sent = servers.received.find(({ service }) => service === 'inventory');
      return sent ? JSON.parse(sent.body).variables.representations.length : 0;
    };
    expect([await count(), await count()]).toEqual([3, 0]);
    const one = { subgraph: 'inventory', type: 'Product', key: { upc: '2' } };
    expect((await invalidate(one)).json).toEqual({ invalidated: 1 });
    expect([await count(), await count()]).toEqual([1, 0]);
    expect((await invalidate({ tag: 'stock' })).json).toEqual({ invalidated: 3 });
    expect(await count()).toBe(3);
    expect((await invalidate({ subgraph: 'inventory', type: 'Other' })).json).toEqual({ invalidated: 0 });
    expect((await invalidate({ subgraph: 'inventory' })).json).toEqual({ invalidated: 3 });
    expect(await count()).toBe(3);
  });
});

describe('private responses', () => {
  const ME = '{ me { name } }';
  const answerByUser = (control = 'private, max-age=60') => {
    servers.answer = (response, { headers }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': control });
      response.end(JSON.stringify({ data: { me: { name: headers.authorization ?? 'nobody' } } }));
      return true;
    };
  };

  test('are used for the same caller only', async () => {
    answerByUser();
    for (const user of ['ada', 'eve', 'ada', 'eve'])
      expect((await ask(ME, { user })).json.data.me.name).toBe(`Bearer ${user}`);
    expect(asked()).toHaveLength(2);
  });

  test('are not stored for callers without credentials', async () => {
    answerByUser();
    await ask(ME);
    expect((await ask(ME)).json.data.me.name).toBe('nobody');
    expect(asked()).toHaveLength(2);
  });

  test('are those to a request with credentials that do not say that they are public', async () => {
    answerByUser('max-age=60');
    for (const user of ['ada', 'eve', '', 'ada', 'eve', ''])
      expect((await ask(ME, { user })).json.data.me.name).toBe(user ? `Bearer ${user}` : 'nobody');
    expect(asked()).toHaveLength(3);
  });

  test('are those that vary by a credential', async () => {
    say('accounts', { 'cache-control': 'public, max-age=60', vary: 'Authorization' });
    await ask(ME, { user: 'ada' });
    await ask(ME, { user: 'eve' });
    await ask(ME, { user: 'eve' });
    expect(asked()).toEqual(['accounts', 'accounts']);
  });
});

describe('`POST /cache/invalidate`', () => {
  test('refuses another key, and a body of another form', async () => {
    expect((await invalidate({ tag: 'a' }, 'another key of them')).status).toBe(401);
    for (const body of [{}, { tag: 1 }, { tag: 'a', more: 1 }, { type: 'Product' }, []])
      expect((await invalidate(body)).status).toBe(400);
  });

  test('does not exist without a key', async () => {
    const { status } = await http(plain.url, '/cache/invalidate', { method: 'POST' });
    expect(status).toBe(404);
  });

  test('keeps a response that was requested before from being stored', async () => {
    servers.answer = async (response) => {
      if (servers.received.length === 1) await invalidate({ subgraph: 'products' });
      response.setHeader('cache-control', 'max-age=60');
      return false;
    };
    say('products', { 'cache-control': 'max-age=60' });
    await ask(TOP);
    await ask(TOP);
    await ask(TOP);
    expect(asked()).toEqual(['products', 'products']);
  });
});

test('results are those of a router without a cache, first and again', async () => {
  sayAll('max-age=60');
  const expected = (await ask(HEAVY, { at: plain })).json;
  expect((await ask(HEAVY)).json).toEqual(expected);
  servers.received.length = 0;
  expect((await ask(HEAVY)).json).toEqual(expected);
  expect(asked()).toEqual([]);
  const { text } = await http(router.url, '/metrics');
  expect(text).toMatch(/tributary_router_cached_responses_total\{outcome="hit"\} [1-9]/);
  expect(text).toMatch(/tributary_router_cache_total\{subgraph="reviews",outcome="miss"\} [1-9]/);
  expect(text).toMatch(/tributary_router_cache_bytes [1-9]/);
});

test('a usual age of responses needs `--plain`', async () => {
  const starting = startRouter(testConfig({}), silentLog, {
    supergraphSdl: servers.supergraphSdl,
    plain: false,
    file: readRouterFile('router.yaml', 'cache: { maxAgeSeconds: 5 }', () => undefined),
  });
  await expect(starting).rejects.toThrow(/`cache.maxAgeSeconds` needs `--plain`/);
});
