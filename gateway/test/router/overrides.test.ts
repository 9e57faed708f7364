import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { http } from '@tributary/test/support';
import { type Router, readRouterFile, startRouter } from '../../src/router/index.ts';
import { composeSubgraphs, type TestSubgraph } from '../graph/support/subgraphs.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

const entity = (fields: object) => ({
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  ...fields,
});

const OLD: TestSubgraph = {
  name: 'old',
  sdl: `
    type Query { product: Product }
    type Product @key(fields: "id") { id: ID! price: Int weight: Int stock: Int never: Int always: Int }`,
  resolvers: {
    Query: { product: () => ({ id: '1' }) },
    Product: entity({ price: () => 1, weight: () => 1, stock: () => 1, never: () => 1, always: () => 1 }),
  },
};

const NEW: TestSubgraph = {
  name: 'new',
  sdl: `
    type Product @key(fields: "id") {
      id: ID!
      price: Int @override(from: "old", label: "new-prices")
      weight: Int @override(from: "old", label: "new-weights")
      stock: Int @override(from: "old", label: "percent(50)")
      never: Int @override(from: "old", label: "percent(0)")
      always: Int @override(from: "old", label: "percent(100)")
    }`,
  resolvers: {
    Product: entity({
      price: () => 2,
      weight: () => 2,
      stock: () => 2,
      never: () => 2,
      always: () => 2,
    }),
  },
};

let servers: ShopServers;
let router: Router;
beforeAll(async () => {
  servers = await startShopServers(composeSubgraphs([OLD, NEW]));
  const file = 'overrides: { labels: [new-prices], header: X-Labels }';
  router = await startRouter(testConfig({ GRAPH_ENGINE: 'tributary' }), silentLog, {
    supergraphSdl: servers.supergraphSdl,
    plain: true,
    file: readRouterFile('router.yaml', file, () => undefined),
  });
});
afterEach(() => servers.reset());
afterAll(async () => {
  await router.stop();
  await servers.stop();
});

async function productOf(fields: string, headers: Record<string, string> = {}) {
  const { json } = await http(router.url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: `{ product { ${fields} } }` }),
  });
  expect(json.errors).toBeUndefined();
  return json.data.product;
}

test('a label of the configuration moves its fields, and no others', async () => {
  expect(await productOf('price weight')).toEqual({ price: 2, weight: 1 });
  expect(servers.received.map(({ service }) => service)).toEqual(['old', 'new']);
  const [old, overriding] = servers.received;
  expect(old!.body).not.toContain('price');
  expect(overriding!.body).not.toContain('weight');
});

test('labels of the header are active for one request', async () => {
  expect(await productOf('weight', { 'x-labels': 'other, new-weights' })).toEqual({ weight: 2 });
  expect(await productOf('weight', { 'x-labels': 'other' })).toEqual({ weight: 1 });
  expect(await productOf('weight')).toEqual({ weight: 1 });
});

test('a percentage is active for its share of the requests', async () => {
  const all = await Promise.all(Array.from({ length: 100 }, () => productOf('stock never always')));
  expect(new Set(all.map(({ stock }) => stock))).toEqual(new Set([1, 2]));
  expect(new Set(all.map(({ never, always }) => `${never} ${always}`))).toEqual(new Set(['1 2']));
});
