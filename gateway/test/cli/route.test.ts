import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PRINCIPAL_HEADER, verifyPrincipal } from '@tributary/kit/host';
import {
  openTestDatabase,
  silentLog,
  type TestDatabase,
  temporaryFolder,
  testSecrets,
} from '@tributary/kit/testing';
import { type GatewayProcess, http, startGateway, tributary } from '@tributary/test/support';
import { openAccess } from '../../src/access/index.ts';
import { HEAVY, SHOP } from '../graph/support/shop.ts';
import { composeSubgraphs } from '../graph/support/subgraphs.ts';

const SECRET = 'a secret of the test that is long enough';
const [ACCOUNTS, ...OTHERS] = SHOP;

/** The shop subgraphs, with a field that throws. */
const shop = composeSubgraphs([
  {
    ...ACCOUNTS!,
    resolvers: {
      ...ACCOUNTS!.resolvers,
      User: {
        ...ACCOUNTS!.resolvers!['User'],
        birthday() {
          throw new Error('nobody knows');
        },
      },
    },
  },
  ...OTHERS,
]);

let folder: string;
let supergraph: string;
const servers = new Map<string, ApolloServer>();
/** The headers that each subgraph last received. */
const seen = new Map<string, ReadonlyMap<string, string>>();

// Third-party subgraphs: Apollo Server with a federated schema, without any of our code.
beforeAll(async () => {
  folder = await temporaryFolder('tributary-route-');
  supergraph = join(folder, 'supergraph.graphql');
  let sdl = shop.supergraphSdl;
  for (const [name, schema] of shop.schemas) {
    const server = new ApolloServer({ schema, logger: silentLog });
    const { url } = await startStandaloneServer(server, {
      listen: { port: 0, host: '127.0.0.1' },
      context: async ({ req }) => {
        seen.set(name, new Map(Object.entries(req.headers) as [string, string][]));
        return {};
      },
    });
    servers.set(name, server);
    sdl = sdl.replace(`http://${name}.test/graphql`, `${url}graphql`);
  }
  await writeFile(supergraph, sdl);
});
afterAll(async () => {
  for (const server of servers.values()) await server.stop();
  await rm(folder, { recursive: true });
});

const post = (url: string, query: string, more: { key?: string; variables?: object } = {}) =>
  http(url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(more.key ? { key: more.key } : {}),
    body: JSON.stringify({ query, variables: more.variables }),
  });

