import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSecrets, type Secrets } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase, temporaryFolder } from '@tributary/kit/testing';
import { runCommand } from '@tributary/test/support';

const WORKSPACES = [randomUUID(), randomUUID()];
const ACCOUNTS = 230;

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await temporaryFolder('tributary-rotation-');
});
afterAll(async () => {
  await database.stop();
  await rm(folder, { recursive: true });
});

const ownerOf = (workspace: string) => `publishing credentials of ${workspace}`;
const pool = () => database.database.pool;
const opened = (current = '', previous = '') =>
  openSecrets({ TRIBUTARY_DATA_DIR: folder, SECRETS_KEY: current, SECRETS_KEY_PREVIOUS: previous });

/** Runs `tributary secrets rotate`; returns its report. */
async function rotate(env: Record<string, string>) {
  const { code, stdout, stderr } = await runCommand(['secrets', 'rotate', '--json'], {
    env: { DATABASE_URL: database.url, TRIBUTARY_DATA_DIR: folder, ...env },
  });
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

/** Inserts accounts of two workspaces, more than one batch, and a signing key. */
async function fill(seal: Secrets['seal']): Promise<void> {
  await pool().query('truncate publishing.connected_accounts, access.signing_keys cascade');
  for (let number = 0; number < ACCOUNTS; number++) {
    const workspace = WORKSPACES[number % 2]!;
    await pool().query(
      `insert into publishing.connected_accounts
         (workspace_id, id, platform, external_id, handle, status, credentials, connected_at)
       values ($1, $2, 'discord', $2, 'h', 'connected', $3, now())`,
      [workspace, `acct_${number}`, await seal(`secret ${number}`, ownerOf(workspace))],
    );
  }
  await pool().query('insert into access.signing_keys (kid, sealed, created_at) values ($1, $2, now())', [
    'kid-1',
    await seal('{}', 'signing_keys:kid-1'),
  ]);
}

/** Lists the secrets that a process with these keys cannot read, or that are not current. */
async function faults(secrets: Secrets): Promise<string[]> {
  const { rows } = await pool().query(
    'select workspace_id as workspace, id, credentials as sealed from publishing.connected_accounts',
  );
  expect(rows).toHaveLength(ACCOUNTS);
  const { rows: keys } = await pool().query('select sealed from access.signing_keys');
  const wrong: { id: string }[] = [];
  for (const { workspace, id, sealed } of rows)
    if ((await secrets.open(sealed, ownerOf(workspace))) !== `secret ${id.slice('acct_'.length)}`)
      wrong.push({ id });
  const stale = [...rows, ...keys].filter(({ sealed }) => !secrets.isCurrent(sealed));
  return [...wrong.map(({ id }) => `${id} differs`), ...stale.map(({ id }) => `${id} is stale`)];
}

test('a new key in the environment encrypts all secrets again; a second run changes nothing', async () => {
  const [old, next] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
  await fill(opened(old).seal);
  const env = { SECRETS_KEY: next, SECRETS_KEY_PREVIOUS: old };
  const total = ACCOUNTS + 1;
  expect(await rotate(env)).toMatchObject({ isNew: false, total, resealed: total });
  expect(await rotate(env)).toMatchObject({ isNew: false, total, resealed: 0 });
  // The old key is no longer needed.
  expect(await faults(opened(next))).toEqual([]);
});

test('without a key in the environment a new one is generated, and a running process continues to read', async () => {
  const running = opened();
  await fill(running.seal);
  const before = await readFile(join(folder, 'secrets.key'), 'utf8');
  const total = ACCOUNTS + 1;
  expect(await rotate({})).toMatchObject({ isNew: true, total, resealed: total });
  expect((await readFile(join(folder, 'secrets.key'), 'utf8')).split('\n')).toEqual([
    expect.not.stringContaining(before),
    before,
  ]);
  expect(await faults(running)).toEqual([]);
});

test('an interrupted rotation is completed without generating another key', async () => {
  const running = opened();
  await fill(running.seal);
  // Simulates a process that ended after generating the key but before encrypting anything.
  opened().keys.rotate();
  const { id } = opened().keys.newest();
  expect(await rotate({})).toMatchObject({ key: id, isNew: false, resealed: ACCOUNTS + 1 });
  expect(await faults(running)).toEqual([]);
});

test('secrets in the format before JWE are rewritten', async () => {
  const running = opened();
  const { id, bytes } = running.keys.newest();
  await fill(async (text, owner) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', bytes, iv, { authTagLength: 16 }).setAAD(Buffer.from(owner));
    const parts = [cipher.update(text, 'utf8'), cipher.final()];
    return `v2.${id}.${Buffer.concat([iv, cipher.getAuthTag(), ...parts]).toString('base64url')}`;
  });
  expect(await faults(running)).toHaveLength(ACCOUNTS + 1);
  expect(await rotate({})).toMatchObject({ isNew: true, resealed: ACCOUNTS + 1 });
  expect(await faults(running)).toEqual([]);
});
