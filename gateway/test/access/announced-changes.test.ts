import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AnnouncedChanges, followChanges } from '@tributary/gateway/access';
import { eventually, silentLog } from '@tributary/kit/testing';
import { startTestApp, type TestApp } from '@tributary/test/support';
import type pg from 'pg';

let app: TestApp;
/** Another gateway on the same database. */
let other: TestApp;
let changes: AnnouncedChanges;
let running: Promise<void>;
const received = new Set<string>();
const ending = new AbortController();

beforeAll(async () => {
  app = await startTestApp();
  other = await startTestApp({ beside: app });
  const connections = app.database.database.openPool({ max: 1, direct: true });
  changes = followChanges(connections, silentLog, (ids) => {
    for (const id of ids) received.add(id);
  });
  running = changes.job.run({ data: {}, signal: ending.signal, lastAttempt: true });
  await eventually(async () => expect(changes.completeSince(performance.now())).toBe(true));
});

afterAll(async () => {
  ending.abort();
  await running;
  await other?.stop();
  await app?.stop();
});

const query = (text: string, values: unknown[] = []): Promise<pg.QueryResult> =>
  app.database.database.pool.query(text, values);

/** Stops the time by which caches expire, so that nothing but an announcement evicts. */
async function withoutExpiry(work: () => Promise<void>): Promise<void> {
  const { now } = performance;
  const stopped = performance.now();
  performance.now = () => stopped;
  try {
    await work();
  } finally {
    performance.now = now;
  }
}

async function statusOf({ url }: TestApp, key: string): Promise<number> {
  const { status } = await fetch(`${url}/api-posts?keyword=any`, { headers: { 'x-api-key': key } });
  return status;
}

describe('another gateway', () => {
  test('rejects a revoked key before what it has cached expires', async () => {
    const { key, record } = await app.app.admin.createKey(app.workspaceId, { kind: 'native' });
    await withoutExpiry(async () => {
      expect(await statusOf(other, key)).toBe(200);
      await app.app.admin.revokeKey(app.workspaceId, record.id);
      expect(await statusOf(app, key)).toBe(401);
      await eventually(async () => expect(await statusOf(other, key)).toBe(401));
    });
  });

  test('follows a plan that was changed by a statement', async () => {
    const key = await app.key('native');
    const limit = async () => {
      const { data } = await other.graphql('{ viewer { limits { product limit } } }', {}, key);
      return data.viewer.limits.find(({ product }: { product: string }) => product === 'XTRACKER').limit;
    };
    await withoutExpiry(async () => {
      expect(await limit()).not.toBe(10_000);
      await query(
        `insert into access.plans (workspace_id, product, plan) values ($1, 'xtracker', 'enterprise')
         on conflict (workspace_id, product) do update set plan = excluded.plan`,
        [app.workspaceId],
      );
      await eventually(async () => expect(await limit()).toBe(10_000));
    });
  });
});

/** Statements that change what credentials may do; $1 is the workspace. */
const ANNOUNCED: Readonly<Record<string, string>> = {
  'the scopes of a key': `update access.api_keys set scopes = '{}' where workspace_id = $1`,
  'the expiry of a key': 'update access.api_keys set expires_at = now() where workspace_id = $1',
  'a deleted key': 'delete from access.key_hashes where workspace_id = $1',
  'the role of a user': `update access.users set role = 'viewer' where workspace_id = $1`,
  'a deleted plan': 'delete from access.plans where workspace_id = $1',
  'a revoked client': 'update access.oauth_clients set revoked_at = now() where workspace_id = $1',
  'an ended grant': `delete from access.oauth_records where split_part(payload ->> 'accountId', '.', 1) = $1::text`,
};

describe('changes that are announced', () => {
  let workspaceId: string;
  beforeAll(async () => {
    const { admin } = app.app;
    workspaceId = (await admin.createWorkspace('changes')).id;
    await admin.createKey(workspaceId, { kind: 'native' });
    await admin.setPlan(workspaceId, 'xtracker', 'pro');
    await query(
      `insert into access.users (workspace_id, email, name, role) values ($1, 'a@b.example', 'A', 'owner')`,
      [workspaceId],
    );
    await query(
      `insert into access.oauth_clients (client_id, workspace_id, name, redirect_uris, scope, created_at)
       values ('of changes', $1, 'A client', '[]', '', now())`,
      [workspaceId],
    );
    await query(
      `insert into access.oauth_records (model, id, payload, expires_at)
       values ('Grant', 'of changes', jsonb_build_object('accountId', $1::text || '.user'), now())`,
      [workspaceId],
    );
    await eventually(async () => expect(received).toContain(workspaceId));
  });

  test.each(Object.keys(ANNOUNCED))('%s', async (name) => {
    received.delete(workspaceId);
    const { rowCount } = await query(ANNOUNCED[name]!, [workspaceId]);
    expect(rowCount).toBe(1);
    await eventually(async () => expect(received).toContain(workspaceId));
  });

  test('are not the times of last use, which every key writes each minute', async () => {
    const { id } = await app.app.admin.createWorkspace('uses');
    await app.app.admin.createKey(id, { kind: 'native' });
    await query('update access.api_keys set last_used_at = now() where workspace_id = $1', [id]);
    // Notifications arrive in the order of the commits.
    await query(`insert into access.plans (workspace_id, product, plan) values ($1, 'xtracker', 'pro')`, [
      workspaceId,
    ]);
    received.delete(workspaceId);
    await query('delete from access.plans where workspace_id = $1', [workspaceId]);
    await eventually(async () => expect(received).toContain(workspaceId));
    expect(received).not.toContain(id);
  });
});

test('a lost connection makes what was known before incomplete, and a new one what follows complete', async () => {
  const before = performance.now();
  expect(changes.completeSince(before)).toBe(true);
  await query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and query like 'select pg_backend_pid()%' and pid <> pg_backend_pid()`,
  );
  await eventually(async () => expect(changes.completeSince(before)).toBe(false));
  await eventually(async () => expect(changes.completeSince(performance.now())).toBe(true));
  expect(changes.completeSince(before)).toBe(false);
});
