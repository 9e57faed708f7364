import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { http } from '@tributary/test/support';
import fc from 'fast-check';
import Fastify from 'fastify';
import { parse } from 'graphql';
import { fixedGraph, type Graph } from '../../src/graph/index.ts';
import { knownDocumentsFirst } from '../../src/graphql/execution/fast-path.ts';
import { knownDocuments } from '../../src/graphql/execution/known-documents.ts';
import { type Router, readRouterFile, startRouter } from '../../src/router/index.ts';
import { HEAVY, MID } from '../graph/support/shop.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

const EXPLAIN_KEY = 'a key of the test that is long enough';

let shop: ShopServers;
let router: Router;

beforeAll(async () => {
  shop = await startShopServers();
  const text = JSON.stringify({
    allSubgraphs: { responseHeaders: [{ propagate: 'x-stock', combine: 'append' }] },
  });
  const file = readRouterFile('router.json', text, () => undefined);
  const settings = {
    GRAPHQL_EXPLAIN_KEY: EXPLAIN_KEY,
    GRAPHQL_MAX_COST: '900',
    GRAPHQL_MAX_ROOT_FIELDS: '4',
  };
  router = await startRouter(testConfig(settings), silentLog, {
    supergraphSdl: shop.supergraphSdl,
    plain: true,
    file,
  });
});
afterEach(() => shop.reset());
afterAll(async () => {
  await router.stop();
  await shop.stop();
});

/** Bodies of requests; some are refused, some fail in a subgraph, and some have partial data. */
const BODIES: readonly object[] = [
  { query: MID },
  { query: HEAVY, variables: {} },
  { query: '{ me { name } }', operationName: null, variables: null, extensions: null },
  { query: '{ a: __typename b: me { __typename c: id } }' },
  { query: '{ __schema { queryType { name } } }' },
  { query: 'query A { me { id } } query B { users { id } }', operationName: 'B' },
  { query: 'query A { me { id } } query B { users { id } }', operationName: 'C' },
  { query: 'query A { me { id } } query B { users { id } }' },
  { query: 'query A { me { id } }', operationName: '' },
  { query: 'query A { me { id } }', operationName: 3 },
  { query: 'query ($id: ID!) { user(id: $id) { name birthday } }', variables: { id: '2' } },
  { query: 'query ($id: ID!) { user(id: $id) { name birthday } }', variables: { id: 'unknown' } },
  { query: 'query ($id: ID!) { user(id: $id) { name birthday } }', variables: {} },
  { query: 'query ($id: ID!) { user(id: $id) { name birthday } }', variables: [] },
  { query: 'query ($n: Int) { topProducts(first: $n) { inStock } }', variables: { n: 2, other: 1 } },
  { query: 'query ($n: Int) { topProducts(first: $n) { inStock } }', variables: { n: 5_000 } },
  { query: 'query ($n: Int) { topProducts(first: $n) { inStock } }', variables: { n: 'two' } },
  { query: 'query ($yes: Boolean!) { me { id @skip(if: $yes) name } }', variables: { yes: true } },
  { query: '{ me { reviews { body product { shippingEstimate } } } }' },
  { query: '{ a: me { id } b: me { id } c: me { id } d: me { id } e: me { id } }' },
  { query: '{ me { unknown } }' },
  { query: '{ me' },
  { query: 'mutation { a }' },
  { query: '{ me { name ... @defer { reviews { body } } } }' },
  { query: '{ me { id } }', extensions: { persistedQuery: { version: 1, sha256Hash: 'none' } } },
  { query: '{ me { id } }', extensions: {} },
];

const ACCEPTS = [
  undefined,
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json;q=0.9',
  'text/html',
  'text/html, */*;q=0.1',
  'multipart/mixed;deferSpec=20220824, application/json',
  'text/event-stream, application/json',
];

/** How the subgraph of stocks responds. */
const STOCKS = ['usual', 'fails', 'refuses', 'forgets'] as const;

const INVENTORY_RESPONSES: Readonly<
  Record<(typeof STOCKS)[number], { status: number; body: object } | null>
> = {
  usual: null,
  fails: { status: 503, body: {} },
  refuses: {
    status: 200,
    body: { errors: [{ message: 'no', extensions: { code: 'BROKEN', http: { status: 418 } } }] },
  },
  forgets: { status: 200, body: { data: { _entities: [] } } },
};

const post = (body: string, accept?: string, headers: Record<string, string> = {}) =>
  http(router.url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(accept === undefined ? {} : { accept }), ...headers },
    body,
  });

