import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, silentLog, testConfig } from '@tributary/kit/testing';
import { http, mergeParts, openParts, PART_FORMATS } from '@tributary/test/support';
import { parse } from 'graphql';
import type { Outcome } from '../../src/graph/engine.ts';
import { createExecutor } from '../../src/graph/executor.ts';
import { plainHttpTransport, type Transport } from '../../src/graph/index.ts';
import { type Router, readRouterFile, startRouter } from '../../src/router/index.ts';
import { executeInParts } from '../graph/oracle/parts.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

const [LEGACY, DRAFT] = PART_FORMATS;
const EXPLAIN_KEY = 'a key of sixteen or more';
const QUERY = `{ topProducts(first: 2) { upc ... @defer(label: "stock") { upc inStock } } }`;
const WHOLE = {
  topProducts: [
    { upc: '1', inStock: false },
    { upc: '2', inStock: true },
  ],
};

let servers: ShopServers;
let router: Router | undefined;
beforeAll(async () => {
  servers = await startShopServers();
  const file = 'allSubgraphs: { responseHeaders: [{ propagate: x-part }] }';
  router = await startRouter(testConfig({ GRAPHQL_EXPLAIN_KEY: EXPLAIN_KEY }), silentLog, {
    supergraphSdl: servers.supergraphSdl,
    plain: true,
    file: readRouterFile('router.yaml', file, () => undefined),
  });
});
afterEach(() => servers.reset());
afterAll(async () => {
  await router?.stop();
  await servers.stop();
});

const open = (accept: string, query = QUERY, headers: Record<string, string> = {}) =>
  openParts(router!.url, { query }, { accept, headers });

/** Holds the requests of a subgraph until the returned function is called. */
function hold(service: string): () => void {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  servers.answer = (_, received) => (received.service === service ? promise : false);
  return () => resolve(false);
}

describe('a response in parts', () => {
  test.each(PART_FORMATS)('by %s begins before its deferred fragments are fetched', async (accept) => {
    const release = hold('inventory');
    const parts = await open(accept);
    expect(parts).toMatchObject({
      status: 200,
      contentType: `multipart/mixed; boundary="-"; ${accept}`,
    });
    expect(parts.headers.get('cache-control')).toBe('no-store, no-transform');
    const first = await parts.next();
    expect(first.data).toEqual({ topProducts: [{ upc: '1' }, { upc: '2' }] });
    expect(first.hasNext).toBe(true);
    release();
    const rest = await parts.rest();
    expect(rest.at(-1).hasNext).toBe(false);
    expect(mergeParts([first, ...rest])).toEqual({ data: WHOLE, errors: [] });
    expect(servers.received.some(({ body }) => body.includes('defer'))).toBe(false);
  });

  test('has whole fragments by path in the format of 2022', async () => {
    const parts = await open(LEGACY);
    expect(await parts.rest()).toEqual([
      { data: { topProducts: [{ upc: '1' }, { upc: '2' }] }, hasNext: true },
      {
        incremental: [
          { path: ['topProducts', 0], label: 'stock', data: { upc: '1', inStock: false } },
          { path: ['topProducts', 1], label: 'stock', data: { upc: '2', inStock: true } },
        ],
        hasNext: false,
      },
    ]);
  });

  test('announces fragments and has each field once in the format of the draft', async () => {
    const query =
      '{ me { id reviews { id } ... @defer { name reviews { body } ... @defer(label: "b") { birthday } } } }';
    const parts = await open(DRAFT, query);
    expect(await parts.rest()).toEqual([
      {
        data: { me: { id: '1', reviews: [{ id: '1' }, { id: '7' }] } },
        pending: [{ id: '0', path: ['me'] }],
        hasNext: true,
      },
      {
        pending: [{ id: '1', path: ['me'], label: 'b' }],
        incremental: [
          { id: '0', data: { name: 'Name 1' } },
          { id: '0', subPath: ['reviews', 0], data: { body: 'Review 1' } },
          { id: '0', subPath: ['reviews', 1], data: { body: 'Review 7' } },
        ],
        completed: [{ id: '0' }],
        hasNext: true,
      },
      { incremental: [{ id: '1', data: { birthday: 1991 } }], completed: [{ id: '1' }], hasNext: false },
    ]);
  });

  test.each(PART_FORMATS)('by %s has the errors of a fragment in its part', async (accept) => {
    servers.answer = (response, { service }) => {
      if (service !== 'inventory') return false;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ data: null, errors: [{ message: 'no stock', extensions: { code: 'GONE' } }] }),
      );
      return true;
    };
    const parts = await open(accept);
    const first = await parts.next();
    expect(first.errors).toBeUndefined();
    const { data, errors } = mergeParts([first, ...(await parts.rest())]);
    expect(data.topProducts).toEqual([
      { upc: '1', inStock: null },
      { upc: '2', inStock: null },
    ]);
    expect(errors).toMatchObject([{ message: 'no stock', extensions: { code: 'GONE' } }]);
  });

  test('is explained as a whole by its last part', async () => {
    const parts = await open(LEGACY, QUERY, { 'x-tributary-explain': EXPLAIN_KEY });
    const all = await parts.rest();
    const { plan, fetches } = all.at(-1).extensions.explain;
    expect(plan).toHaveLength(2);
    expect(fetches.map(({ subgraph }: { subgraph: string }) => subgraph)).toEqual(['products', 'inventory']);
  });

  test('has the headers that the rules of the router write', async () => {
    servers.responseHeaders.set('products', { 'x-part': 'first' });
    const parts = await open(LEGACY);
    expect(parts.headers.get('x-part')).toBe('first');
    await parts.rest();
  });

  test('ends the requests to subgraphs when its client disconnects', async () => {
    let isClosed = false;
    servers.answer = (response, { service }) => {
      if (service !== 'inventory') return false;
      response.once('close', () => {
        isClosed = true;
      });
      return new Promise(() => {});
    };
    const parts = await open(LEGACY);
    await parts.next();
    const services = () => servers.received.map(({ service }) => service);
    await eventually(async () => expect(services()).toContain('inventory'));
    await parts.close();
    await eventually(async () => expect(isClosed).toBe(true));
  });
});

