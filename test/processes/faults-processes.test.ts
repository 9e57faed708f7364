import { type ChildProcess, spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { openAccess } from '@tributary/gateway/access';
import {
  freePort,
  openTestDatabase,
  silentLog,
  TEST_SECRETS_KEY,
  type TestDatabase,
  temporaryFolder,
  testSecrets,
} from '@tributary/kit/testing';
import { eventually, type GatewayProcess, http, startGateway, tributary } from '@tributary/test/support';
import { lostOrDoubled, undocumented, writePosts } from '../support/writers.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('processes killed with -9', () => {
  let database: TestDatabase;
  let keys: string[];
  let native: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    const { pool } = database.database;
    const access = openAccess({ pool, log: silentLog, secrets: testSecrets, clock: Date.now });
    const { id } = await access.admin.createWorkspace('acme');
    for (const product of ['social-crm', 'community-tracker'] as const)
      await access.admin.setPlan(id, product, 'pro');
    const created = await Promise.all(
      [1, 2, 3, 4, 5].map(() => access.admin.createKey(id, { kind: 'social-crm' })),
    );
    keys = created.map(({ key }) => key);
    native = (await access.admin.createKey(id, { kind: 'native' })).key;
    await access.authenticator.stop();
  });
  afterAll(() => database.stop());

  const env = (more: Record<string, string> = {}) => ({
    DATABASE_URL: database.url,
    SECRETS_KEY: TEST_SECRETS_KEY,
    ...more,
  });

  test('the gateway during writes: each acknowledged write is stored exactly once', async () => {
    let gateway: GatewayProcess = await startGateway({ env: env() });
    closing.push(() => gateway.stop('SIGKILL'));
    const [reading, ...writers] = keys;
    const writing = writePosts(() => gateway.url, writers);
    await eventually(async () => expect(writing.acknowledged.size).toBeGreaterThan(15));
    await gateway.stop('SIGKILL');
    gateway = await startGateway({ env: env() });
    // Interrupted work can be retried once its lease has expired; the test does not wait two
    // minutes for that.
    await database.database.pool.query(
      'update limits.answers set claimed_until = now() where status is null',
    );
    const before = writing.acknowledged.size;
    await eventually(async () => expect(writing.acknowledged.size).toBeGreaterThan(before + 15));
    await writing.stop();
    expect(undocumented(writing)).toEqual([]);
    expect(await lostOrDoubled(gateway.url, reading!, writing)).toEqual([]);
  });

  test('an interrupted import: run again, each record is stored once', async () => {
    const folder = await temporaryFolder('tributary-import-');
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'posts.ndjson');
    const records = Array.from({ length: 6_000 }, (_, number) =>
      JSON.stringify({
        url: `https://example.org/import/${number}`,
        title: `Record ${number}`,
        posted_at: '2026-04-01T00:00:00Z',
      }),
    );
    await writeFile(file, records.join('\n'));
    const args = ['import', 'posts', file, '--workspace', 'acme', '--source', 'hackernews'];
    const program = fileURLToPath(new URL('../../gateway/bin/tributary.js', import.meta.url));
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', ...env() },
      stdio: 'ignore',
    });
    const count = async () => {
      const { rows } = await database.database.pool.query('select count(*) from posts.community_posts');
      return Number(rows[0].count);
    };
    await eventually(async () => expect(await count()).toBeGreaterThan(0));
    child.kill('SIGKILL');
    const again = await tributary(args, { env: env({ LOG_LEVEL: 'error' }) });
    expect([again.code, await count()]).toEqual([0, records.length]);
  });

  test('a subgraph: documented errors while it is down, and service afterwards', async () => {
    const secret = 'a secret of the faults that is long enough';
    const port = String(await freePort());
    const subgraph = await startPosts({ ...env(), SUBGRAPH_SECRET: secret, PORT: port });
    closing.push(() => subgraph.child.kill('SIGKILL'));
    const gateway = await startGateway({
      env: env({ SUBGRAPH_SECRET: secret, SUBGRAPH_POSTS_URL: subgraph.url }),
    });
    closing.push(() => gateway.stop('SIGKILL'));
    const rest = () => http(gateway.url, '/api-posts?keyword=x', { key: native });
    const graphql = () =>
      http(gateway.url, '/graphql?query={trackers{id} viewer{workspace{name}}}'.replace(' ', '%20'), {
        key: native,
      });
    await eventually(async () => expect((await rest()).status).toBe(200));
    const under = Array.from({ length: 20 }, rest);
    subgraph.child.kill('SIGKILL');
    for (const { status, json } of await Promise.all(under))
      if (status !== 200) expect([status, json.error.code]).toEqual([500, 'INTERNAL_ERROR']);
    await eventually(async () => {
      const [api, graph, other] = await Promise.all([rest(), graphql(), http(gateway.url, '/health/ready')]);
      expect([api.status, api.json.error?.code]).toEqual([500, 'INTERNAL_ERROR']);
      expect(graph.json.errors[0].extensions.code).toBe('UPSTREAM_FAILED');
      expect(other.status).toBe(200);
    });
    const back = await startPosts({ ...env(), SUBGRAPH_SECRET: secret, PORT: port });
    closing.push(() => back.child.kill('SIGKILL'));
    await eventually(async () => {
      const [api, graph] = await Promise.all([rest(), graphql()]);
      expect([api.status, graph.json.errors]).toEqual([200, undefined]);
    });
  });
});

/** The posts subgraph in its own process. */
async function startPosts(env: Record<string, string>): Promise<{ url: string; child: ChildProcess }> {
  const main = fileURLToPath(new URL('../../subgraphs/posts/main.js', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], GATEWAY_URL: 'http://127.0.0.1:1', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const url = /"url":"([^"]+)"/.exec(output)?.[1];
    if (url) resolve(url);
  });
  child.once('exit', () => reject(new Error(`The subgraph has ended: ${output}`)));
  return { url: await promise, child };
}
