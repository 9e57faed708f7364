import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, silentLog, testConfig } from '@tributary/kit/testing';
import { http, startTestApp, type TestApp } from '@tributary/test/support';
import { type Router, readRouterFile, startRouter } from '../../src/router/index.ts';
import { composeSubgraphs } from '../graph/support/subgraphs.ts';
import { CACHE_SHOP } from './cache-shop.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

// Subgraphs that only declare @cacheControl and @cacheTag, and send no header.

const KEY = 'a key of the operator';
const FILE = `cache: { invalidationKey: ${KEY} }
allSubgraphs: { requestHeaders: [{ propagate: authorization }] }`;

let servers: ShopServers;
let router: Router;
let now = 1_000_000;

beforeAll(async () => {
  servers = await startShopServers(composeSubgraphs(CACHE_SHOP));
  router = await start(FILE);
});
afterEach(() => {
  servers.reset();
  // Everything that a test has stored is older than any maximum age.
  now += 1_000_000;
});
afterAll(async () => {
  await router.stop();
  await servers.stop();
});

function start(
  file: string,
  plain = true,
  settings: Record<string, string> = {},
  { supergraphSdl } = servers as { readonly supergraphSdl: string },
): Promise<Router> {
  return startRouter(testConfig({ GRAPH_ENGINE: 'tributary', ...settings }), silentLog, {
    supergraphSdl,
    plain,
    file: readRouterFile('router.yaml', file, () => undefined),
    clock: () => now,
  });
}

