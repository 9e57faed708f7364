import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { KeyKind } from '@tributary/gateway/access';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '@tributary/kit/embedded-postgres';
import { temporaryFolder } from '@tributary/kit/testing';
import { eventually, type HttpAnswer, http, startTestApp, type TestApp } from '@tributary/test/support';

let dataDir: string;
const servers: EmbeddedPostgres[] = [];
let app: TestApp;
let key: string;
let native: string;
/** Keys of the dialects that have a status for an outage. */
let keys: Record<string, string>;

const message = 'The service is temporarily unavailable. Try again soon.';
/** A request of each dialect that has a status for an outage, and its response then. */
const AWAY: Readonly<Record<string, { path: string; header: string; body: object }>> = {
  'social-crm': {
    path: '/v1/posts',
    header: 'authorization',
    body: { error: { code: 'service_unavailable', message } },
  },
  buzzabout: {
    path: '/v1/datasets',
    header: 'x-api-key',
    body: { status: 'server_error', error_code: 'service_unavailable', detail: message, transient: true },
  },
  xtracker: {
    path: '/v1/accounts',
    header: 'x-api-key',
    body: { success: false, error: message, code: 'server_error' },
  },
  'creator-tracking': { path: '/v1/ping', header: 'x-api-key', body: { ok: false, error: message } },
};

/** Starts the server of these tests, or joins it if it is running. */
async function startServer(): Promise<string> {
  const server = await openEmbeddedPostgres({ dataDir, settings: { fsync: 'off', shared_buffers: '16MB' } });
  servers.push(server);
  return server.url;
}

/** The process id of the server, which only these tests use. */
async function postmaster(): Promise<number> {
  const [pid] = (await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

/** The server's processes: the first, and all its descendants. */
async function processes(): Promise<number[]> {
  const first = await postmaster();
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(
    all.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return [pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const;
    }),
  );
  return [first, ...parents.filter(([, parent]) => parent === first).map(([pid]) => pid)];
}

/**
 * Sends a signal to the server's processes; one that has ended since they were listed needs none.
 */
async function signalAll(signal: NodeJS.Signals): Promise<void> {
  for (const pid of await processes()) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}

beforeAll(async () => {
  dataDir = await temporaryFolder('tributary-away-');
  app = await startTestApp({ settings: { DATABASE_URL: await startServer() } });
  key = await app.key('community-tracker');
  native = await app.key('native');
  keys = Object.fromEntries(
    await Promise.all(Object.keys(AWAY).map(async (product) => [product, await app.key(product as KeyKind)])),
  );
});
afterEach(async () => {
  await signalAll('SIGCONT');
});
afterAll(async () => {
  await app.stop();
  for (const server of servers.splice(0)) await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const rest = () => http(app.url, '/api-posts?keyword=x', { key });
const graphql = () => http(app.url, '/graphql?query={trackers{id}}', { key: native });
const dialect = (name: string) =>
  http(app.url, `/${name}${AWAY[name]!.path}`, {
    headers: {
      [AWAY[name]!.header]: `${AWAY[name]!.header === 'authorization' ? 'Bearer ' : ''}${keys[name]}`,
    },
  });
const ready = () => http(app.url, '/health/ready');

/**
 * Sends every kind of request concurrently, and checks each response against the documented
 * guarantees. The bound distinguishes a prompt response from one at the deadline of 30 seconds; an
 * idle machine responds within five.
 */
async function expectAway(): Promise<void> {
  const soon = async (request: () => Promise<HttpAnswer>) => {
    const late = delay(20_000, null, { ref: false });
    const answer = await Promise.race([request(), late]);
    if (!answer) throw new Error('No answer came.');
    return answer;
  };
  const live = () => http(app.url, '/health/live');
  const all = [rest, graphql, ready, live] as const;
  const [[api, graph, health, alive], others] = await Promise.all([
    Promise.all(all.map(soon)),
    Promise.all(Object.keys(AWAY).map((name) => soon(() => dialect(name)))),
  ]);
  if (!api || !graph || !health || !alive) throw new Error('An answer is missing.');
  expect([api.status, api.json]).toEqual([
    500,
    { error: { code: 'INTERNAL_ERROR', message: 'An unexpected server error occurred.' } },
  ]);
  expect(graph.json.errors).toEqual([
    expect.objectContaining({
      message,
      extensions: { code: 'UNAVAILABLE', retryAfter: 1 },
    }),
  ]);
  expect(others.map(({ status, headers, json }) => [status, headers['retry-after'], json])).toEqual(
    Object.values(AWAY).map(({ body }) => [503, '1', body]),
  );
  expect([health.status, health.json]).toEqual([503, { status: 'not ready', postgres: false }]);
  expect(alive.status).toBe(200);
}

const expectService = () =>
  eventually(async () => {
    for (const ask of [rest, graphql, ready]) expect((await ask()).status).toBe(200);
  });

describe('a gateway without PostgreSQL', () => {
  test('returns errors long before the deadline while it is stopped, and recovers when it restarts', async () => {
    await expectService();
    // As `pg_ctl stop` does: a clean shutdown that does not wait for clients.
    process.kill(await postmaster(), 'SIGINT');
    await eventually(async () => expect((await ready()).status).toBe(503));
    await expectAway();
    await startServer();
    await expectService();
  });

  (process.platform === 'linux' ? test : test.skip)(
    'returns errors long before the deadline while it hangs, and recovers when it resumes',
    async () => {
      await expectService();
      await signalAll('SIGSTOP');
      await expectAway();
      // Once more, now that connections hang and no key is cached.
      await expectAway();
      await signalAll('SIGCONT');
      await expectService();
    },
  );
});
