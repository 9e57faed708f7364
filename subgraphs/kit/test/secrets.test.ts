import { randomBytes } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { readConfig } from '../src/core/settings.ts';
import { openSecrets, secretSettings } from '../src/postgres/index.ts';
import { temporaryFolder } from '../src/testing/index.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder('tributary-secrets-');
});
afterEach(() => rm(folder, { recursive: true }));

function open(key = '') {
  return openSecrets(readConfig({ TRIBUTARY_DATA_DIR: folder, SECRETS_KEY: key }).read(secretSettings));
}

test('a secret decrypts in another process too, and its text is not readable', async () => {
  const sealed = await open().seal('a password 🫖', 'account 1');
  expect(sealed).not.toContain('password');
  expect(await open().open(sealed, 'account 1')).toBe('a password 🫖');
});

test('a secret is a compact JWE whose header names its key and its owner', async () => {
  const secrets = open();
  const sealed = await secrets.seal('x', 'account 1');
  expect(sealed.split('.')).toHaveLength(5);
  expect(decodeProtectedHeader(sealed)).toEqual({
    alg: 'dir',
    enc: 'A256GCM',
    kid: secrets.keys.newest().id,
    owner: 'account 1',
  });
});

test('the same text encrypts to another value each time', async () => {
  const secrets = open();
  expect(await secrets.seal('x', 'o')).not.toBe(await secrets.seal('x', 'o'));
});

test('a secret decrypts for its owner only, and by its own key only', async () => {
  const sealed = await open().seal('a password', 'account 1');
  await expect(open().open(sealed, 'account 2')).rejects.toThrow('belongs to another owner');
  const other = open(randomBytes(32).toString('base64'));
  await expect(other.open(sealed, 'account 1')).rejects.toThrow('is encrypted under the key');
});

test('a secret whose header names another owner does not decrypt', async () => {
  const [header, ...rest] = (await open().seal('a password', 'account 1')).split('.');
  const claims = JSON.parse(Buffer.from(header!, 'base64url').toString());
  const forged = Buffer.from(JSON.stringify({ ...claims, owner: 'account 2' })).toString('base64url');
  await expect(open().open([forged, ...rest].join('.'), 'account 2')).rejects.toThrow(
    'decryption operation failed',
  );
});

test('a modified secret does not decrypt', async () => {
  const sealed = await open().seal('a password', 'o');
  const changed = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.at(-1);
  await expect(open().open(changed, 'o')).rejects.toThrow('decryption operation failed');
  await expect(open().open('a password', 'o')).rejects.toThrow('not a secret of Tributary');
});

test('the key is generated once, readable by its owner only', async () => {
  const sealed = await open().seal('x', 'o');
  const file = join(folder, 'secrets.key');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(Buffer.from(await readFile(file, 'utf8'), 'base64')).toHaveLength(32);
  expect(await open().open(sealed, 'o')).toBe('x');
});

test('a configured key leaves no file', async () => {
  const key = randomBytes(32).toString('base64');
  expect(await open(key).open(await open(key).seal('x', 'o'), 'o')).toBe('x');
  await expect(stat(join(folder, 'secrets.key'))).rejects.toThrow('ENOENT');
});

describe('formats before JWE', () => {
  /**
   * Written by the previous release: a key of 32 bytes of value 7, text `a password 🫖`, owner
   * `account 1`.
   */
  const NAMED = 'v2.4bb06f8e.l0x_nfkFIEiUsyVzg-M_FZ85V_S79baymY1RnHlM8DswfLZLG32_tD6liA';
  const UNNAMED = NAMED.replace(/^v2\.[0-9a-f]{8}\./, 'v1.');
  const KEY = Buffer.alloc(32, 7).toString('base64');

  test.each([
    ['with a key id', NAMED],
    ['without one', UNNAMED],
  ])('a secret %s decrypts, and is not current', async (_, sealed) => {
    const secrets = open(KEY);
    expect(await secrets.open(sealed, 'account 1')).toBe('a password 🫖');
    await expect(secrets.open(sealed, 'account 2')).rejects.toThrow();
    expect(secrets.isCurrent(sealed)).toBe(false);
  });

  test('a secret without a key id decrypts by any known key', async () => {
    const secrets = withKeys(randomBytes(32).toString('base64'), KEY);
    expect(await secrets.open(UNNAMED, 'account 1')).toBe('a password 🫖');
    expect(secrets.hasNewestKey(UNNAMED)).toBe(false);
    expect(open(KEY).hasNewestKey(NAMED)).toBe(true);
  });
});

describe('a key that is replaced', () => {
  const key = () => randomBytes(32).toString('base64');

  test('in the environment: secrets of former keys decrypt, and are not current', async () => {
    const [first, second, third] = [key(), key(), key()];
    const sealed = [await withKeys(first).seal('x', 'o'), await withKeys(second).seal('x', 'o')];
    const now = withKeys(third, second, first);
    expect(await Promise.all(sealed.map((each) => now.open(each, 'o')))).toEqual(['x', 'x']);
    const latest = await now.seal('x', 'o');
    expect([...sealed, latest].map((each) => now.isCurrent(each))).toEqual([false, false, true]);
    await expect(withKeys(third).open(sealed[0]!, 'o')).rejects.toThrow(
      /^A secret is encrypted under the key [0-9a-f]{8}, which is not in SECRETS_KEY or SECRETS_KEY_PREVIOUS\.$/,
    );
  });

  test('in the data directory: a running process encrypts under the new key at once', async () => {
    const running = open();
    const before = await running.seal('x', 'o');
    open().keys.rotate();
    expect(running.isCurrent(before)).toBe(false);
    expect(await running.open(before, 'o')).toBe('x');
    expect(await open().open(await running.seal('y', 'o'), 'o')).toBe('y');
    expect((await stat(join(folder, 'secrets.key'))).mode & 0o777).toBe(0o600);
    // The file holds one previous key, not two.
    open().keys.rotate();
    expect(running.keys.all()).toHaveLength(2);
    await expect(running.open(before, 'o')).rejects.toThrow('which is not in the data directory');
  });
});

function withKeys(current: string, ...previous: string[]) {
  return openSecrets(
    readConfig({
      TRIBUTARY_DATA_DIR: folder,
      SECRETS_KEY: current,
      SECRETS_KEY_PREVIOUS: previous.join(','),
    }).read(secretSettings),
  );
}
