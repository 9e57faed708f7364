import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SubgraphRequest } from '@tributary/kit';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { parse } from 'graphql';
import { createHandler as createHttpHandler } from 'graphql-http/lib/use/http';
import { createClient as createSseClient } from 'graphql-sse';
import { createHandler as createSseHandler } from 'graphql-sse/lib/use/http';
import { createClient as createSocketClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocket, WebSocketServer } from 'ws';
import { loadApolloEngine } from '../../src/graph/apollo/apollo-engine.ts';
import { createExecutor, type Executor } from '../../src/graph/executor.ts';
import {
  plainHttpTransport,
  type SubscriptionProtocol,
} from '../../src/graph/transports/http/http-transport.ts';
import { inProcessTransport } from '../../src/graph/transports/in-process.ts';
import type { Transport } from '../../src/graph/transports/transport.ts';
import { startRouter } from '../../src/router/index.ts';
import { composeSubgraphs, type TestSubgraph, testRequest } from './support/subgraphs.ts';

/** Subscriptions that have been ended by their reader, of `endless`. */
let released = 0;

const PRICES: TestSubgraph = {
  name: 'prices',
  sdl: `
    type Query { price: Int }
    type Subscription {
      priceChanged(upc: ID!, last: Int = 3): Product
      endless: Product
      failing: Product
      refused: Product
    }
    type Product @key(fields: "upc") { upc: ID! price: Int }`,
  resolvers: {
    Subscription: {
      priceChanged: {
        async *subscribe(_: unknown, { upc, last }: { upc: string; last: number }) {
          for (let price = 1; price <= last; price++) yield { priceChanged: { upc, price } };
        },
      },
      endless: {
        async *subscribe() {
          try {
            for (let price = 1; ; price++) {
              yield { endless: { upc: 'endless', price } };
              await setImmediate();
            }
          } finally {
            released += 1;
          }
        },
      },
      failing: {
        async *subscribe() {
          yield { failing: { upc: 'unknown', price: 1 } };
          yield { failing: { upc: '2', price: 2 } };
        },
      },
      refused: {
        subscribe() {
          throw new Error('not today');
        },
      },
    },
    Product: { __resolveReference: ({ upc }: { upc: string }) => ({ upc, price: 0 }) },
  },
};

const PRODUCTS: TestSubgraph = {
  name: 'products',
  sdl: `type Query { product(upc: ID!): Product }
    type Product @key(fields: "upc") { upc: ID! name(upper: Boolean = false): String asked: String }`,
  resolvers: {
    Product: {
      __resolveReference: ({ upc }: { upc: string }) => ({ upc }),
      name({ upc }: { upc: string }, { upper }: { upper: boolean }) {
        if (upc === 'unknown') throw new Error('no such product');
        return `${upper ? 'PRODUCT' : 'Product'} ${upc}`;
      },
      asked: (_: unknown, __: unknown, { requestId }: SubgraphRequest) => requestId,
    },
  },
};

const supergraph = composeSubgraphs([PRICES, PRODUCTS]);
const stops: (() => Promise<unknown> | unknown)[] = [];
/** URLs of the same subgraphs, as other people serve them. */
const urls = new Map<string, string>();

