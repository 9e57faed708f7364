import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAccess } from '@tributary/gateway/access';
import { openTestDatabase, silentLog, type TestDatabase, testSecrets } from '@tributary/kit/testing';
import {
  eventually,
  type GatewayProcess,
  http,
  rawHttp,
  runCommand,
  runProgram,
  startGateway,
  tributary,
} from '@tributary/test/support';

let database: TestDatabase;
let gateway: GatewayProcess;
let key: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const access = openAccess({
    pool: database.database.pool,
    log: silentLog,
    secrets: testSecrets,
    clock: Date.now,
  });
  const { id } = await access.admin.createWorkspace('acme');
  await access.admin.setPlan(id, 'community-tracker', 'pro');
  key = (await access.admin.createKey(id, { kind: 'native' })).key;
  await access.authenticator.stop();
  gateway = await startGateway({ env: { DATABASE_URL: database.url, LOG_LEVEL: 'info' } });
});
afterAll(async () => {
  await gateway.stop('SIGKILL');
  await database.stop();
});

// The order matters: the last test of the process stops it.
describe('a gateway in a process of its own', () => {
  test('with DATABASE_URL creates no workspace, and shows no key', async () => {
    expect(gateway.output()).toContain(`Tributary is ready at ${gateway.url}`);
    expect(gateway.output()).not.toMatch(/_live_|demo/);
    const { rows } = await database.database.pool.query('select name from access.workspaces');
    expect(rows).toEqual([{ name: 'acme' }]);
  });

  test('logs a line for each request, with its id', async () => {
    const headers = { 'x-request-id': 'find-me' };
    await http(gateway.url, '/api-posts?keyword=x', { key, headers });
    const line = {
      requestId: 'find-me',
      method: 'GET',
      url: '/api-posts?keyword=x',
      status: 200,
      msg: 'request',
    };
    await eventually(async () => expect(lines()).toContainEqual(expect.objectContaining(line)));
  });

  test('logs no key, wherever the request contained it', async () => {
    const body = JSON.stringify({ query: `{ communityPost(id: "${key}") { id } }` });
    const json = { 'content-type': 'application/json' };
    const encoded = [...key].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('');
    await Promise.all([
      http(gateway.url, '/api-posts?keyword=x', { key }),
      http(gateway.url, '/api-posts', { key }),
      http(gateway.url, '/graphql', {
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${key}` },
        body,
      }),
      http(gateway.url, `/api-posts?keyword=x&api_key=${key}`),
      http(gateway.url, `/api-posts?API_KEY=${key}`),
      http(gateway.url, `/api-posts?api_key=${encoded}`),
      http(gateway.url, `/graphql?query={__typename}&access_token=${key}`),
      http(gateway.url, `/community-tracker/${key}`),
      http(gateway.url, `/${key}/%zz?api_key=${key}`),
      http(gateway.url, `/%zz${key}`),
      http(gateway.url, '/graphql', { method: 'POST', headers: json, body: `{"query": ${key}` }),
      rawHttp(gateway.url, `GET /api-posts?api_key=${key} HTTP/9\r\nx-api-key ${key}\r\n\r\n`),
      rawHttp(gateway.url, `${key}\r\n\r\n`),
    ]);
    const secret = key.slice('tk_live_'.length);
    // A log line is written after its response, and is read after that.
    await eventually(async () =>
      expect(gateway.output().match(/"msg":"request"/g)!.length).toBeGreaterThan(8),
    );
    expect(gateway.output()).not.toContain(secret);
    expect(gateway.output().toLowerCase()).not.toContain(encoded.toLowerCase());
  });

  test('completes running requests on SIGTERM, and exits with 0', async () => {
    const blocker = await database.database.pool.connect();
    await blocker.query('begin; lock table posts.community_posts in access exclusive mode');
    // Browsers keep connections on which they have sent nothing yet.
    const { hostname, port } = new URL(gateway.url);
    const unused = connect(Number(port), hostname).on('error', () => undefined);
    await once(unused, 'connect');
    const answer = http(gateway.url, '/api-posts?keyword=x', { key });
    // From here on, the request waits in PostgreSQL.
    for (;;) {
      const { rows } = await blocker.query('select from pg_locks where not granted');
      if (rows.length > 0) break;
    }
    const stopped = gateway.stop();
    const askedAt = performance.now();
    // A stopping process accepts no connections.
    for (;;) {
      const refused = await http(gateway.url, '/health/live').then(
        () => false,
        () => true,
      );
      if (refused) break;
    }
    await blocker.query('commit');
    blocker.release();
    expect(await answer).toMatchObject({ status: 200, json: { meta: { total: 0 } } });
    expect(await stopped).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(10_000);
  });
});

function lines(): object[] {
  return gateway
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

const SUBGRAPHS = ['posts', 'intelligence', 'creators', 'mentions', 'publishing'];

describe('a start that fails', () => {
  test('with an invalid setting exits with 1 and names it, without its value', async () => {
    const { code, stderr } = await tributary(['start'], {
      env: { PORT: '4000x', DATABASE_URL: database.url },
    });
    expect([code, stderr]).toEqual([
      1,
      'tributary: PORT is not valid: expected integer from 0 to 65535. Port to listen on. 0 picks a free one.\n',
    ]);
  });

  test('of a subgraph without SUBGRAPH_SECRET exits with 1 and names it in one line', async () => {
    const main = fileURLToPath(new URL('../../subgraphs/posts/main.js', import.meta.url));
    const env = { DATABASE_URL: database.url, PORT: '0', GATEWAY_URL: 'http://127.0.0.1:9/graphql' };
    expect(await runProgram(process.execPath, [main], { env })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'tributary: SUBGRAPH_SECRET is required to serve a subgraph over HTTP.\n',
    });
  });

  test('of a subgraph that queries the graph without GATEWAY_URL exits with 1 and names it in one line', async () => {
    const main = fileURLToPath(new URL('../../subgraphs/intelligence/main.js', import.meta.url));
    const env = { DATABASE_URL: database.url, PORT: '0', SUBGRAPH_SECRET: randomBytes(16).toString('hex') };
    expect(await runProgram(process.execPath, [main], { env })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'tributary: GATEWAY_URL is required, because the subgraph intelligence queries the graph.\n',
    });
  });

  test.each([
    ['AI_BASE_URL', 'http://127.0.0.1:9/v1', 'AI_MODEL'],
    ['AI_MODEL', 'small-1', 'AI_BASE_URL'],
    ['MEDIA_S3_BUCKET', 'media', 'MEDIA_S3_ACCESS_KEY_ID'],
  ])('with %s=%s and no %s exits with 1 and names both', async (present, value, missing) => {
    const { code, stderr } = await runCommand(['start'], {
      env: { DATABASE_URL: database.url, [present]: value },
    });
    expect([code, stderr]).toEqual([1, `tributary: ${missing} is required, because ${present} is set.\n`]);
  });

  test('with a subgraph in another process and no SUBGRAPH_SECRET exits with 1 and names both', async () => {
    const { code, stderr } = await runCommand(['start'], {
      env: { DATABASE_URL: database.url, SUBGRAPH_POSTS_URL: 'http://127.0.0.1:9/graphql' },
    });
    expect([code, stderr]).toEqual([
      1,
      'tributary: SUBGRAPH_SECRET is required, because SUBGRAPH_POSTS_URL is set.\n',
    ]);
  });

  const OLD_NODE = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.5' } })`;
  test.each([
    ['the gateway', 'gateway/bin/tributary.js'],
    ...SUBGRAPHS.map((name) => [`the subgraph ${name}`, `subgraphs/${name}/main.js`] as const),
  ])('of %s on an older Node prints one line', async (_, path) => {
    const program = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    // An older Node cannot import TypeScript, so none may be imported before the check.
    const old = `${OLD_NODE};
      (await import('node:module')).registerHooks({
        load(url, context, next) {
          if (url.endsWith('.ts')) throw new TypeError('Unknown file extension ".ts"');
          return next(url, context);
        },
      });`;
    const ended = await runProgram(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(old)}`, program],
      { env: {} },
    );
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Tributary needs Node 22.18 or newer; this is Node 20.19.5.\n',
    });
  });
});
