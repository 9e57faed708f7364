import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '@tributary/kit/host';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { type Platform, type XGrant, x, xGrant } from '../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../../../test/upstreams/stand-in.ts';
import { loadAccounts } from '../src/data/accounts.ts';
import * as transitions from '../src/posts/transitions.ts';
import { type Bench, drain, openBench } from './support/bench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OTHER = '00000000-0000-4000-8000-000000000000';

let database: TestDatabase;
let bench: Bench;
let grant: XGrant;
let platform: Platform;
let server: StandIn;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  grant = xGrant();
  await play(x({ grant }));
});
afterEach(() => server.stop());

/** Starts a stand-in and a workspace that publishes to it. */
async function play(vendor: Platform): Promise<void> {
  await server?.stop();
  platform = vendor;
  server = await startStandIn(vendor);
  bench = openBench(database, { X_URL: server.url });
}

const ENDS_SOON = () => ({ expiresAt: new Date(Date.now() + MINUTE).toISOString() });

/** Connects an account whose access token is no longer valid; `more` may add its expiry. */
function account(more: Record<string, string> = {}): Promise<string> {
  const { clientId, refreshToken } = grant;
  return bench.account('x', { accessToken: 'an access token of old', refreshToken, clientId, ...more });
}

const published = (accountId: string, body?: string) => bench.publish([accountId], body);

/** Reads the stored credentials. At time 0 nothing expires soon, so none are renewed. */
const kept = (id: string) =>
  bench.parts().credentials(bench.scope, { id, platform: 'x' }, { now: new Date(0) });

const statusOf = async (id: string) => (await loadAccounts(bench.scope, [id]))[0]!.status;
const callsOf = (path: string) => server.calls.filter((call) => call === path).length;
const sendings = () => callsOf('/2/tweets');

describe('a token that expires soon', () => {
  test('is renewed before it is used, and both new tokens are stored', async () => {
    const accountId = await account(ENDS_SOON());
    const id = await published(accountId);
    await drain(bench.parts());
    expect(await bench.look(id)).toMatchObject({ status: 'published', targets: [{ attempts: 1 }] });
    expect(server.calls).toEqual(['/2/oauth2/token', '/2/tweets']);
    expect(await kept(accountId)).toEqual({
      accessToken: 'access-token-1',
      refreshToken: 'refresh-token-1',
      clientId: grant.clientId,
      expiresAt: expect.stringMatching(/^\d{4}-/),
    });
  });

  test('is renewed with the new refresh token the next time, and not before', async () => {
    const accountId = await account(ENDS_SOON());
    for (const [body, later, renewals] of [
      ['One', 0, 1],
      ['Two', HOUR, 1],
      ['Three', 3 * HOUR, 2],
    ] as const) {
      await published(accountId, body);
      await drain(bench.parts({}, later));
      expect(grant.renewals).toBe(renewals);
    }
    expect(platform.posts.map(({ text }) => text)).toEqual(['One', 'Two', 'Three']);
    expect(sendings()).toBe(3);
  });

  test('is renewed once by concurrent processes', async () => {
    const accountId = await account(ENDS_SOON());
    server.delay(200);
    const now = new Date();
    // Three processes, each with two simultaneous calls.
    const racing = [bench.parts(), bench.parts(), bench.parts()].flatMap((parts) => [parts, parts]);
    const given = await Promise.all(
      racing.map(({ credentials }) => credentials(bench.scope, { id: accountId, platform: 'x' }, { now })),
    );
    expect(given.map((each) => each!['accessToken'])).toEqual(Array(6).fill('access-token-1'));
    expect(server.calls).toEqual(['/2/oauth2/token']);
  });

  test('is renewed while a post for its account is created', async () => {
    const usual = x({ grant });
    const meanwhile = async () => {
      made ??= await transitions.create(
        bench.transition(),
        { body: 'Meanwhile.', accountIds: [accountId] },
        null,
      );
    };
    await play({ ...usual, answer: (asked) => meanwhile().then(() => usual.answer(asked)) });
    let made: string | undefined;
    const accountId = await account(ENDS_SOON());
    const id = await published(accountId);
    await drain(bench.parts());
    expect([(await bench.look(id)).status, (await bench.look(made!)).status]).toEqual(['published', 'draft']);
  });
});

describe('a token that is refused', () => {
  test('is renewed, and the post is published once', async () => {
    const id = await published(await account());
    await drain(bench.parts());
    expect(await bench.look(id)).toMatchObject({
      status: 'publishing',
      targets: [{ status: 'publishing', error: 'unavailable' }],
    });
    for (const later of [MINUTE, DAY]) await drain(bench.parts({}, later));
    expect(await bench.look(id)).toMatchObject({ status: 'published', targets: [{ error: null }] });
    expect([grant.renewals, sendings(), platform.posts.length]).toEqual([1, 2, 1]);
  });

  test('is also renewed when a lost response is read back', async () => {
    const accountId = await account({ accessToken: grant.accessToken });
    const id = await published(accountId);
    server.play('lost');
    await drain(bench.parts());
    server.play('ok');
    grant.accessToken = 'another access token';
    for (const later of [MINUTE, 10 * MINUTE]) await drain(bench.parts({}, later));
    expect(await bench.look(id)).toMatchObject({ status: 'published', targets: [{ error: null }] });
    expect([grant.renewals, sendings(), platform.posts.length]).toEqual([1, 1, 1]);
  });

  test('again after every renewal fails the post in the end', async () => {
    const usual = x({ grant });
    const refused = ({ path }: { path: string }) => path === '/2/tweets';
    await play({ ...usual, answer: (asked) => (refused(asked) ? usual.expired : usual.answer(asked)) });
    const accountId = await account();
    const id = await published(accountId);
    for (let minute = 0; minute < 12; minute++) await drain(bench.parts({}, minute * MINUTE));
    expect(await bench.look(id)).toMatchObject({ targets: [{ status: 'failed', error: 'credentials' }] });
    expect([await statusOf(accountId), sendings()]).toEqual(['expired', 6]);
  });

  test('without a refresh token expires the account, as on any platform', async () => {
    const accountId = await account({ refreshToken: '' });
    const id = await published(accountId);
    await drain(bench.parts());
    expect(await bench.look(id)).toMatchObject({ targets: [{ status: 'failed', error: 'credentials' }] });
    expect([await statusOf(accountId), callsOf('/2/oauth2/token')]).toEqual(['expired', 0]);
  });
});

