import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TEST_SECRETS_KEY } from '@tributary/kit/testing';
import { http, runCommand, startTestApp, type TestApp } from '@tributary/test/support';
import { addUser, authorize, discover, exchange, REDIRECT } from '../../gateway/test/oauth/support.ts';
import { mastodon } from '../upstreams/publishing/index.ts';
import { startStandIn } from '../upstreams/stand-in.ts';
import { fill, fillCatalogue, pay } from './workspace.ts';

let standIn: Awaited<ReturnType<typeof startStandIn>>;
let app: TestApp;
let key: string;
let clientId: string;

beforeAll(async () => {
  standIn = await startStandIn(mastodon());
  app = await startTestApp({
    settings: { PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true', WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: 'true' },
  });
  const ours = await fill(app, app.workspaceId, 'wombat', standIn.url);
  const theirs = await fill(app, app.otherId, 'quokka', standIn.url);
  await fillCatalogue(theirs);
  await Promise.all([pay(ours), pay(theirs)]);
  ({ key } = theirs);
  // A user has logged in, and an authorization request is unfinished.
  await addUser({ app: app.app, workspaceId: app.otherId });
  const made = { name: 'A client', redirectUris: [REDIRECT], public: true, scopes: null };
  ({ clientId } = await app.app.oauth.createClient(app.otherId, made));
  const client = await discover(app.url, app.url, clientId);
  await exchange(client, await authorize(app.url, client));
  await http(
    app.url,
    `/api/oauth/authorize?${new URLSearchParams({
      client_id: clientId,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: 'profile',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    })}`,
  );
}, 240_000);
afterAll(async () => {
  await app.stop();
  await standIn.stop();
});

const query = async (text: string, values: unknown[] = []) =>
  (await app.database.database.pool.query(text, values)).rows;

/**
 * Counts the rows of every table that contain this text in any column; omits tables without any.
 */
async function rowsWith(text: string): Promise<Record<string, number>> {
  const tables = await query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const found: Record<string, number> = {};
  for (const { name } of tables) {
    const [{ count }] = await query(
      `select count(*)::int from ${name} as row where position($1 in row::text) > 0`,
      [text],
    );
    if (count > 0) found[name] = count;
  }
  return found;
}

const remove = (...args: string[]) =>
  runCommand(['workspaces', 'delete', 'theirs', ...args], {
    env: { DATABASE_URL: app.database.url, SECRETS_KEY: TEST_SECRETS_KEY },
  });

test('a workspace is deleted only if its name is repeated', async () => {
  for (const args of [[], ['--confirm', 'ours']]) {
    const { code, stdout, stderr } = await remove(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/permanently deletes the workspace theirs and its \d+ rows\..*--confirm theirs\./);
  }
  expect(Object.keys(await rowsWith(app.otherId)).length).toBeGreaterThan(20);
});

test('then no table contains any of its data, its keys are invalid, and its name is free', async () => {
  const ours = await rowsWith(app.workspaceId);
  const shared = Object.keys(await rowsWith(app.otherId));
  expect(shared).toEqual(
    expect.arrayContaining(['access.key_hashes', 'access.oauth_clients', 'access.oauth_records']),
  );
  const { code, stdout, stderr } = await remove('--confirm', 'theirs');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Deleted the workspace theirs \(\d+ rows\)\.\n$/);
  expect(await rowsWith(app.otherId)).toEqual({});
  expect(await rowsWith(clientId)).toEqual({});
  expect((await http(app.url, '/graphql?query={__typename}', { key })).status).toBe(401);
  // Limits' windows and the job queue change on their own.
  const moving = /^(limits|jobs)\./;
  const still = (counts: Record<string, number>) =>
    Object.fromEntries(Object.entries(counts).filter(([name]) => !moving.test(name)));
  expect(still(await rowsWith(app.workspaceId))).toEqual(still(ours));
  expect((await app.app.admin.createWorkspace('theirs')).id).not.toBe(app.otherId);
});
