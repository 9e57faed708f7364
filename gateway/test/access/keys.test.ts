import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KEY_KINDS, openAccess } from '@tributary/gateway/access';
import { openTestDatabase, silentLog, type TestDatabase, testSecrets } from '@tributary/kit/testing';

const NOW = Date.parse('2026-04-04T10:20:30Z');
const PREFIXES = {
  'community-tracker': 'ct_live_',
  'creator-tracking': 'ct_live_',
  'social-crm': 'sk_live_',
  xtracker: 'xt_live_',
  buzzabout: 'bz_live_',
  native: 'tk_live_',
};

let database: TestDatabase;
let access: ReturnType<typeof openAccess>;
let workspaceId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  access = openAccess({
    pool: database.database.pool,
    log: silentLog,
    secrets: testSecrets,
    clock: () => NOW,
  });
  workspaceId = (await access.admin.createWorkspace('ours')).id;
});

afterAll(async () => {
  await access.authenticator.stop();
  await database.stop();
});

const query = async (text: string, values: unknown[] = []) =>
  (await database.database.pool.query(text, values)).rows;

describe('a new key', () => {
  test.each(KEY_KINDS)('of %s is its prefix and 32 base62 characters', async (kind) => {
    const { key } = await access.admin.createKey(workspaceId, { kind });
    expect(key).toMatch(new RegExp(`^${PREFIXES[kind]}[0-9A-Za-z]{32}$`));
  });

  test('is different each time', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, () => access.admin.createKey(workspaceId, { kind: 'xtracker' })),
    );
    expect(new Set(made.map(({ key }) => key)).size).toBe(20);
  });

  test('is not stored; only its SHA-256 hash and first twelve characters are', async () => {
    const { key, record } = await access.admin.createKey(workspaceId, { kind: 'social-crm' });
    const rows = [];
    for (const table of ['workspaces', 'users', 'api_keys', 'key_hashes', 'plans'])
      rows.push(...(await query(`select to_jsonb(t) as row from access.${table} t`)));
    const text = JSON.stringify(rows);
    expect(text).toContain(key.slice(0, 12));
    expect(text).not.toContain(key.slice(0, 13));
    expect(text).not.toContain(key.slice(12));
    const [stored] = await query('select hash from access.key_hashes where key_id = $1', [record.id]);
    expect(stored.hash).toEqual(createHash('sha256').update(key).digest());
  });

  test('shows its first twelve characters as its prefix', async () => {
    const { key, record } = await access.admin.createKey(workspaceId, { kind: 'buzzabout' });
    expect(record.prefix).toBe(key.slice(0, 12));
  });

  test('grants access to its product, and a native one to every product', async () => {
    const products = async (kind: (typeof KEY_KINDS)[number]) =>
      (await access.admin.createKey(workspaceId, { kind })).record.products;
    expect(await products('creator-tracking')).toEqual(['creator-tracking']);
    expect(await products('native')).toEqual([
      'community-tracker',
      'creator-tracking',
      'social-crm',
      'xtracker',
      'buzzabout',
    ]);
  });

  test('has every scope of its product by default', async () => {
    const { key } = await access.admin.createKey(workspaceId, { kind: 'community-tracker' });
    const principal = await access.authenticator.authenticate(key);
    expect(principal?.scopes).toEqual(['community:read', 'community:write']);
  });

  test('has only the given scopes', async () => {
    const { key } = await access.admin.createKey(workspaceId, {
      kind: 'community-tracker',
      scopes: ['community:read'],
    });
    expect((await access.authenticator.authenticate(key))?.scopes).toEqual(['community:read']);
  });

  test('with a scope of another product is rejected', async () => {
    const made = access.admin.createKey(workspaceId, { kind: 'xtracker', scopes: ['community:read'] });
    await expect(made).rejects.toMatchObject({ code: 'INVALID_INPUT', details: { field: 'scopes' } });
  });

  test('with an expiry in the past is rejected', async () => {
    const made = access.admin.createKey(workspaceId, { kind: 'xtracker', expiresAt: new Date(NOW) });
    await expect(made).rejects.toMatchObject({ code: 'INVALID_INPUT', details: { field: 'expires' } });
  });

  test('belongs to the given user', async () => {
    const user = await access.admin.createUser(workspaceId, { email: 'ada@example.org', name: 'Ada' });
    const { key } = await access.admin.createKey(workspaceId, { kind: 'native', user: 'ada@example.org' });
    expect((await access.authenticator.authenticate(key))?.userId).toBe(user.id);
  });

  test('of an unknown user is rejected', async () => {
    const made = access.admin.createKey(workspaceId, { kind: 'native', user: 'nobody@example.org' });
    await expect(made).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('revoking', () => {
  test('accepts the id, the shown prefix, or the key itself', async () => {
    for (const name of ['id', 'prefix', 'key'] as const) {
      const { key, record } = await access.admin.createKey(workspaceId, { kind: 'native' });
      const revoked = await access.admin.revokeKey(workspaceId, { ...record, key }[name]);
      expect(revoked).toMatchObject({ id: record.id, revokedAt: new Date(NOW) });
    }
  });

  test('rejects other texts that begin like the key', async () => {
    const { key } = await access.admin.createKey(workspaceId, { kind: 'native' });
    const mistyped = `${key.slice(0, -1)}-`;
    await expect(access.admin.revokeKey(workspaceId, mistyped)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await access.authenticator.authenticate(key)).not.toBeNull();
  });

  test('does not find a key of another workspace', async () => {
    const other = await access.admin.createWorkspace('revoking-others');
    const { record } = await access.admin.createKey(workspaceId, { kind: 'native' });
    await expect(access.admin.revokeKey(other.id, record.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('lists the candidates if several keys share a prefix', async () => {
    const start = 'ct_live_SAME';
    for (const [kind, end] of [
      ['community-tracker', 'a'],
      ['creator-tracking', 'b'],
    ] as const)
      await access.admin.registerKey(workspaceId, { kind, key: start + end.repeat(28) });
    const same = (await access.admin.listKeys(workspaceId)).filter(({ prefix }) => prefix === start);
    const refused = await access.admin.revokeKey(workspaceId, start).catch((error) => error);
    expect(refused).toMatchObject({ code: 'CONFLICT' });
    expect(refused.message).toMatch(/^Several keys begin with "ct_live_SAME"; select one by its id: /);
    for (const { id, products } of same) expect(refused.message).toContain(`${id} (${products[0]}, created `);
    // After one key is revoked, the prefix is unambiguous again.
    await access.admin.revokeKey(workspaceId, same[0]!.id);
    expect(await access.admin.revokeKey(workspaceId, start)).toMatchObject({ id: same[1]!.id });
  });
});

describe('plans', () => {
  test('of a new workspace are the lowest of each product', async () => {
    const workspace = await access.admin.createWorkspace('new');
    const found = (await access.admin.listWorkspaces()).find(({ id }) => id === workspace.id);
    expect(found?.plans).toEqual({
      'community-tracker': 'trial',
      'creator-tracking': 'pro',
      'social-crm': 'free',
      xtracker: 'free',
      buzzabout: 'pro',
    });
  });

  test('apply immediately, even to a key that was just used', async () => {
    const { key } = await access.admin.createKey(workspaceId, { kind: 'community-tracker' });
    expect((await access.authenticator.authenticate(key))?.policies).toEqual([]);
    await access.admin.setPlan(workspaceId, 'community-tracker', 'team');
    const principal = await access.authenticator.authenticate(key);
    expect(principal?.policies).toEqual(['community-tracker:api']);
    expect(principal?.plans).toEqual({ 'community-tracker': 'team' });
  });

  test('that a product does not have are rejected with a list of its plans', async () => {
    await expect(access.admin.setPlan(workspaceId, 'xtracker', 'gold')).rejects.toThrow(
      'xtracker has the plans free, pro, enterprise.',
    );
  });
});

describe('workspaces and users', () => {
  test('workspace names are unique', async () => {
    await access.admin.createWorkspace('twice');
    await expect(access.admin.createWorkspace('twice')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test.each(['', 'Upper', '-dash', 'a b', 'ä', 'a'.repeat(64)])(
    'a workspace is not named %j',
    async (name) => {
      await expect(access.admin.createWorkspace(name)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    },
  );

  test('email addresses are unique per workspace, regardless of case', async () => {
    const user = { email: 'grace@example.org', name: 'Grace' };
    const other = await access.admin.createWorkspace('same-email');
    const { id } = await access.admin.createUser(workspaceId, user);
    await access.admin.createUser(other.id, user);
    for (const email of [user.email, 'Grace@Example.ORG'])
      await expect(access.admin.createUser(workspaceId, { ...user, email })).rejects.toMatchObject({
        code: 'CONFLICT',
      });
    expect(await access.admin.findUser(workspaceId, 'GRACE@example.org')).toMatchObject({ id });
  });

  test('a deleted user’s keys are invalid immediately, and only they remain', async () => {
    const { id } = await access.admin.createUser(workspaceId, { email: 'bob@example.org', name: 'Bob' });
    await access.oauthAdmin.setPassword(workspaceId, id, 'correct horse battery');
    const { key, record } = await access.admin.createKey(workspaceId, {
      kind: 'native',
      user: 'BOB@example.org',
    });
    expect((await access.authenticator.authenticate(key))?.userId).toBe(id);
    await access.admin.deleteUser(workspaceId, id);
    expect(await access.authenticator.authenticate(key)).toBeNull();
    const stored = (await access.admin.listKeys(workspaceId)).find((each) => each.id === record.id);
    expect(stored).toMatchObject({ userId: null, revokedAt: new Date(NOW) });
    expect(await query('select from access.passwords where user_id = $1', [id])).toEqual([]);
    await expect(access.admin.findUser(workspaceId, 'bob@example.org')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