// The order matters: the last two tests stop a subgraph and the process.
describe('tributary route --plain', () => {
  let router: GatewayProcess;

  beforeAll(async () => {
    router = await startGateway({}, ['route', '--supergraph', supergraph, '--port', '0', '--plain']);
  });
  afterAll(() => router.stop('SIGKILL'));

  test('answers a query over all subgraphs, without a key, a limit or a database', async () => {
    const { status, headers, json } = await post(router.url, HEAVY);
    expect(status).toBe(200);
    expect(json.errors).toBeUndefined();
    expect(json.data.users[0].reviews[0].product.reviews[0].author.reviews[0].product).toEqual({
      inStock: false,
      name: 'Product 1',
      price: 100,
      shippingEstimate: 25,
      upc: '1',
      weight: 50,
    });
    expect(headers['x-ratelimit-limit']).toBeUndefined();
    expect((await http(router.url, '/health/ready')).json).toEqual({ status: 'ready' });
  });

  test('takes aliases, fragments, variables and conditions', async () => {
    const query = `query ($id: ID!, $not: Boolean!) {
      one: user(id: $id) { ...Who } two: user(id: "2") { ...Who hidden: name @skip(if: $not) }
    } fragment Who on User { called: name written: reviews { of: product { upc } } }`;
    const { json } = await post(router.url, query, { variables: { id: '1', not: true } });
    expect(json).toEqual({
      data: {
        one: { called: 'Name 1', written: [{ of: { upc: '1' } }, { of: { upc: '3' } }] },
        two: { called: 'Name 2', written: [{ of: { upc: '2' } }, { of: { upc: '4' } }] },
      },
    });
  });

  test('shows a subgraph’s error as the subgraph does, at its place in the answer', async () => {
    const { status, json } = await post(router.url, '{ someone: me { name born: birthday } }');
    expect(status).toBe(200);
    expect(json).toEqual({
      data: { someone: { name: 'Name 1', born: null } },
      errors: [
        {
          message: 'nobody knows',
          path: ['someone', 'born'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'accounts' },
        },
      ],
    });
  });

  test('refuses a document that does not fit the supergraph', async () => {
    const { status, json } = await post(router.url, '{ viewer { workspace { name } } }');
    expect(status).toBe(400);
    expect(json.errors[0].message).toBe('Cannot query field "viewer" on type "Query".');
  });

  test('refuses a document that exceeds the limits of operations', async () => {
    const deep = `{ users { ${'reviews { product { '.repeat(12)} upc ${'} }'.repeat(12)} } }`;
    const { json } = await post(router.url, deep);
    expect(json.errors[0].message).toMatch(/levels of fields/);
    const aliases = Array.from({ length: 200 }, (_, number) => `a${number}: name`).join(' ');
    expect((await post(router.url, `{ users { ${aliases} } }`)).json.errors[0].message).toMatch(/aliases/);
  });

  test('passes the request id on', async () => {
    const headers = { 'content-type': 'application/json', 'x-request-id': 'find-me' };
    const body = JSON.stringify({ query: '{ me { name } }' });
    await http(router.url, '/graphql', { method: 'POST', headers, body });
    expect(seen.get('accounts')!.get('x-request-id')).toBe('find-me');
    expect(seen.get('accounts')!.has(PRINCIPAL_HEADER)).toBe(false);
  });

  test('returns partial data while a subgraph is down', async () => {
    await servers.get('reviews')!.stop();
    const { status, json } = await post(router.url, '{ me { name reviews { body } } }');
    expect(status).toBe(200);
    expect(json).toEqual({
      data: { me: { name: 'Name 1', reviews: null } },
      errors: [
        {
          message: 'The subgraph reviews could not be reached.',
          extensions: { code: 'UPSTREAM_FAILED', service: 'reviews' },
        },
      ],
    });
  });

  test('ends with 0 at SIGTERM', async () => {
    expect(await router.stop()).toBe(0);
  });
});

describe('tributary route', () => {
  let database: TestDatabase;
  let router: GatewayProcess;
  let key: string;
  let workspaceId: string;

  beforeAll(async () => {
    database = await openTestDatabase();
    const access = openAccess({
      pool: database.database.pool,
      log: silentLog,
      secrets: testSecrets,
      clock: Date.now,
    });
    workspaceId = (await access.admin.createWorkspace('acme')).id;
    key = (await access.admin.createKey(workspaceId, { kind: 'native' })).key;
    await access.authenticator.stop();
    const env = { DATABASE_URL: database.url, SUBGRAPH_SECRET: SECRET };
    router = await startGateway({ env }, ['route', '--supergraph', supergraph]);
  });
  afterAll(async () => {
    await router.stop('SIGKILL');
    await database.stop();
  });

  test('authenticates keys of the database, limits their requests, and sends the principal to subgraphs', async () => {
    const { headers, json } = await post(router.url, '{ me { name } }', { key });
    expect(json).toEqual({
      data: { me: { name: 'Name 1' } },
      extensions: { cost: { requested: 1, maximum: 100_000 } },
    });
    expect(headers['x-ratelimit-limit']).toBe('600');
    const signed = seen.get('accounts')!.get(PRINCIPAL_HEADER);
    expect(await verifyPrincipal(signed, 'accounts', SECRET)).toMatchObject({ workspaceId });
  });

  test('refuses a key that it does not know', async () => {
    const { status, json } = await post(router.url, '{ me { name } }', { key: `tk_live_${'x'.repeat(32)}` });
    expect(status).toBe(401);
    expect(json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  test('is ready when its database is', async () => {
    expect((await http(router.url, '/health/ready')).json).toEqual({ status: 'ready', postgres: true });
  });
});

describe('tributary route refuses', () => {
  test.each([
    ['a missing file', ['--supergraph', '/nowhere.graphql', '--plain'], 2, 'no such file'],
    ['no file option', ['--plain'], 2, '--supergraph <file>'],
    [
      'an invalid port',
      ['--supergraph', 'x', '--port', '65536'],
      2,
      'It must be an integer from 0 to 65535.',
    ],
    ['a file that is not a supergraph', ['--supergraph', 'README.md', '--plain'], 1, 'tributary: '],
  ])('%s', async (_, args, code, message) => {
    const ended = await tributary(['route', ...args]);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(code);
  });
});
