import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAccess, uuidOf } from '@tributary/gateway/access';
import { openTestDatabase, silentLog, type TestDatabase, testSecrets } from '@tributary/kit/testing';
import { unreliablePool } from '@tributary/test/support';

let now = Date.parse('2026-04-04T10:20:30.456Z');
const clock = () => now;

let database: TestDatabase;
let here: ReturnType<typeof openAccess>;
/** A second instance on the same database with its own caches, like another process. */
let elsewhere: ReturnType<typeof openAccess>;
let workspaceId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const { pool } = database.database;
  here = openAccess({ pool, log: silentLog, secrets: testSecrets, clock });
  elsewhere = openAccess({ pool, log: silentLog, secrets: testSecrets, clock });
  workspaceId = (await here.admin.createWorkspace('ours')).id;
});

afterAll(async () => {
  await here.authenticator.stop();
  await elsewhere.authenticator.stop();
  await database.stop();
});

const newKey = (expiresAt?: Date) =>
  here.admin.createKey(workspaceId, { kind: 'community-tracker', ...(expiresAt ? { expiresAt } : {}) });

describe('authenticating', () => {
  test('a key yields its workspace, products and plans', async () => {
    const { key, record } = await newKey();
    expect(await here.authenticator.authenticate(key)).toEqual({
      workspaceId,
      userId: null,
      keyId: record.id,
      keyPrefix: record.prefix,
      products: ['community-tracker'],
      scopes: ['community:read', 'community:write'],
      plans: {},
      policies: [],
    });
  });

  test.each(['', 'nonsense', `ct_live_${'0'.repeat(32)}`, 'x'.repeat(129), '\0'])(
    '%j stands for nobody',
    async (key) => {
      expect(await here.authenticator.authenticate(key)).toBeNull();
    },
  );

  test('keys are case-sensitive', async () => {
    const key = `ct_live_${'a'.repeat(32)}`;
    await here.admin.registerKey(workspaceId, { kind: 'community-tracker', key });
    expect(await here.authenticator.authenticate(`${key.slice(0, -1)}A`)).toBeNull();
  });

  test('a revoked key is invalid immediately in the process that revoked it, even if just used', async () => {
    const { key, record } = await newKey();
    expect(await here.authenticator.authenticate(key)).not.toBeNull();
    await here.admin.revokeKey(workspaceId, record.id);
    expect(await here.authenticator.authenticate(key)).toBeNull();
  });

  test('a revoked key is invalid in every other process within two seconds', async () => {
    const { key, record } = await newKey();
    expect(await elsewhere.authenticator.authenticate(key)).not.toBeNull();
    await here.admin.revokeKey(workspaceId, record.id);
    const revokedAt = performance.now();
    // Caches expire by the monotonic clock, so that setting the wall clock back cannot prolong
    // them.
    while (await elsewhere.authenticator.authenticate(key)) {
      if (performance.now() - revokedAt > 10_000) throw new Error('still accepted after ten seconds');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await elsewhere.authenticator.authenticate(key)).toBeNull();
  });

  test('a key expires on time, even if just used', async () => {
    const { key } = await newKey(new Date(now + 1_000));
    now += 999;
    expect(await here.authenticator.authenticate(key)).not.toBeNull();
    now += 1;
    expect(await here.authenticator.authenticate(key)).toBeNull();
  });

  test('a failed look-up is not cached', async () => {
    const { key } = await newKey();
    const pool = unreliablePool(database.database.pool);
    const process = openAccess({ pool, log: silentLog, secrets: testSecrets, clock });
    pool.failing = true;
    await expect(process.authenticator.authenticate(key)).rejects.toThrow('no connection');
    pool.failing = false;
    expect(await process.authenticator.authenticate(key)).not.toBeNull();
    await process.authenticator.stop();
  });
});

describe('the ids of valid credentials', () => {
  test('are those of keys that are not revoked, and of tokens whose grant has not ended', async () => {
    const [kept, revoked] = [(await newKey()).record, (await newKey()).record];
    await here.admin.revokeKey(workspaceId, revoked.id);
    const accountId = `${workspaceId}.${randomUUID()}`;
    const grants = here.oauth.records('Grant');
    await grants.upsert('a grant', { accountId, clientId: 'a client' }, 60);
    const ids = [kept.id, revoked.id, ...['a client', 'another'].map((id) => uuidOf(`${id}:${accountId}`))];
    const valid = async () => [
      ...(await elsewhere.authenticator.listValidKeys(ids.map((keyId) => ({ workspaceId, keyId })))),
    ];
    expect((await valid()).sort()).toEqual([kept.id, ids[2]].sort());
    await here.oauth.endGrant('a grant');
    expect(await valid()).toEqual([kept.id]);
  });
});

describe('last-used times', () => {
  test('are written to the minute, never backwards', async () => {
    const { key, record } = await newKey();
    const use = async (at: string) => {
      now = Date.parse(at);
      const process = openAccess({
        pool: database.database.pool,
        log: silentLog,
        secrets: testSecrets,
        clock,
      });
      await process.authenticator.authenticate(key);
      await process.authenticator.stop();
      return (await here.admin.listKeys(workspaceId)).find(({ id }) => id === record.id)?.lastUsedAt;
    };
    expect(record.lastUsedAt).toBeNull();
    expect(await use('2026-04-05T10:20:59.999Z')).toEqual(new Date('2026-04-05T10:20:00Z'));
    expect(await use('2026-04-05T10:21:00.000Z')).toEqual(new Date('2026-04-05T10:21:00Z'));
    expect(await use('2026-04-05T10:05:00.000Z')).toEqual(new Date('2026-04-05T10:21:00Z'));
  });
});
