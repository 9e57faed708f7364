import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { TEST_SECRETS_KEY, temporaryFolder } from '@tributary/kit/testing';
import { runCommand, startTestApp, type TestApp } from '@tributary/test/support';
import pg from 'pg';
import { mastodon, type Platform } from '../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../../../test/upstreams/stand-in.ts';

let app: TestApp;
let server: Platform;
let standIn: StandIn;
let token: string;

beforeAll(async () => {
  app = await startTestApp({ settings: { PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true' } });
});
afterAll(() => app.stop());
beforeEach(async () => {
  server = mastodon();
  standIn = await startStandIn(server);
  token = 'a token that nobody may see';
});
afterEach(() => standIn.stop());

const FIELDS = 'id platform handle displayName avatarUrl profileUrl status connectedAt';

async function connect(credentials: Record<string, string>, platform = 'MASTODON', key?: string) {
  const { data, errors } = await app.graphql(
    `mutation ($input: ConnectAccountInput!) {
      connectAccount(input: $input) {
        __typename
        ... on AccountConnected { account { ${FIELDS} } }
        ... on InvalidInput { message field }
      }
    }`,
    {
      input: { platform, credentials: Object.entries(credentials).map(([name, value]) => ({ name, value })) },
    },
    key,
  );
  expect(errors).toBeUndefined();
  return data.connectAccount;
}

async function disconnect(id: string, key?: string) {
  const { data } = await app.graphql(
    'mutation ($id: ID!) { disconnectAccount(id: $id) { __typename ... on AccountDisconnected { account { status } } } }',
    { id },
    key,
  );
  return data.disconnectAccount;
}

/** Returns every row of the table as stored. */
async function rows(): Promise<{ id: string; credentials: string | null; status: string }[]> {
  const client = new pg.Client({ connectionString: app.database.url });
  await client.connect();
  const found = await client.query('select * from publishing.connected_accounts order by connected_at');
  await client.end();
  return found.rows;
}

const good = () => ({ server: standIn.url, accessToken: token });

test('an account is verified, stored encrypted, and renewed when it is connected again', async () => {
  const first = await connect(good());
  expect(first).toMatchObject({
    __typename: 'AccountConnected',
    account: { platform: 'MASTODON', displayName: 'Someone', status: 'CONNECTED' },
  });
  expect(first.account.handle).toMatch(/^someone@127\.0\.0\.1:\d+$/);
  const [kept] = await rows();
  expect(JSON.stringify(kept)).not.toContain(token);
  const again = await connect({ ...good(), accessToken: 'another' });
  expect(again.account.id).toBe(first.account.id);
  const [renewed] = await rows();
  expect(renewed!.credentials).not.toBe(kept!.credentials);
});

test('credentials that the platform refuses are not stored', async () => {
  const before = await rows();
  standIn.play('expired');
  expect(await connect(good())).toMatchObject({
    __typename: 'InvalidInput',
    field: 'input.credentials',
    message: expect.stringContaining('The access token was revoked'),
  });
  expect(await rows()).toEqual(before);
});

test.each([
  ['an unknown name', { password: 'x' }, 'accepts server, accessToken'],
  ['a missing one', { server: 'https://m.example' }, 'needs accessToken'],
  ['an address that is none', { server: 'file:///etc/passwd', accessToken: 't' }, 'http or https'],
  ['a line break', { server: 'https://m.example', accessToken: 'a\nb' }, 'printable'],
  ['a long one', { server: 'https://m.example', accessToken: 'a'.repeat(5_000) }, 'at most'],
])('refused before any request: %s', async (_, credentials, message) => {
  const answer = await connect(credentials as Record<string, string>);
  expect(answer).toMatchObject({ __typename: 'InvalidInput', message: expect.stringContaining(message) });
  expect(standIn.calls).toEqual([]);
});

test("disconnecting deletes the credentials once, and only in the account's workspace", async () => {
  const { account } = await connect(good());
  const other = await app.key('native', { workspaceId: app.otherId });
  expect(await disconnect(account.id, other)).toMatchObject({ __typename: 'NotFound' });
  expect(await disconnect(account.id)).toEqual({
    __typename: 'AccountDisconnected',
    account: { status: 'DISCONNECTED' },
  });
  expect((await rows()).find(({ id }) => id === account.id)).toMatchObject({
    credentials: null,
    status: 'disconnected',
  });
  expect(await disconnect(account.id)).toMatchObject({ __typename: 'Conflict' });
});

describe('the command line', () => {
  const run = (args: string[], input: string) =>
    runCommand(['accounts', ...args, '--workspace', 'ours', '--json'], {
      env: {
        DATABASE_URL: app.database.url,
        SECRETS_KEY: TEST_SECRETS_KEY,
        PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true',
      },
      input,
    });

  // Each process takes seconds to start, and on a busy machine a minute.
  test('connects from standard input, lists and disconnects', async () => {
    const connected = await run(['connect', 'mastodon'], JSON.stringify(good()));
    expect([connected.code, connected.stderr]).toEqual([0, '']);
    expect(connected.stdout).not.toContain(token);
    const { id } = JSON.parse(connected.stdout);
    const listed = await run(['list'], '');
    expect(JSON.parse(listed.stdout)).toContainEqual(expect.objectContaining({ id, status: 'CONNECTED' }));
    const gone = await run(['disconnect', id], '');
    expect(JSON.parse(gone.stdout)).toMatchObject({ id, status: 'DISCONNECTED' });
  }, 300_000);

  test("reads a file, and shows the platform's message if it refuses the credentials", async () => {
    standIn.play('expired');
    const folder = await temporaryFolder('tributary-accounts-');
    const file = join(folder, 'mastodon.env');
    await writeFile(file, `server=${standIn.url}\naccessToken="${token}"\n`);
    const refused = await run(['connect', 'mastodon', '--credentials-file', file], '');
    await rm(folder, { recursive: true });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('The credentials were refused');
  }, 300_000);

  test('exits with 2 for a missing file, and with 1 if the platform cannot be reached', async () => {
    const none = await run(['connect', 'mastodon', '--credentials-file', '/nonexistent'], '');
    expect([none.code, none.stderr]).toEqual([
      2,
      'tributary: Cannot read --credentials-file /nonexistent: the file does not exist.\n',
    ]);
    // Port 9 is the discard service; nothing listens there.
    const away = await run(
      ['connect', 'mastodon'],
      JSON.stringify({ ...good(), server: 'http://127.0.0.1:9' }),
    );
    expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('could not be verified')]);
  }, 300_000);

  test('accepts a JSON object only', async () => {
    const none = await run(['connect', 'mastodon'], 'token');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('must be a JSON object')]);
  }, 300_000);
});
