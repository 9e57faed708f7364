import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '@tributary/kit/testing';
import { eventually, type GatewayProcess, http, startGateway, tributary } from '@tributary/test/support';
import { SHOP } from '../graph/support/shop.ts';
import { composeSubgraphs } from '../graph/support/subgraphs.ts';
import { type ShopServers, startShopServers } from '../router/shop-servers.ts';

const PATIENCE = 60;
const KEY = 'a key of the operator';

let shop: ShopServers;
let folder: string;
let path: string;
let router: GatewayProcess;

beforeAll(async () => {
  shop = await startShopServers();
  folder = await temporaryFolder('tributary-workers-');
  path = join(folder, 'supergraph.graphql');
  await writeFile(path, shop.supergraphSdl);
  const config = join(folder, 'router.yaml');
  await writeFile(config, `cache: { invalidationKey: ${KEY} }`);
  const args = [
    'route',
    '--supergraph',
    path,
    '--config',
    config,
    '--port',
    '0',
    '--plain',
    '--workers',
    '2',
  ];
  router = await startGateway({ env: { LOG_LEVEL: 'info' } }, args);
}, 180_000);
afterAll(async () => {
  await router.stop('SIGKILL');
  await shop.stop();
  await rm(folder, { recursive: true });
});

/** Sends an operation on a connection of its own, which any worker may accept. */
const post = (query: string) =>
  http(router.url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });

const ready = async () => (await http(router.url, '/health/ready')).json;

/** Lists the process ids of the workers in the order in which they became ready. */
const workerIds = () =>
  [...router.output().matchAll(/"worker":(\d+)[^\n]*a worker is ready/g)].map(([, id]) => Number(id));

/** Holds the responses of a subgraph back, until the returned function is called. */
function holdBack(service: string): { readonly arrived: () => number; release(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  shop.answer = async (_, received) => {
    if (received.service !== service) return false;
    arrived += 1;
    await promise;
    return false;
  };
  return { arrived: () => arrived, release: resolve };
}

test('health and metrics are those of all workers, whichever of them responds', async () => {
  expect(await ready()).toEqual({ status: 'ready', workers: { ready: 2, wanted: 2 } });
  const results = await Promise.all(Array.from({ length: 20 }, () => post('{ me { name } }')));
  expect(results.map(({ status }) => status)).toEqual(Array(20).fill(200));
  for (let request = 0; request < 4; request++) {
    const { text } = await http(router.url, '/metrics');
    expect(text).toContain(
      'tributary_request_seconds_count{endpoint="graphql",operation="graphql",status="200"} 20',
    );
  }
});

test('an invalidation reaches the caches of all workers', async () => {
  shop.responseHeaders.set('products', { 'cache-control': 'public, max-age=600', 'cache-tag': 'prices' });
  const fetched = () => shop.received.filter(({ service }) => service === 'products').length;
  const askAll = async () => {
    await Promise.all(Array.from({ length: 20 }, () => post('{ topProducts(first: 1) { price } }')));
    await Promise.all(Array.from({ length: 20 }, () => post('{ topProducts(first: 1) { price } }')));
  };
  await askAll();
  // By now both workers have stored it.
  shop.received.length = 0;
  await askAll();
  expect(fetched()).toBe(0);
  const { json } = await http(router.url, '/cache/invalidate', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ tag: 'prices' }),
  });
  expect(json).toEqual({ invalidated: 2 });
  const workers = () => new Set(workerIds()).size;
  await eventually(async () => {
    // One request at a time: each worker asks the subgraph once after it has forgotten.
    for (let time = 0; time < 20; time++) await post('{ topProducts(first: 1) { price } }');
    expect(fetched()).toBe(workers());
  }, PATIENCE);
  shop.reset();
}, 180_000);

test('a killed worker costs only its own requests, and is replaced', async () => {
  const held = holdBack('accounts');
  const requests = Array.from({ length: 24 }, () =>
    post('{ me { name } }').then(
      ({ status }) => status,
      () => 'lost',
    ),
  );
  await eventually(async () => expect(held.arrived()).toBe(24), PATIENCE);
  process.kill(workerIds()[0]!, 'SIGKILL');
  await eventually(async () => expect((await ready()).workers.ready).toBe(2), PATIENCE);
  held.release();
  const outcomes = await Promise.all(requests);
  shop.reset();
  // The system distributes connections at random, so each worker had some of 24 requests.
  expect(outcomes.filter((outcome) => outcome === 'lost').length).toBeGreaterThan(0);
  expect(outcomes.filter((outcome) => outcome === 200).length).toBeGreaterThan(0);
  const later = await Promise.all(Array.from({ length: 20 }, () => post('{ me { name } }')));
  expect(later.map(({ status }) => status)).toEqual(Array(20).fill(200));
}, 180_000);

test('a reload reaches every worker, and a worker that replaces another serves the last valid state', async () => {
  let { supergraphSdl } = composeSubgraphs(SHOP.filter(({ name }) => name !== 'inventory'));
  for (const [name, url] of shop.urls)
    supergraphSdl = supergraphSdl.replace(`http://${name}.test/graphql`, url);
  const hasStock = async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => post('{ topProducts { inStock } }')));
    return all.map(({ status }) => status === 200);
  };
  expect(await hasStock()).toEqual(Array(6).fill(true));
  await writeFile(path, supergraphSdl);
  router.child.kill('SIGHUP');
  await eventually(async () => expect(await hasStock()).toEqual(Array(6).fill(false)), PATIENCE);

  await writeFile(path, 'type Query {');
  router.child.kill('SIGHUP');
  await eventually(async () => expect((await ready()).reload).toBe('refused'), PATIENCE);
  const before = workerIds().length;
  process.kill(workerIds().at(-1)!, 'SIGKILL');
  await eventually(async () => expect(workerIds().length).toBe(before + 1), PATIENCE);
  const results = await Promise.all(Array.from({ length: 10 }, () => post('{ topProducts { name } }')));
  expect(results.map(({ status }) => status)).toEqual(Array(10).fill(200));
}, 180_000);

test('SIGTERM lets every worker finish its requests', async () => {
  const held = holdBack('products');
  const requests = Array.from({ length: 4 }, () => post('{ topProducts { name } }'));
  await eventually(async () => expect(held.arrived()).toBe(4), PATIENCE);
  const code = router.stop();
  held.release();
  expect((await Promise.all(requests)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await code).toBe(0);
}, 180_000);

test('a configuration that is not valid is reported once, and ends the command', async () => {
  const { code, stderr } = await tributary([
    'route',
    '--supergraph',
    '/nowhere',
    '--plain',
    '--workers',
    '3',
  ]);
  expect(code).toBe(2);
  expect(stderr.match(/no such file/g)).toHaveLength(1);
}, 180_000);