async function ask(query: string, { user = '', at = router, variables = {} } = {}) {
  const { json, headers } = await http(at.url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(user ? { authorization: `Bearer ${user}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  return { json, control: headers['cache-control'] };
}

const invalidate = async (body: object) =>
  (
    await http(router.url, '/cache/invalidate', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify(body),
    })
  ).json;
const asked = () => servers.received.splice(0).map(({ service }) => service);
const say = (service: string, control: string, more: Record<string, string> = {}) =>
  servers.responseHeaders.set(service, { 'cache-control': control, ...more });

describe('`@cacheControl`', () => {
  test.each([
    ['of a root field', '{ product(upc: "1") { name } }', 'public, max-age=60'],
    ['of a root field before that of its type', '{ products { name } }', 'public, max-age=30'],
    ['of the type of a root field', '{ ofType { name } }', 'public, max-age=120'],
    ['of a field inside', '{ product(upc: "1") { name rating } }', 'public, max-age=10'],
    ['inherited by an object', '{ product(upc: "1") { origin { name } } }', 'public, max-age=60'],
    ['of the strictest of several fields', '{ ofType { upc } products { upc } }', 'public, max-age=30'],
    ['of an entity of another subgraph', '{ ofType { inStock } }', 'public, max-age=90'],
    ['for a fragment', '{ product(upc: "1") { ... on Product { rating } } }', 'public, max-age=10'],
  ])('%s stores responses without a header', async (_, query, control) => {
    const first = await ask(query);
    expect(first.json.errors).toBeUndefined();
    expect(first.control).toBe(control);
    asked();
    expect(await ask(query)).toEqual(first);
    expect(asked()).toEqual([]);
    now += 130_000;
    await ask(query);
    expect(asked()).toContain('catalog');
  });

  test.each([
    ['a root field without it', '{ clock }'],
    ['an object without it', '{ product(upc: "1") { maker { name } } }'],
    ['one root field without it', '{ product(upc: "1") { name } clock }'],
    ['a private field, for a caller without credentials', '{ me { name } }'],
    ['a field whose age is 0', '{ product(upc: "1") { delivery } }'],
    ['a protected field, for a caller without credentials', '{ secret }'],
  ])('is needed: %s stores nothing', async (_, query) => {
    expect((await ask(query)).control).toBe('no-store');
    const first = asked().at(-1);
    await ask(query);
    expect(asked().at(-1)).toBe(first);
  });

  test('with PRIVATE stores for one caller', async () => {
    for (const user of ['ada', 'eve', 'ada', 'eve'])
      expect((await ask('{ me { name } }', { user })).control).toBe('private, max-age=60');
    expect(asked()).toHaveLength(2);
  });

  test('is for one caller where only the subgraph enforces that it may be selected', async () => {
    for (const user of ['ada', 'eve', 'ada'])
      expect((await ask('{ secret }', { user })).control).toBe('private, max-age=60');
    expect(asked()).toHaveLength(2);
  });

  test.each([
    ['max-age=5', 'max-age=5'],
    ['public, max-age=600', 'public, max-age=60'],
    ['public, max-age=5, s-maxage=20', 'public, max-age=5, s-maxage=20'],
    ['private', 'no-store'],
    ['no-store', 'no-store'],
  ])('is restricted by the header %s', async (header, control) => {
    say('catalog', header);
    expect((await ask('{ product(upc: "1") { name } }')).control).toBe(control);
  });
});

describe('a supergraph of another composition', () => {
  test('has one `@cacheControl` for all subgraphs of an element', async () => {
    const joined = /@join__directive\(graphs: \[\w+\], name: "cacheControl", args: \{[^}]*\}\)/g;
    const { supergraphSdl } = servers;
    expect(supergraphSdl).toMatch(joined);
    const other = await start(
      'cache: {}',
      true,
      {},
      {
        supergraphSdl: supergraphSdl.replaceAll(joined, ''),
      },
    );
    const controls = [];
    for (const field of ['name', 'inStock', 'rating'])
      controls.push((await ask(`{ ofType { ${field} } }`, { at: other })).control);
    await other.stop();
    expect(controls).toEqual(['public, max-age=120', 'public, max-age=120', 'public, max-age=10']);
  });
});

describe('`@cacheTag`', () => {
  test('of a root field contains its arguments', async () => {
    const query = 'query One($upc: ID!) { product(upc: $upc) { name } }';
    for (const upc of ['1', '2']) await ask(query, { variables: { upc } });
    // The data of the fetch, and the whole response.
    expect(await invalidate({ tag: 'PRODUCT-1' })).toEqual({ invalidated: 2 });
    asked();
    for (const upc of ['1', '2']) await ask(query, { variables: { upc } });
    expect(asked()).toEqual(['catalog']);
  });

  test('of an entity contains its key', async () => {
    const representations = async () => {
      servers.received.length = 0;
      await ask('{ ofType { inStock } }');
      const sent = servers.received.find(({ service }) => service === 'stock');
      return sent ? JSON.parse(sent.body).variables.representations : [];
    };
    expect(await representations()).toHaveLength(2);
    expect(await invalidate({ tag: 'stock-2' })).toEqual({ invalidated: 2 });
    expect(await representations()).toEqual([{ __typename: 'Product', upc: '2' }]);
    expect(await representations()).toEqual([]);
  });
});

describe('whole responses', () => {
  const QUERY = '{ ofType { name inStock } }';

  test('need no subgraph and no part of the cache', async () => {
    await ask(QUERY);
    const { text: before } = await http(router.url, '/metrics');
    await ask(QUERY);
    const { text: after } = await http(router.url, '/metrics');
    const parts = (text: string) => text.split('\n').filter((line) => line.includes('router_cache_total{'));
    const hits = (text: string) =>
      Number(/tributary_router_cached_responses_total\{outcome="hit"\} (\d+)/.exec(text)![1]);
    expect(parts(after)).toEqual(parts(before));
    expect(hits(after)).toBe(hits(before) + 1);
  });

  test('are forgotten with each of their subgraphs', async () => {
    for (const subgraph of ['catalog', 'stock']) {
      await ask(QUERY);
      asked();
      await invalidate({ subgraph, type: 'Product', key: { upc: '1' } });
      await ask(QUERY);
      expect(asked()).toEqual([subgraph]);
    }
  });

  test('are told apart by the operation and what the subgraphs receive', async () => {
    say('catalog', 'max-age=60');
    const named = 'query A { product(upc: "1") { name } } query B { product(upc: "2") { name } }';
    const body = (operationName: string) => JSON.stringify({ query: named, operationName });
    for (const [name, user] of [
      ['A', 'ada'],
      ['B', 'ada'],
      ['A', 'eve'],
      ['A', 'ada'],
    ] as const) {
      const { json } = await http(router.url, '/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${user}` },
        body: body(name),
      });
      expect(json.data.product.name).toBe(name === 'A' ? 'Product 1' : 'Product 2');
    }
    expect(asked()).toHaveLength(3);
  });

  test('are not stored if the file says so; their parts are', async () => {
    const other = await start('cache: { wholeResponses: false }');
    for (let time = 0; time < 2; time++)
      expect((await ask(QUERY, { at: other })).control).toBe('public, max-age=90');
    const { text } = await http(other.url, '/metrics');
    await other.stop();
    expect(asked()).toEqual(['catalog', 'stock']);
    expect(text).toContain('tributary_router_cached_responses_total{outcome="hit"} 0');
    expect(text).toContain('tributary_router_cache_total{subgraph="stock",outcome="hit"} 2');
  });
});

