import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, TEST_SECRETS_KEY, type TestDatabase } from '@tributary/kit/testing';
import { runCommand } from '@tributary/test/support';

const REDIRECT = 'https://chat.example.org/callback';
const IN_ACME = ['--workspace', 'acme'];

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await run(['workspaces', 'create', 'acme']);
});
afterAll(() => database.stop());

const run = (args: string[], input = '') =>
  runCommand(args, { env: { DATABASE_URL: database.url, SECRETS_KEY: TEST_SECRETS_KEY }, input });
const clients = async () =>
  JSON.parse((await run(['oauth', 'clients', 'list', ...IN_ACME, '--json'])).stdout);
const rows = async (query: string) => (await database.database.pool.query(query)).rows;

test('a user is created with a password from the first line of standard input, stored as a hash', async () => {
  const create = ['users', 'create', 'ada@example.org', ...IN_ACME, '--password-stdin'];
  const refused = await run(create, 'too short\n');
  expect(refused).toEqual({
    code: 2,
    stdout: '',
    stderr: 'tributary: A password must have 12 to 256 characters.\n',
  });
  // An emoji is one character, although JavaScript counts two.
  expect((await run(create, `${'🔑'.repeat(6)}\n`)).stderr).toBe(refused.stderr);
  // The refused commands have not created the user.
  const created = await run(create, 'correct horse battery\nanother line\n');
  expect([created.code, created.stderr]).toEqual([0, '']);
  expect(created.stdout).toMatch(/^Created the user ada@example\.org \(/);
  expect(await rows('select hash from access.passwords')).toEqual([
    { hash: expect.stringMatching(/^scrypt\$131072\$8\$1\$/) },
  ]);
});

test('a user’s password is changed, and the user deleted', async () => {
  const hash = async () => (await rows('select hash from access.passwords')).map((row) => row.hash);
  const before = await hash();
  const set = ['users', 'set-password', 'ADA@example.org', ...IN_ACME, '--password-stdin'];
  const short = await run(set, 'too short\n');
  expect([short.code, await hash()]).toEqual([2, before]);
  const changed = await run(set, 'another correct horse\n');
  expect([changed.code, changed.stdout]).toEqual([0, 'Set the password of ada@example.org.\n']);
  expect(await hash()).not.toEqual(before);
  const nobody = await run(['users', 'delete', 'nobody@example.org', ...IN_ACME]);
  expect([nobody.code, nobody.stderr]).toEqual([
    1,
    'tributary: The user "nobody@example.org" was not found.\n',
  ]);
  const deleted = await run(['users', 'delete', 'ada@example.org', ...IN_ACME]);
  expect([deleted.code, deleted.stdout]).toEqual([
    0,
    expect.stringMatching(/^Deleted the user ada@example\.org \(/),
  ]);
  expect(await hash()).toEqual([]);
});

describe('clients', () => {
  test('are created with a secret that is printed once, listed without it, and revoked', async () => {
    const create = ['oauth', 'clients', 'create', 'My GPT', ...IN_ACME, '--redirect-uri', REDIRECT];
    const { code, stdout } = await run(create);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Client id: [0-9a-f-]{36}\nClient secret: [\w-]{43}\n$/),
    ]);
    const [clientId, secret] = [...stdout.matchAll(/: (\S+)/g)].map(([, value]) => value!);
    const options = [`${REDIRECT}/2`, '--public', '--scopes', 'profile, posts:read', '--json'];
    const made = JSON.parse((await run([...create, ...options])).stdout);
    expect(made).toEqual({ clientId: expect.any(String), clientSecret: null });
    const all = await clients();
    expect(all).toMatchObject([
      {
        clientId: made.clientId,
        redirectUris: [REDIRECT, `${REDIRECT}/2`],
        scope: 'profile posts:read',
        confidential: false,
      },
      // Without `--scopes` every scope; the user and the resource of a token limit them.
      { clientId, scope: expect.stringMatching(/^profile .*posts:read.*mentions:read/), confidential: true },
    ]);
    expect(JSON.stringify([all, await rows('select * from access.oauth_clients')])).not.toContain(secret);

    const revoked = await run(['oauth', 'clients', 'revoke', clientId!, ...IN_ACME]);
    expect([revoked.code, revoked.stdout]).toEqual([0, `Revoked the client ${clientId}.\n`]);
    const table = (await run(['oauth', 'clients', 'list', ...IN_ACME])).stdout.trimEnd().split('\n');
    expect(table[0]).toMatch(/^ID +NAME +STATUS$/);
    expect(table.slice(1).map((line) => line.split(/ +/).at(-1))).toEqual(['active', 'revoked']);
  });

  test('are created without a redirect URI, which can be added later', async () => {
    const created = await run(['oauth', 'clients', 'create', 'Late GPT', ...IN_ACME, '--json']);
    const { clientId } = JSON.parse(created.stdout);
    const update = ['oauth', 'clients', 'update', clientId, ...IN_ACME, '--redirect-uri'];
    const first = await run([...update, REDIRECT]);
    expect([first.code, first.stdout]).toEqual([
      0,
      `Redirect URIs of the client ${clientId}:\n${REDIRECT}\n`,
    ]);
    const added = JSON.parse((await run([...update, `${REDIRECT}/2`, '--add', '--json'])).stdout);
    expect(added).toEqual({ clientId, redirectUris: [REDIRECT, `${REDIRECT}/2`] });
    const replaced = JSON.parse((await run([...update, `${REDIRECT}/3`, '--json'])).stdout);
    expect(replaced.redirectUris).toEqual([`${REDIRECT}/3`]);
  });

  const create = ['oauth', 'clients', 'create', 'A client', ...IN_ACME];
  test.each([
    [
      'a redirect without https',
      [...create, '--redirect-uri', 'http://example.org/'],
      2,
      /not an https address/,
    ],
    ['a redirect with a fragment', [...create, '--redirect-uri', `${REDIRECT}#x`], 2, /without a fragment/],
    [
      'an update without a redirect',
      ['oauth', 'clients', 'update', 'x', ...IN_ACME],
      2,
      /required option '--redirect-uri/,
    ],
    [
      'an update of an unknown client',
      ['oauth', 'clients', 'update', 'none', ...IN_ACME, '--redirect-uri', REDIRECT],
      1,
      /was not found/,
    ],
    [
      'an unknown scope',
      [...create, '--redirect-uri', REDIRECT, '--scopes', 'all'],
      2,
      /"all" is not a scope; there are profile/,
    ],
    ['a client that is not there', ['oauth', 'clients', 'revoke', 'none', ...IN_ACME], 1, /was not found/],
  ])('are rejected with %s', async (_, args, code, message) => {
    const ended = await run(args);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(message);
  });
});

test('keys are rotated: the new one is added to the former one, and both are encrypted', async () => {
  const first = JSON.parse((await run(['oauth', 'keys', 'rotate', '--json'])).stdout);
  const second = await run(['oauth', 'keys', 'rotate']);
  const stored = await rows('select kid, sealed from access.signing_keys order by created_at');
  expect(stored.map(({ kid }) => kid)).toEqual([first.kid, /the key (\S+)\.\n$/.exec(second.stdout)?.[1]]);
  for (const { sealed } of stored) expect(sealed).toMatch(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
});