describe.each([
  ['before it is used', ENDS_SOON, 0],
  ['when it was refused', () => ({}), 1],
])('a renewal %s', (_, more, sent) => {
  test('happens once for concurrent workers, and each post is published once', async () => {
    const accountId = await account(more());
    for (let number = 0; number < 12; number++) await published(accountId, `Post ${number}`);
    server.delay(50);
    await Promise.all([drain(bench.parts()), drain(bench.parts()), drain(bench.parts())]);
    // A worker that waited for a connection may have left a post until its lease expired, or for a
    // later attempt.
    for (const later of [MINUTE, 10 * MINUTE, HOUR]) await drain(bench.parts({}, later));
    expect([callsOf('/2/oauth2/token'), platform.posts.length]).toEqual([1, 12]);
  });

  test('that is refused expires the account, and the post fails there', async () => {
    const accountId = await account({ ...more(), refreshToken: 'a refresh token that was spent' });
    const id = await published(accountId);
    await drain(bench.parts());
    expect(await bench.look(id)).toMatchObject({ targets: [{ status: 'failed', error: 'credentials' }] });
    expect([await statusOf(accountId), await kept(accountId), sendings()]).toEqual(['expired', null, sent]);
  });

  test('whose response is lost may have used up the refresh token: after one retry the account expires', async () => {
    const renews = ({ path }: { path: string }) => path === '/2/oauth2/token';
    await play({ ...platform, publishes: renews });
    const accountId = await account(more());
    const id = await published(accountId);
    server.play('lost');
    await drain(bench.parts());
    expect(await bench.look(id)).toMatchObject({ targets: [{ status: 'publishing', error: 'unavailable' }] });
    server.play('ok');
    for (const later of [MINUTE, DAY]) await drain(bench.parts({}, later));
    expect(await bench.look(id)).toMatchObject({ targets: [{ status: 'failed', error: 'credentials' }] });
    expect([await statusOf(accountId), callsOf('/2/oauth2/token')]).toEqual(['expired', 2]);
    expect(platform.posts).toEqual([]);
  });

  test.each([
    ['is not well', { status: 503, body: '<html>Service Unavailable</html>' }],
    ['asks for patience', x().limited()],
  ])('of a token endpoint that %s is retried later', async (_, failure) => {
    const usual = x({ grant });
    let fails = true;
    const answer: Platform['answer'] = (asked) =>
      fails && asked.path === '/2/oauth2/token' ? failure : usual.answer(asked);
    await play({ ...usual, answer });
    const accountId = await account(more());
    const id = await published(accountId);
    await drain(bench.parts());
    expect(await bench.look(id)).toMatchObject({ targets: [{ status: 'publishing', error: 'unavailable' }] });
    expect([await statusOf(accountId), grant.renewals]).toEqual(['connected', 0]);
    fails = false;
    for (const later of [HOUR, 2 * HOUR]) await drain(bench.parts({}, later));
    expect(await bench.look(id)).toMatchObject({ status: 'published', targets: [{ error: null }] });
    expect([grant.renewals, platform.posts.length]).toEqual([1, 1]);
  });
});

test('nobody renews the account of another workspace', async () => {
  const accountId = await account(ENDS_SOON());
  const before = await kept(accountId);
  const other = { ...bench.scope, workspaceId: OTHER };
  const now = new Date();
  for (const wanted of [{ now }, { now, refused: before! }])
    expect(await bench.parts().credentials(other, { id: accountId, platform: 'x' }, wanted)).toBeNull();
  expect([await kept(accountId), server.calls]).toEqual([before, []]);
});

test('no log line and no stored record of a renewal contains a secret', async () => {
  grant = xGrant('the-secret-of-a-client');
  await play(x({ grant }));
  const accountId = await account({ ...ENDS_SOON(), clientSecret: 'the-wrong-secret' });
  const id = await published(accountId);
  const lines: string[] = [];
  const log = createLogger('debug', { write: (line: string) => lines.push(line) });
  await drain(bench.parts({ log }));
  const seen = lines.join() + JSON.stringify([await bench.look(id), await bench.audit(id)]);
  expect(seen).toContain('unauthorized_client');
  for (const secret of ['access token of old', grant.refreshToken, 'wrong-secret'])
    expect(seen).not.toContain(secret);
});