describe('nothing is stored of', () => {
  const twice = async (query: string, user = '') => {
    const controls = [(await ask(query, { user })).control, (await ask(query, { user })).control];
    return { controls, services: asked() };
  };
  const answerWith = (body: object, status = 200) => {
    servers.answer = (response, { service }) => {
      if (service !== 'stock') return false;
      response.writeHead(status, {
        'content-type': 'application/json',
        'cache-control': 'public, max-age=60',
      });
      response.end(JSON.stringify(body));
      return true;
    };
  };
  const BOTH = '{ ofType { upc inStock } }';
  const NEVER = { controls: ['no-store', 'no-store'], services: ['catalog', 'stock', 'stock'] };

  test('a response with errors', async () => {
    answerWith({ errors: [{ message: 'Away.' }] });
    expect(await twice(BOTH)).toEqual(NEVER);
  });

  test('a partial response', async () => {
    const errors = [{ message: 'Away.', path: ['_entities', 0, 'inStock'] }];
    answerWith({ data: { _entities: [{ inStock: null }, { inStock: true }] }, errors });
    expect(await twice(BOTH)).toEqual(NEVER);
  });

  test('a response with another status', async () => {
    answerWith({}, 500);
    expect(await twice(BOTH)).toEqual(NEVER);
  });

  test('a mutation, and of what it returns', async () => {
    const { controls, services } = await twice('mutation { rename(upc: "1") { name inStock } }');
    expect(controls).toEqual(['no-store', 'no-store']);
    expect(services.filter((service) => service === 'catalog')).toHaveLength(2);
  });

  test.each([
    ['with a cookie', { 'set-cookie': 'a=b' }],
    ['that says `no-store`', { 'cache-control': 'no-store' }],
  ])('a response %s', async (_, headers) => {
    servers.responseHeaders.set('stock', headers as Record<string, string>);
    expect(await twice(BOTH, 'ada')).toEqual(NEVER);
  });

  test('an explained operation', async () => {
    const explained = await start('cache: {}', true, { GRAPHQL_EXPLAIN_KEY: 'a key for explanations' });
    const post = async () =>
      http(explained.url, '/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-tributary-explain': 'a key for explanations' },
        body: JSON.stringify({ query: BOTH }),
      });
    await post();
    const { json } = await post();
    await explained.stop();
    expect(json.extensions.explain.fetches).toHaveLength(2);
  });
});

describe('with API keys instead of `--plain`', () => {
  let app: TestApp;
  const routers: Router[] = [];
  const startIdentified = async () => {
    const router = await start(`cache: { database: { url: "${app.database.url}" } }`, false, {
      DATABASE_URL: app.database.url,
      SUBGRAPH_SECRET: 'a secret of the test, which is long enough',
    });
    routers.push(router);
    return router;
  };
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(async () => {
    await Promise.all(routers.map((router) => router.stop()));
    await app.stop();
  });
  const askWith = (router: Router, key: string, query: string) =>
    http(router.url, '/graphql', {
      method: 'POST',
      key,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });

  test('private data of a workspace are for one key; public data are for all', async () => {
    const ours = await app.key('native');
    const theirs = await app.key('native', { workspaceId: app.otherId });
    let answers = 0;
    servers.answer = (response) => {
      answers += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: { me: { name: `answer ${answers}` } } }));
      return true;
    };
    const nameFor = async (router: Router, key: string) =>
      (await askWith(router, key, '{ me { name } }')).json.data.me.name;
    const first = await startIdentified();
    // Until the parts of both keys are in the database: for each, a fetch and a whole response.
    await eventually(async () => {
      now += 100_000;
      answers = 0;
      for (const [key, name] of [
        [ours, 'answer 1'],
        [theirs, 'answer 2'],
        [ours, 'answer 1'],
      ] as const)
        expect(await nameFor(first, key)).toBe(name);
      const { rows } = await app.database.database.pool.query(
        'select 1 from router_cache.parts where is_private',
      );
      expect(rows).toHaveLength(4);
    });
    servers.answer = () => false;
    asked();
    for (const key of [ours, theirs]) await askWith(first, key, '{ ofType { name } }');
    expect(asked()).toEqual(['catalog']);
    const second = await startIdentified();
    await eventually(async () => {
      // What it has stored in memory before it could use the database is too old.
      now += 100_000;
      expect(await nameFor(second, theirs)).toBe('answer 2');
      expect(await nameFor(second, ours)).toBe('answer 1');
    });
  });
});
