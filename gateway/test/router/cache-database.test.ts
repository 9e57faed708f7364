import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  eventually,
  openTestDatabase,
  silentLog,
  type TestDatabase,
  testConfig,
} from '@tributary/kit/testing';
import { http } from '@tributary/test/support';
import { type Router, readRouterFile, startRouter } from '../../src/router/index.ts';
import { composeSubgraphs } from '../graph/support/subgraphs.ts';
import { CACHE_SHOP } from './cache-shop.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

const KEY = 'a key of the operator';
const QUERY = '{ ofType { name inStock } }';
/** What the query stores: a response, the data of a fetch, and two entities. */
const PARTS = 4;

let database: TestDatabase;
let servers: ShopServers;
const routers: Router[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  servers = await startShopServers(composeSubgraphs(CACHE_SHOP));
});
afterEach(async () => {
  await Promise.all(routers.splice(0).map((router) => router.stop()));
  servers.reset();
  if ((await query(`select to_regclass('router_cache.parts') as there`))[0].there)
    await query('delete from router_cache.parts');
});
afterAll(async () => {
  await servers.stop();
  await database.stop();
});

const query = async (text: string) => (await database.database.pool.query(text)).rows;
/** Counts the stored parts, without those of `startConnected`. */
const stored = async () =>
  (await query(`select 1 from router_cache.parts where tags::text not like '%product-warm%'`)).length;
let warm = 0;

async function start(more = '', url = database.url): Promise<Router> {
  const file = `cache: { invalidationKey: ${KEY}, database: { url: "${url}"${more} } }`;
  const router = await startRouter(testConfig({ GRAPH_ENGINE: 'tributary' }), silentLog, {
    supergraphSdl: servers.supergraphSdl,
    plain: true,
    file: readRouterFile('router.yaml', file, () => undefined),
  });
  routers.push(router);
  return router;
}

/** Starts a router, and waits until it uses the database and hears of invalidations. */
async function startConnected(more = ''): Promise<Router> {
  const router = await start(more);
  await eventually(async () => {
    await ask(router, `{ product(upc: "warm-${++warm}") { upc } }`);
    const { text } = await http(router.url, '/metrics');
    expect(text).toContain('tributary_router_cache_database_up 1');
  });
  servers.received.length = 0;
  return router;
}

async function ask(router: Router, text: string, variables = {}) {
  const { json } = await http(router.url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text, variables }),
  });
  return json;
}

const invalidate = (router: Router, body: object) =>
  http(router.url, '/cache/invalidate', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify(body),
  });
const asked = () => servers.received.splice(0).map(({ service }) => service);

test('parts are shared by processes, and survive them', async () => {
  const first = await startConnected();
  const expected = await ask(first, QUERY);
  await eventually(async () => expect(await stored()).toBe(PARTS));
  const other = await startConnected();
  expect(await ask(other, QUERY)).toEqual(expected);
  // One entity of another operation is found by itself.
  await ask(other, '{ product(upc: "1") { inStock } }');
  expect(asked()).toEqual(['catalog']);
  await first.stop();
  await other.stop();
  routers.length = 0;
  expect(await ask(await startConnected(), QUERY)).toEqual(expected);
  expect(asked()).toEqual([]);
});

test('parts that have expired are not used', async () => {
  const first = await startConnected();
  await ask(first, QUERY);
  await eventually(async () => expect(await stored()).toBe(PARTS));
  await query(`update router_cache.parts set expires_at = now()`);
  const other = await startConnected();
  await ask(other, QUERY);
  expect(asked()).toEqual(['catalog', 'stock']);
});