describe('one response', () => {
  const whole = async (headers: Record<string, string>, query = QUERY) => {
    const {
      status,
      json,
      headers: received,
    } = await http(router!.url, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    expect(received['content-type']).toMatch(/json/);
    return { status, json };
  };

  test.each([
    ['nothing in particular', {}],
    ['JSON', { accept: 'application/json' }],
    ['multipart responses of no format', { accept: 'multipart/mixed, application/json' }],
  ])('has everything for a client that accepts %s', async (_, headers) => {
    expect(await whole(headers as Record<string, string>)).toEqual({ status: 200, json: { data: WHOLE } });
  });

  test('is JSON for a client that accepts only parts, if nothing is deferred', async () => {
    expect(await whole({ accept: `multipart/mixed;${LEGACY}` }, '{ me { id } }')).toEqual({
      status: 200,
      json: { data: { me: { id: '1' } } },
    });
  });

  test('refuses an operation that defers too much', async () => {
    const many = Array.from({ length: 101 }, () => '... @defer { name }').join(' ');
    const { json } = await whole(
      { accept: `multipart/mixed;${LEGACY},application/json` },
      `{ me { ${many} } }`,
    );
    expect(json.errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_LARGE' } }]);
  });
});

test('equal deferred fetches of two requests are sent once', async () => {
  const asked = new Map<string, number>();
  const { transports, executor } = openDeduplicating((service) =>
    asked.set(service, (asked.get(service) ?? 0) + 1),
  );
  const release = hold('inventory');
  const ask = async (): Promise<Outcome> =>
    executeInParts(
      executor,
      { document: parse(QUERY), variables: {} },
      { fragments: 0, nested: 0, failed: 0 },
    );
  const results = [ask(), ask()];
  // The headers of a request are read immediately before it is sent, or joins one in flight.
  await eventually(async () => expect(asked.get('inventory')).toBe(2));
  await eventually(async () => expect(servers.received.map(({ service }) => service)).toContain('inventory'));
  release();
  const merged = await Promise.all(results);
  await Promise.all(transports.map((transport) => transport.stop!()));
  expect(merged.map(({ data, faults }) => ({ data, faults }))).toEqual([
    { data: WHOLE, faults: [] },
    { data: WHOLE, faults: [] },
  ]);
  expect(servers.received.filter(({ service }) => service === 'inventory')).toHaveLength(1);
});

/** Opens an executor whose transports send equal queries once, and report each request. */
function openDeduplicating(onRequest: (service: string) => void) {
  const transports: Transport[] = [];
  const executor = createExecutor({
    supergraphSdl: servers.supergraphSdl,
    transportOf(name, url) {
      const transport = plainHttpTransport(name, url, {
        deduplicates: true,
        headers: async () => {
          onRequest(name);
          return {};
        },
      });
      transports.push(transport);
      return transport;
    },
  });
  return { transports, executor };
}

test('the schema has the directive', async () => {
  const { json } = await http(router!.url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __schema { directives { name args { name } } } }' }),
  });
  expect(json.data.__schema.directives).toContainEqual({
    name: 'defer',
    args: [{ name: 'if' }, { name: 'label' }],
  });
});