/** Numbers each document, so that none has been seen before. */
let documents = 0;

test('a document that was seen before has the same response as the first time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...BODIES),
      fc.constantFrom(...ACCEPTS),
      fc.constantFrom(...STOCKS),
      async (body, accept, stock) => {
        const response = INVENTORY_RESPONSES[stock];
        shop.responseHeaders.set('inventory', { 'x-stock': stock });
        shop.answer = (to, { service }) => {
          if (service !== 'inventory' || !response) return false;
          to.writeHead(response.status, { 'content-type': 'application/json' });
          to.end(JSON.stringify(response.body));
          return true;
        };
        documents += 1;
        const text = JSON.stringify({
          ...body,
          query: `# ${documents}\n${(body as { query: string }).query}`,
        });
        const [first, ...others] = [
          await post(text, accept),
          await post(text, accept),
          await post(text, accept),
        ];
        for (const other of others) expect(comparable(other!)).toEqual(comparable(first!));
      },
    ),
    { numRuns: 250 },
  );
});

/** Leaves out what differs between any two responses. */
function comparable({ status, headers, text }: Awaited<ReturnType<typeof post>>) {
  const { date: _, 'x-request-id': __, ...same } = headers;
  return { status, headers: same, text };
}

test('an operation that fails is executed once, and explained once', async () => {
  const body = JSON.stringify({ query: '{ topProducts(first: 1) { inStock } } # explained' });
  await post(body);
  shop.received.length = 0;
  shop.answer = (to, { service }) => service === 'inventory' && Boolean(to.writeHead(500).end());
  const { json } = await post(body, undefined, { 'x-tributary-explain': EXPLAIN_KEY });
  expect(json.errors).toHaveLength(1);
  expect(json.extensions.explain.fetches.map(({ subgraph }: { subgraph: string }) => subgraph)).toEqual([
    'products',
    'inventory',
  ]);
  expect(shop.received).toHaveLength(2);
});

describe('in front of another handler', () => {
  const schema = {};
  const document = parse('{ a }');
  const documentsKnown = knownDocuments();
  documentsKnown.add('{ a }', schema as never, document);

  async function serve(plugins: readonly object[]) {
    const executed: string[] = [];
    const app = Fastify();
    app.decorateRequest('operationContext', null);
    app.decorateRequest('deferred', null);
    const options = {
      graph: fixedGraph({ schema } as Graph),
      documents: documentsKnown,
      contextOf: () => ({}) as never,
      execute: async ({ source }: { source: string | undefined }) => {
        executed.push(source!);
        return { data: { a: 1 } };
      },
      plugins,
    };
    const handler = knownDocumentsFirst(options as never, async (_, reply) => {
      reply.header('content-type', 'application/json; charset=utf-8');
      return '"other"';
    });
    app.route({ method: ['GET', 'POST'], url: '/', handler });
    const ask = async (payload: object) => (await app.inject({ method: 'POST', url: '/', payload })).payload;
    // The content type is known once the other handler has sent one.
    await ask({ query: '{ b }' });
    return { executed, ask };
  }

  test('known documents are executed, and others left to it', async () => {
    const { executed, ask } = await serve([]);
    expect(await ask({ query: '{ a }' })).toBe('{"data":{"a":1}}\n');
    expect(await ask({ query: '{ b }' })).toBe('"other"');
    expect(await ask({ query: '{ a }', extensions: { a: 1 } })).toBe('"other"');
    expect(executed).toEqual(['{ a }']);
  });

  test('hooks run, and one that refuses an operation leaves it to it', async () => {
    const seen: string[] = [];
    const { executed, ask } = await serve([
      {
        requestDidStart: async () => ({
          async didResolveOperation({ request }: { request: { variables: { refused?: boolean } } }) {
            if (request.variables.refused) throw new Error('refused');
          },
          async willSendResponse({ response: { body } }: { response: { body: { singleResult: object } } }) {
            seen.push(JSON.stringify(body.singleResult));
            Object.assign(body.singleResult, { extensions: { cost: 1 } });
          },
        }),
      },
    ]);
    expect(await ask({ query: '{ a }', variables: { refused: true } })).toBe('"other"');
    expect(await ask({ query: '{ a }' })).toBe('{"data":{"a":1},"extensions":{"cost":1}}\n');
    expect(executed).toHaveLength(1);
    expect(seen).toEqual(['{"data":{"a":1}}']);
  });
});