test('an age continues in another process', async () => {
  await ask(await startConnected(), QUERY);
  await eventually(async () => expect(await stored()).toBe(PARTS));
  await query(`update router_cache.parts set expires_at = now() + interval '7 seconds'`);
  const { headers } = await http((await startConnected()).url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  const [, seconds] = /^public, max-age=(\d+)$/.exec(headers['cache-control'] ?? '') ?? [];
  expect(Number(seconds)).toBeLessThanOrEqual(7);
});

describe('an invalidation', () => {
  test.each([
    [{ tag: 'stock-2' }, ['stock']],
    [{ subgraph: 'stock', type: 'Product', key: { upc: '2' } }, ['stock']],
    [{ subgraph: 'catalog' }, ['catalog']],
  ])('by %j reaches the memory of other processes', async (body, services) => {
    const [one, other] = [await startConnected(), await startConnected()];
    await ask(one, QUERY);
    await eventually(async () => expect(await stored()).toBe(PARTS));
    await ask(other, QUERY);
    asked();
    expect((await invalidate(one, body)).status).toBe(200);
    await eventually(async () => {
      await ask(other, QUERY);
      expect(asked()).toEqual(services);
    });
  });

  test('keeps what was requested before it from being stored by another process', async () => {
    const [one, other] = [await startConnected(), await startConnected()];
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    servers.answer = async (_, { service }) => {
      if (service === 'stock') await held;
      return false;
    };
    const asking = ask(one, QUERY);
    await eventually(async () => expect(asked()).toContain('stock'));
    await invalidate(other, { tag: 'stock-2' });
    release();
    await asking;
    // A part that is stored after those is written after them. Nothing is stored for a while after
    // the database was slow, so the request is repeated.
    await eventually(async () => {
      await ask(one, '{ product(upc: "3") { name } }');
      expect(await query(`select 1 from router_cache.parts where tags = '{product-3}'`)).toHaveLength(2);
    });
    expect(await query(`select 1 from router_cache.parts where 'stock-2' = any(tags)`)).toEqual([]);
  });

  test('is carried out once by its own process, which ignores its own notice', async () => {
    const router = await startConnected();
    const listener = await database.database.pool.connect();
    const notices: string[] = [];
    listener.on('notification', ({ payload = '' }) => notices.push(payload));
    const notify = (payload: string) => listener.query(`select pg_notify('router_cache', $1)`, [payload]);
    try {
      await listener.query('listen router_cache');
      await invalidate(router, { subgraph: 'stock' });
      await eventually(async () => expect(notices).toHaveLength(1));
      await ask(router, QUERY);
      await ask(router, '{ product(upc: "3") { name } }');
      // From here on, only memory has the parts.
      await query('delete from router_cache.parts');
      asked();
      await notify(notices[0]!);
      await notify(
        JSON.stringify({ ...JSON.parse(notices[0]!), which: { tag: 'product-3' }, sender: 'other' }),
      );
      await eventually(async () => {
        await ask(router, '{ product(upc: "3") { name } }');
        expect(asked()).toEqual(['catalog']);
      });
      await ask(router, QUERY);
      expect(asked()).toEqual([]);
    } finally {
      listener.release(true);
    }
  });

  test('that was missed while a process was not connected is made up for', async () => {
    const [one, other] = [await startConnected(), await startConnected()];
    await ask(one, QUERY);
    await eventually(async () => expect(await stored()).toBe(PARTS));
    await ask(other, QUERY);
    asked();
    // No notification is sent for this change.
    await query('update router_cache.state set version = version + 1');
    await query('delete from router_cache.parts');
    await query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query = 'select pg_backend_pid() as pid' and datname = current_database()`,
    );
    await eventually(async () => {
      await ask(other, QUERY);
      expect(asked().length).toBeGreaterThan(0);
    });
  });
});

test('the table keeps to its bounds: what expires first leaves', async () => {
  const router = await startConnected(', maxRows: 100');
  const text = 'query Many($upc: ID!) { product(upc: $upc) { name } }';
  for (let upc = 0; upc < 120; upc++) await ask(router, text, { upc: String(upc) });
  await eventually(async () => {
    await ask(router, text, { upc: String(Math.random()) });
    expect(await stored()).toBeLessThanOrEqual(100);
  });
  const left = await query(`select value from router_cache.parts where value like '%Product 0"%'`);
  expect(left).toEqual([]);
});

describe('without the database', () => {
  test('the router works, and stores in memory', async () => {
    const router = await start('', 'postgres://nobody@127.0.0.1:1/none');
    const expected = await ask(router, QUERY);
    expect(expected.errors).toBeUndefined();
    await eventually(async () => {
      asked();
      expect(await ask(router, QUERY)).toEqual(expected);
      expect(asked()).toEqual([]);
    });
    const { text } = await http(router.url, '/metrics');
    expect(text).toContain('tributary_router_cache_database_up 0');
  });

  test('an invalidation says that others do not know of it', async () => {
    const router = await start('', 'postgres://nobody@127.0.0.1:1/none');
    await ask(router, QUERY);
    const { status, json } = await invalidate(router, { subgraph: 'stock' });
    expect(status).toBe(503);
    expect(json).toEqual({ invalidated: 3, error: expect.stringContaining('Repeat the request') });
  });

  test('a router uses it as soon as it is there', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const admin = new URL(database.url);
    admin.pathname = '/postgres';
    const router = await startConnected();
    await ask(router, QUERY);
    await eventually(async () => expect(await stored()).toBe(PARTS));
    await query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`,
    );
    await eventually(async () => {
      await ask(router, 'query Again($upc: ID!) { product(upc: $upc) { name } }', {
        upc: String(Math.random()),
      });
      expect(await stored()).toBeGreaterThan(PARTS);
    });
  });
});
