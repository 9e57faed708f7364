import { randomBytes } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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

test('what was sealed opens again, in another process too, and shows nothing of itself', () => {
  const sealed = open().seal('a password 🫖', 'account 1');
  expect(sealed).not.toContain('password');
  expect(open().open(sealed, 'account 1')).toBe('a password 🫖');
});

test('the same is never sealed the same twice', () => {
  const secrets = open();
  expect(secrets.seal('x', 'o')).not.toBe(secrets.seal('x', 'o'));
});

test('it opens for its owner only, and by its own key only', () => {
  const sealed = open().seal('a password', 'account 1');
  expect(() => open().open(sealed, 'account 2')).toThrow();
  expect(() => open(randomBytes(32).toString('base64')).open(sealed, 'account 1')).toThrow();
});

test('one changed character is noticed', () => {
  const sealed = open().seal('a password', 'o');
  const changed = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.at(-1);
  expect(() => open().open(changed, 'o')).toThrow();
  expect(() => open().open('a password', 'o')).toThrow('not sealed here');
});

test('the key is made once, for its owner alone to read', async () => {
  const sealed = open().seal('x', 'o');
  const file = join(folder, 'secrets.key');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(Buffer.from(await readFile(file, 'utf8'), 'base64')).toHaveLength(32);
  expect(open().open(sealed, 'o')).toBe('x');
});

test('a configured key leaves no file', async () => {
  const key = randomBytes(32).toString('base64');
  expect(open(key).open(open(key).seal('x', 'o'), 'o')).toBe('x');
  await expect(stat(join(folder, 'secrets.key'))).rejects.toThrow('ENOENT');
});

describe('a key that is replaced', () => {
  const key = () => randomBytes(32).toString('base64');
  const withKeys = (current: string, ...previous: string[]) =>
    openSecrets(
      readConfig({
        TRIBUTARY_DATA_DIR: folder,
        SECRETS_KEY: current,
        SECRETS_KEY_PREVIOUS: previous.join(','),
      }).read(secretSettings),
    );

  test('in the environment: what the former ones sealed opens, and is known not to be current', () => {
    const [first, second, third] = [key(), key(), key()];
    const sealed = [withKeys(first!), withKeys(second!)].map((each) => each.seal('x', 'o'));
    const now = withKeys(third!, second!, first!);
    expect(sealed.map((each) => now.open(each, 'o'))).toEqual(['x', 'x']);
    expect([...sealed, now.seal('x', 'o')].map((each) => now.isCurrent(each))).toEqual([false, false, true]);
    expect(() => withKeys(third!).open(sealed[0]!, 'o')).toThrow(
      /^A secret is sealed under the key [0-9a-f]{8}, which is not in SECRETS_KEY or SECRETS_KEY_PREVIOUS\.$/,
    );
  });

  test('what was sealed before keys had names opens by any of them', () => {
    const [old, next] = [key(), key()];
    const named = withKeys(old!).seal('x', 'o');
    const unnamed = named.replace(/^v2\.[0-9a-f]{8}\./, 'v1.');
    expect(withKeys(next!, old!).open(unnamed, 'o')).toBe('x');
    expect(withKeys(next!, old!).isCurrent(unnamed)).toBe(false);
  });

  test('in the data directory: a process that is running seals under the new one at once', async () => {
    const running = open();
    const before = running.seal('x', 'o');
    open().keys.rotate();
    expect(running.isCurrent(before)).toBe(false);
    expect(running.open(before, 'o')).toBe('x');
    expect(open().open(running.seal('y', 'o'), 'o')).toBe('y');
    expect((await stat(join(folder, 'secrets.key'))).mode & 0o777).toBe(0o600);
    // The key before it is kept, no older one.
    open().keys.rotate();
    expect(running.keys.all()).toHaveLength(2);
    expect(() => running.open(before, 'o')).toThrow('which is not in the data directory');
  });
});
