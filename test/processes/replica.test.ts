import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type App, startApp } from '@tributary/gateway';
import { openDatabase } from '@tributary/kit/postgres';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { eventually, importPosts } from '@tributary/test/support';
import pg from 'pg';
import { type ReplicatedServer, startReplicatedServer } from '../support/streaming-replica.ts';

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

async function ask(query: string) {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

const readPosts = async () =>
  (await ask('{ communityPosts { nodes { id engagementStatus } } }'))['communityPosts'] as {
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
