import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type App, startApp } from '@tributary/gateway';
import { openDatabase } from '@tributary/kit/postgres';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { eventually, importPosts } from '@tributary/test/support';
import pg from 'pg';
import { type ReplicatedServer, startReplicatedServer } from '../support/streaming-replica.ts';
import { lostOrDoubled, reportOutage, undocumented, writePosts } from '../support/writers.ts';

let server: ReplicatedServer;
let app: App;
let primary: pg.Pool;
let replica: pg.Pool;
let key: string;
let workspaceId: string;

beforeAll(async () => {
  server = await startReplicatedServer();
  app = await startApp(
    testConfig({ DATABASE_URL: server.primary, DATABASE_REPLICA_URL: server.replica }),
    silentLog,
  );
  ({ id: workspaceId } = await app.admin.createWorkspace('replicated'));
  await app.admin.setPlan(workspaceId, 'community-tracker', 'pro');
  ({ key } = await app.admin.createKey(workspaceId, { kind: 'native' }));
  primary = new pg.Pool({ connectionString: server.primary, max: 2 });
  replica = new pg.Pool({ connectionString: server.replica, max: 2 });
  replica.on('error', () => {});
  const config = testConfig({ DATABASE_URL: server.primary });
  const database = await openDatabase(config, silentLog);
  const written = { url: server.primary, config, database, stop: () => database.stop() };
  await importPosts(written, workspaceId, [{ url: 'https://example.org/first' }]);
  await written.stop();
});
afterAll(async () => {
  await app?.stop();
  await primary?.end();
  await replica?.end();
  await server?.stop();
});

async function ask(query: string, with_ = key) {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': with_ },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

const readPosts = async (with_ = key) =>
  (await ask('{ communityPosts { nodes { id engagementStatus } } }', with_))['communityPosts'] as {
    nodes: { id: string; engagementStatus: string | null }[];
  };

/** Returns when the gateway last read posts from the replica. */
async function lastRead(): Promise<Date | null> {
  const { rows } = await replica.query(
    `select max(query_start) as at from pg_stat_activity
     where application_name = 'tributary' and query like '%"community_posts"%'`,
  );
  return rows[0].at;
}

const lagMetric = async () =>
  Number(/^tributary_replica_lag_seconds (\S+)$/m.exec(await (await fetch(`${app.url}/metrics`)).text())![1]);

/** Waits until reads are served by the replica. */
function untilReplicaServes(): Promise<void> {
  return eventually(async () => {
    const before = await lastRead();
    await readPosts();
    expect(await lastRead()).not.toEqual(before);
  });
}

async function newKeys(kind: 'native' | 'social-crm', count: number): Promise<string[]> {
  const created = Array.from({ length: count }, () => app.admin.createKey(workspaceId, { kind }));
  return (await Promise.all(created)).map((each) => each.key);
}

/** Reads posts with several keys at the same time, until it is stopped. */
async function readContinuously() {
  const seen = { answers: 0, failures: [] as unknown[] };
  let over = false;
  const read = async (own: string) => {
    while (!over) {
      await readPosts(own).then(
        () => seen.answers++,
        (error) => seen.failures.push(error),
      );
      // A key may send a limited number of requests a minute.
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  };
  const running = (await newKeys('native', 4)).map(read);
  return {
    seen,
    async stop() {
      over = true;
      await Promise.all(running);
    },
  };
}

test('queries read from the replica, whose lag is in the metrics', async () => {
  await untilReplicaServes();
  expect(await lagMetric()).toBeGreaterThanOrEqual(0);
});

test('a client reads its own write, although the replica does not have it yet', async () => {
  await untilReplicaServes();
  const { nodes } = await readPosts();
  // The replica receives changes but does not apply them.
  await replica.query('select pg_wal_replay_pause()');
  await ask(`mutation { setEngagementStatus(postId: "${nodes[0]!.id}", status: REPLIED) { __typename } }`);
  expect((await readPosts()).nodes[0]!.engagementStatus).toBe('REPLIED');
  const stale = await replica.query('select engagement_status from posts.community_posts');
  expect(stale.rows).toEqual([{ engagement_status: null }]);
  await replica.query('select pg_wal_replay_resume()');
  await untilReplicaServes();
  expect((await readPosts()).nodes[0]!.engagementStatus).toBe('REPLIED');
});

test('requests are answered by the primary while the replica is down, and by the replica afterwards', async () => {
  await untilReplicaServes();
  await server.stopReplica();
  for (let request = 0; request < 20; request++) expect((await readPosts()).nodes).toHaveLength(1);
  await eventually(async () => expect(await lagMetric()).toBe(-1));
  await server.startReplica();
  await untilReplicaServes();
});

test('no request fails when the replica is killed with -9, and it serves again after its restart', async () => {
  await untilReplicaServes();
  const { seen, stop } = await readContinuously();
  await eventually(async () => expect(seen.answers).toBeGreaterThan(20));
  await server.kill('replica');
  const before = seen.answers;
  await eventually(async () => expect(seen.answers).toBeGreaterThan(before + 50));
  await untilReplicaServes();
  await stop();
  expect(seen.failures).toEqual([]);
});

test('the primary is killed with -9 under reads and writes: each acknowledged write is stored once, and everything works again by itself', async () => {
  await untilReplicaServes();
  await app.admin.setPlan(workspaceId, 'social-crm', 'pro');
  const [reader, ...writers] = await newKeys('social-crm', 3);
  const reading = await readContinuously();
  const writing = writePosts(() => app.url, writers);
  await eventually(async () => expect(writing.acknowledged.size).toBeGreaterThan(15));
  await server.kill('primary');
  const before = writing.acknowledged.size;
  await eventually(async () => expect(writing.acknowledged.size).toBeGreaterThan(before + 15));
  // Once writes succeed, reads do.
  const { failures } = reading.seen;
  const failed = failures.length;
  const answered = reading.seen.answers;
  await eventually(async () => expect(reading.seen.answers).toBeGreaterThan(answered + 50));
  await Promise.all([reading.stop(), writing.stop()]);
  reportOutage('Primary killed and restarted', writing);
  expect(failures.slice(failed)).toEqual([]);
  expect(undocumented(writing)).toEqual([]);
  expect(await lostOrDoubled(app.url, reader!, writing)).toEqual([]);
  await untilReplicaServes();
  // The log of events is numbered again.
  const scopes = ['workspace:admin', 'events:read'];
  const admin = await app.admin.createKey(workspaceId, { kind: 'native', scopes });
  await ask('mutation { setRetention(days: 3650) { __typename } }', admin.key);
  await eventually(async () => {
    const { events } = await ask('{ events(types: [RETENTION_CHANGED]) { subject } }', admin.key);
    expect(events).toEqual([{ subject: workspaceId }]);
  });
});