beforeAll(async () => {
  for (const [name, schema] of supergraph.schemas) {
    const overHttp = createHttpHandler({
      schema,
      context: ({ raw }) => ({ requestId: raw.headers['x-request-id'] }),
    });
    const overSse = createSseHandler({ schema });
    const server = createServer((request, response) => {
      const isStream = request.headers.accept === 'text/event-stream';
      return isStream ? overSse(request, response) : overHttp(request, response);
    });
    const sockets = new WebSocketServer({ server, path: '/graphql' });
    useServer({ schema }, sockets);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    urls.set(name, `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
    stops.push(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
  }
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const overHttp = (subscriptions: SubscriptionProtocol) => (name: string) =>
  plainHttpTransport(name, urls.get(name)!, {
    subscriptions,
    headers: async ({ requestId }) => ({ 'x-request-id': requestId }),
  });
const inProcess = (name: string): Transport =>
  inProcessTransport(
    { schema: supergraph.schemas.get(name)!, context: (request) => ({ ...request }) },
    silentLog,
  );

/** Starts a subscription, and returns its outcomes, at most `most`. */
async function outcomesOf(
  executor: Executor,
  query: string,
  {
    variables = {},
    most = Number.POSITIVE_INFINITY,
    next = async (): Promise<SubgraphRequest | null> => testRequest(),
  } = {},
) {
  const ending = new AbortController();
  const request = testRequest(ending.signal);
  const started = await executor.subscribe({ document: parse(query), variables, request }, next);
  if (!(Symbol.asyncIterator in started)) return { refused: started };
  const outcomes = [];
  for await (const outcome of started) {
    outcomes.push(outcome);
    if (outcomes.length >= most) break;
  }
  ending.abort();
  return { outcomes };
}

const dataOf = async (...all: Parameters<typeof outcomesOf>) => {
  const { outcomes = [], refused } = await outcomesOf(...all);
  expect(refused).toBeUndefined();
  for (const { faults } of outcomes) expect(faults).toEqual([]);
  return outcomes.map(({ data }) => data);
};

describe.each([
  ['in process', inProcess],
  ['over server-sent events', overHttp('sse')],
  ['over a WebSocket', overHttp('websocket')],
] as const)('a subscription %s', (_, transportOf) => {
  let executor: Executor;
  beforeAll(() => {
    executor = createExecutor({ supergraphSdl: supergraph.supergraphSdl, transportOf });
  });
  afterAll(() => executor.stop());

  test('has a result for each event, with fields of other subgraphs', async () => {
    const query = `subscription ($of: ID!, $upper: Boolean) {
      changed: priceChanged(upc: $of, last: 2) { ...Whole loud: name(upper: $upper) __typename }
    } fragment Whole on Product { cost: price name }`;
    expect(await dataOf(executor, query, { variables: { of: '7', upper: true } })).toEqual(
      [1, 2].map((cost) => ({
        changed: { cost, name: 'Product 7', loud: 'PRODUCT 7', __typename: 'Product' },
      })),
    );
  });

  test('is planned once, and executed under the request of each event', async () => {
    let count = 0;
    const next = async () => ({ ...testRequest(), requestId: `event ${++count}` });
    const query = 'subscription { priceChanged(upc: "1") { price asked } }';
    const planned = executor.planned();
    expect(await dataOf(executor, query, { next })).toEqual(
      [1, 2, 3].map((price) => ({ priceChanged: { price, asked: `event ${price}` } })),
    );
    expect(executor.planned()).toBe(planned + 1);
    await dataOf(executor, query, { next });
    expect(executor.planned()).toBe(planned + 1);
  });

  test('ends when there is no request for the next event', async () => {
    let count = 0;
    const next = async () => (++count > 2 ? null : testRequest());
    expect(await dataOf(executor, 'subscription { endless { price } }', { next })).toHaveLength(2);
  });

  test('ends in the subgraph when its results are no longer read', async () => {
    const before = released;
    const { promise, resolve } = Promise.withResolvers<void>();
    await dataOf(executor, 'subscription { endless { price } }', { most: 2 });
    const look = setInterval(() => released > before && resolve(), 5);
    await promise;
    clearInterval(look);
  });

  test('reports a field that fails for one event with that event only', async () => {
    const { outcomes } = await outcomesOf(executor, 'subscription { failing { price called: name } }');
    expect(outcomes!.map(({ data }) => data)).toEqual([
      { failing: { price: 1, called: null } },
      { failing: { price: 2, called: 'Product 2' } },
    ]);
    expect(outcomes!.map(({ faults }) => faults.map(({ path }) => path))).toEqual([
      [['failing', 'called']],
      [],
    ]);
  });

  test('that the subgraph refuses has its error and no data', async () => {
    const { refused, outcomes } = await outcomesOf(executor, 'subscription { refused { name } }');
    const { data, faults } = refused ?? outcomes![0]!;
    expect(data?.['refused'] ?? null).toBeNull();
    expect(faults).toHaveLength(1);
    expect(outcomes?.length ?? 1).toBe(1);
  });
});

describe('a subscription is refused', () => {
  const executor = createExecutor({ supergraphSdl: supergraph.supergraphSdl, transportOf: inProcess });
  const PRICE =
    'subscription ($of: ID!, $not: Boolean = false) { priceChanged(upc: $of) @skip(if: $not) { price } }';

  test.each([
    ['without a required variable', PRICE, {}, 'Variable "$of" of required type "ID!" was not provided.'],
    ['that selects no field', PRICE, { of: '1', not: true }, 'The subscription selects no field.'],
    [
      'that is a query',
      '{ price }',
      {},
      'Only subscriptions are streamed: send queries and mutations by POST.',
    ],
  ])('%s', async (_, query, variables, message) => {
    const { refused } = await outcomesOf(executor, query, { variables });
    expect(refused).toEqual({ faults: [expect.objectContaining({ message })] });
  });

  test('if it is executed as a query', async () => {
    const document = parse('subscription { endless { price } }');
    const { data, faults } = await executor.execute({ document, variables: {}, request: testRequest() });
    expect(data).toBeUndefined();
    expect(faults[0]!.message).toMatch(/^A subscription has a stream of results/);
  });

  test('by @apollo/gateway', async () => {
    const createEngine = await loadApolloEngine(supergraph.supergraphSdl);
    const { supergraphSdl } = supergraph;
    const apollo = createExecutor({ supergraphSdl, transportOf: inProcess, createEngine });
    const { refused } = await outcomesOf(apollo, 'subscription { endless { price } }');
    expect(refused!.faults[0]!.message).toMatch(/GRAPH_ENGINE=tributary/);
    await apollo.stop();
  });
});

describe('a connection that breaks off', () => {
  test('ends the subscription with an error that names the subgraph', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: next\r\ndata: {"data":{"endless"\r\ndata: :{"price":1}}}\r\n\r\n:\n\n');
      response.end('event: next\ndata: {"data":');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => server.close(resolve)));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const transportOf = (name: string) => plainHttpTransport(name, url);
    const executor = createExecutor({ supergraphSdl: supergraph.supergraphSdl, transportOf });
    const { outcomes } = await outcomesOf(executor, 'subscription { endless { price } }');
    expect(outcomes).toEqual([
      { data: { endless: { price: 1 } }, faults: [] },
      {
        data: null,
        faults: [expect.objectContaining({ message: 'The connection to the subgraph prices was lost.' })],
      },
    ]);
    await executor.stop();
  });
});

describe.each(['sse', 'websocket'] as const)('a router that subscribes to subgraphs by %s', (protocol) => {
  const QUERY = 'subscription { priceChanged(upc: "3", last: 2) { price name } }';
  const RESULTS = [1, 2].map((price) => ({ data: { priceChanged: { price, name: 'Product 3' } } }));
  let url: string;

  beforeAll(async () => {
    let { supergraphSdl } = supergraph;
    for (const [name, to] of urls) supergraphSdl = supergraphSdl.replace(`http://${name}.test/graphql`, to);
    const config = testConfig({ SUBGRAPH_SUBSCRIPTIONS: protocol });
    const router = await startRouter(config, silentLog, { supergraphSdl, plain: true });
    stops.push(() => router.stop());
    url = `${router.url}/graphql`;
  });

  test('passes results through to clients of GraphQL over SSE', async () => {
    const client = createSseClient({ url, retryAttempts: 0 });
    const results = [];
    for await (const result of client.iterate({ query: QUERY })) results.push(result);
    expect(results).toEqual(RESULTS);
  });

  test('passes results through to clients of graphql-transport-ws', async () => {
    const client = createSocketClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    const results = [];
    for await (const result of client.iterate({ query: QUERY })) results.push(result);
    expect(results).toEqual(RESULTS);
    await client.dispose();
  });

  test('passes results through in a multipart response', async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json',
      },
      body: JSON.stringify({ query: QUERY }),
    });
    expect(response.headers.get('content-type')).toBe(
      'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
    );
    const parts = (await response.text()).split('\r\n--graphql');
    expect(parts.slice(1, -1).map((part) => JSON.parse(part.split('\r\n\r\n')[1]!))).toEqual(
      RESULTS.map((payload) => ({ payload })),
    );
    expect(parts.at(-1)).toBe('--\r\n');
  });

  test('leaves queries of clients that accept streams to the usual response', async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ query: '{ product(upc: "1") { __typename } }' }),
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ data: { product: null } });
  });
});
