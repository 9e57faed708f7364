import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openAccess } from '@tributary/gateway/access';
import { openTestDatabase, silentLog, testSecrets } from '@tributary/kit/testing';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { answer, browser, PASSWORD } from './support.ts';

const DAY = 24 * 60 * 60 * 1_000;

let app: TestApp;
/** How far the gateway's clock is ahead: an address is limited to twenty passwords a minute. */
let ahead = 0;
beforeEach(() => {
  ahead += 60_000;
});
beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.now() + ahead });
});
afterAll(() => app.stop());

/** Opens a link, submits its form, and returns the response and its text. */
async function submit(link: string, form: Record<string, string>) {
  const go = browser(app.url);
  const { response } = await answer(go, await go(link), form);
  return { status: response!.status, text: await response!.text() };
}

const invite = async (email: string) =>
  (await app.app.admin.invite(app.workspaceId, { email, role: 'viewer' })).url;
const account = { name: 'Grace Hopper', password: PASSWORD };

describe('an invitation', () => {
  test('makes the account once, with the invited address and role', async () => {
    const link = await invite('grace@example.org');
    const page = await (await fetch(link)).text();
    expect(page).toContain('value="grace@example.org"');
    expect(page).toContain('the workspace <strong>ours</strong>');
    const made = await submit(link, { ...account, email: 'mallory@example.org', role: 'owner' });
    expect([made.status, made.text]).toEqual([200, expect.stringContaining('Your account is ready')]);
    expect(await app.app.admin.findUser(app.workspaceId, 'grace@example.org')).toMatchObject({
      name: 'Grace Hopper',
      role: 'viewer',
    });
    expect((await submit(link, account)).status).toBe(404);
  });

  test('says what is wrong, and stays valid', async () => {
    const link = await invite('alan@example.org');
    const short = await submit(link, { name: 'Alan', password: 'short' });
    expect([short.status, short.text]).toEqual([
      400,
      expect.stringContaining('A password must have 12 to 256 characters.'),
    ]);
    expect(short.text).toContain('value="Alan"');
    await app.app.admin.createUser(app.workspaceId, { email: 'alan@example.org', name: '' });
    const taken = await submit(link, account);
    expect([taken.status, taken.text]).toEqual([
      409,
      expect.stringContaining('A user &#34;alan@example.org&#34; already exists.'),
    ]);
    await app.app.admin.deleteUser(
      app.workspaceId,
      (await app.app.admin.findUser(app.workspaceId, 'alan@example.org')).id,
    );
    expect((await submit(link, account)).status).toBe(200);
  });

  test('makes one account if it is submitted twice at once', async () => {
    const link = await invite('twice@example.org');
    const answers = await Promise.all([submit(link, account), submit(link, account)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  test('expires after seven days, and is rejected from another site', async () => {
    const link = await invite('late@example.org');
    const go = browser(app.url, { 'sec-fetch-site': 'cross-site' });
    expect((await answer(go, await go(link), account)).response!.status).toBe(403);
    expect((await browser(app.url)(link, { ...account, csrf: 'forged' })).response!.status).toBe(403);
    ahead += 7 * DAY;
    expect((await fetch(link)).status).toBe(404);
  });

  test.each(['', 'x', 'x'.repeat(64)])('with the token %j is unknown', async (token) => {
    const response = await fetch(`${app.url}/api/oauth/account?link=${token}`);
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining('<h1>This link no longer works</h1>'),
    ]);
  });
});

describe('a link for a new password', () => {
  test('sets it once, ends sessions, and replaces an earlier link', async () => {
    const { id } = await app.app.admin.createUser(app.workspaceId, { email: 'eve@example.org', name: '' });
    const first = (await app.app.admin.createPasswordLink(app.workspaceId, id)).url;
    const { url } = await app.app.admin.createPasswordLink(app.workspaceId, id);
    expect((await fetch(first)).status).toBe(404);
    const done = await submit(url, { password: PASSWORD });
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('Your password was changed')]);
    expect((await submit(url, { password: PASSWORD })).status).toBe(404);
  });

  test('is invalid once the user is deleted', async () => {
    const { id } = await app.app.admin.createUser(app.workspaceId, { email: 'gone@example.org', name: '' });
    const { url } = await app.app.admin.createPasswordLink(app.workspaceId, id);
    await app.app.admin.deleteUser(app.workspaceId, id);
    expect((await fetch(url)).status).toBe(404);
  });
});

test('an installation without a workspace gets one from its first owner, and no second from other links', async () => {
  const database = await openTestDatabase();
  const { pool } = database.database;
  const { admin, authenticator, oauth } = openAccess({
    pool,
    log: silentLog,
    secrets: testSecrets,
    clock: Date.now,
    issuer: () => 'https://example.org',
  });
  try {
    const tokenOf = async () => new URL((await admin.createOwnerLink())!.url).searchParams.get('link')!;
    const [token, other] = [await tokenOf(), await tokenOf()];
    expect(await oauth.links.find(token)).toEqual({ kind: 'owner', workspace: null, email: null });
    const entries = { workspace: 'acme', email: 'ada@example.org', name: 'Ada', password: PASSWORD };
    await expect(oauth.links.redeem(token, { ...entries, workspace: 'A c' })).rejects.toThrow(
      'A workspace name must have',
    );
    expect(await oauth.links.redeem(token, entries)).toBe(true);
    expect(await oauth.links.redeem(other, { ...entries, workspace: 'second' })).toBe(false);
    expect((await admin.listWorkspaces()).map(({ name }) => name)).toEqual(['acme']);
    expect(await oauth.logIn('acme', 'ada@example.org', PASSWORD)).not.toBeNull();
    expect(await admin.createOwnerLink()).toBeNull();
  } finally {
    await authenticator.stop();
    await database.stop();
  }
});
