import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { type Ended, runCommand } from '@tributary/test/support';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.stop());

const run = (...args: string[]) => runCommand(args, { env: { DATABASE_URL: database.url } });
/** Returns the value that a command with `--json` printed. */
const value = ({ stdout, stderr, code }: Ended) => {
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
};
const UUID = /^[0-9a-f-]{36}$/;

// Tests run in order and build on each other, because starting a process takes seconds.
describe('tributary', () => {
  test('creates a workspace and lists it with its plans', async () => {
    const created = await run('workspaces', 'create', 'acme');
    expect(created.stdout).toMatch(/^Created the workspace acme \([0-9a-f-]{36}\)\.\n$/);
    const listed = await run('workspaces', 'list');
    const [head, first] = listed.stdout.split('\n');
    expect(head).toMatch(/^NAME +ID +COMMUNITY-TRACKER +CREATOR-TRACKING +SOCIAL-CRM +XTRACKER +BUZZABOUT$/);
    expect(first).toMatch(/^acme +[0-9a-f-]{36} +trial +pro +free +free +pro$/);
  });

  test('sets a plan', async () => {
    const set = await run('plans', 'set', 'team', '--workspace', 'acme', '--product', 'community-tracker');
    expect([set.code, set.stdout]).toEqual([0, 'Set the plan of acme for community-tracker to team.\n']);
    const [acme] = value(await run('workspaces', 'list', '--json'));
    expect(acme.plans['community-tracker']).toBe('team');
  });

  test('creates users and lists them', async () => {
    const args = ['--workspace', 'acme', '--name', 'Ada Lovelace', '--json'];
    expect(value(await run('users', 'create', 'ada@example.org', ...args))).toMatchObject({
      email: 'ada@example.org',
      name: 'Ada Lovelace',
    });
    const { stdout } = await run('users', 'list', '--workspace', 'acme');
    expect(stdout).toMatch(
      /^EMAIL +NAME +ROLE +ID\nada@example\.org +Ada Lovelace +editor +[0-9a-f-]{36}\n$/,
    );
  });

  test('creates a key, shows it once on standard output alone, lists it and revokes it', async () => {
    const workspace = ['--workspace', 'acme'];
    const created = await run('keys', 'create', ...workspace, '--product', 'community-tracker');
    expect(created.code).toBe(0);
    expect(created.stdout).toMatch(/^ct_live_[0-9A-Za-z]{32}\n$/);
    expect(created.stderr).toBe('Store this key now: it cannot be shown again.\n');
    const key = created.stdout.trim();

    const options = [
      '--product',
      'native',
      '--scopes',
      'community:read, posts:read',
      '--expires',
      '2099-01-31',
    ];
    const second = value(
      await run('keys', 'create', ...workspace, ...options, '--user', 'ada@example.org', '--json'),
    );
    expect(second).toMatchObject({
      key: expect.stringMatching(/^tk_live_/),
      scopes: ['community:read', 'posts:read'],
      expiresAt: '2099-01-31T00:00:00.000Z',
      userId: expect.stringMatching(UUID),
    });

    const { stdout } = await run('keys', 'list', ...workspace);
    expect(stdout).not.toContain(key);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ID +PREFIX +PRODUCTS +SCOPES +EXPIRES +LAST USED$/);
    expect(lines[1]).toMatch(
      /tk_live_\w{4} +native +community:read,posts:read +2099-01-31T00:00:00\.000Z +never$/,
    );
    expect(lines[2]).toMatch(new RegExp(`${key.slice(0, 12)} +community-tracker +all +never +never$`));

    const revoked = await run('keys', 'revoke', key, ...workspace);
    expect([revoked.code, revoked.stdout]).toEqual([
      0,
      expect.stringMatching(/^Revoked the key ct_live_\w{4}… \(/),
    ]);
    const all = value(await run('keys', 'list', ...workspace, '--json'));
    expect(all[1].revokedAt).toMatch(/^\d{4}-/);
    expect(JSON.stringify(all)).not.toContain(key);
  });
});

describe('a failure exits with 1 and says why in one line', () => {
  test.each([
    [
      'an unknown workspace',
      ['keys', 'list', '--workspace', 'nobody'],
      'tributary: The workspace "nobody" was not found.\n',
    ],
    ['a duplicate name', ['workspaces', 'create', 'acme'], 'tributary: A workspace "acme" already exists.\n'],
    [
      'an unknown key',
      ['keys', 'revoke', 'tk_live_none', '--workspace', 'acme'],
      'tributary: The key was not found.\n',
    ],
  ])('%s', async (_, args, stderr) => {
    expect(await run(...args)).toEqual({ code: 1, stdout: '', stderr });
  });

  test('an unreachable database', async () => {
    const { code, stderr } = await runCommand(['workspaces', 'list'], {
      env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
    });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^tributary: .*ECONNREFUSED.*\n$/)]);
  });
});

describe('incorrect usage exits with 2', () => {
  const keys = ['keys', 'create', '--workspace', 'acme'];
  test.each([
    ['an unknown command', ['workspace'], /unknown command 'workspace'/],
    ['a missing option', ['keys', 'list'], /required option '--workspace <name>' not specified/],
    ['an invalid choice', [...keys, '--product', 'nothing'], /Allowed choices are community-tracker/],
    [
      'a date that does not exist',
      [...keys, '--product', 'native', '--expires', '2027-02-30'],
      /--expires must be a date/,
    ],
    [
      'a date in the past',
      [...keys, '--product', 'native', '--expires', '2020-01-01'],
      /expiry must be in the future/,
    ],
    [
      'an unknown scope',
      [...keys, '--product', 'xtracker', '--scopes', 'a'],
      /"a" is not a scope of this key/,
    ],
    [
      'an unknown plan',
      ['plans', 'set', 'gold', '--workspace', 'acme', '--product', 'xtracker'],
      /free, pro, enterprise/,
    ],
    ['an invalid name', ['workspaces', 'create', 'Not A Name'], /A workspace name must have/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

describe('help', () => {
  test('lists every command', async () => {
    const { code, stdout, stderr } = await runCommand(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const name of ['start', 'workspaces', 'users', 'keys', 'plans', 'import'])
      expect(stdout).toContain(`  ${name} `);
  });

  test('of a command lists its options', async () => {
    const { code, stdout } = await runCommand(['keys', 'create', '--help']);
    expect(code).toBe(0);
    for (const option of [
      '--workspace <name>',
      '--product <product>',
      '--scopes <scopes>',
      '--expires <date>',
      '--json',
    ])
      expect(stdout).toContain(option);
  });
});
