import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { openSecrets, secretSettings } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase, testConfig } from '@tributary/kit/testing';
import { openPublishers, platformSettings } from '@tributary/platforms';
import { Registry } from 'prom-client';
import { type Platform, type XGrant, x, xGrant } from '../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../../../test/upstreams/stand-in.ts';
import { type AccountServices, accountSecrets, connectAccount } from '../src/accounts/index.ts';
import { findSealedCredentials, listAccounts } from '../src/data/accounts.ts';
import { type Bench, openBench, SETTINGS } from './support/bench.ts';

const signal = new AbortController().signal;

let database: TestDatabase;
let bench: Bench;
let grant: XGrant;
let server: StandIn;
let services: AccountServices;
let registry: Registry;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.stop());
beforeEach(() => start(xGrant()));
afterEach(() => server.stop());

/**
 * Starts a stand-in for the grant, or the given vendor, and the services that connect accounts to
 * it.
 */
async function start(granted: XGrant, vendor: Platform = x({ grant: granted })): Promise<void> {
  await server?.stop();
  grant = granted;
  server = await startStandIn(vendor);
  const config = testConfig({ ...SETTINGS, DATABASE_URL: database.url, X_URL: server.url });
  bench = openBench(database, { X_URL: server.url });
  registry = new Registry();
  const publishers = openPublishers(config.read(platformSettings), {
    metrics: upstreamMetrics(registry),
    timeout: 30_000,
    allowPrivate: true,
    clock: Date.now,
  });
  services = { publishers, secrets: openSecrets(config.read(secretSettings)), clock: Date.now };
}

/** Connects with the credentials of the grant; undefined omits one. */
async function connect(changes: Record<string, string | undefined> = {}) {
  const { clientId, clientSecret, accessToken, refreshToken } = grant;
  const all = { accessToken, refreshToken, clientId, clientSecret, ...changes };
  const credentials = Object.entries(all).flatMap(([name, value]) => (value ? [{ name, value }] : []));
  const { id } = await connectAccount(services, bench.scope, { platform: 'x', credentials }, signal);
  const stored = await findSealedCredentials(bench.scope, id);
  return accountSecrets.open(services.secrets, bench.scope.workspaceId, stored);
}

const accounts = () => listAccounts(bench.scope, { limit: 10, skip: 0, after: null });

describe.each([
  ['a public client', undefined],
  ['a confidential client', 'the-secret-of-a-client'],
])('an account of %s', (_, secret) => {
  beforeEach(() => start(xGrant(secret)));

  test('is renewed when it is connected, so that its expiry is known', async () => {
    expect(await connect()).toEqual({
      accessToken: 'access-token-1',
      refreshToken: 'refresh-token-1',
      clientId: grant.clientId,
      ...(secret ? { clientSecret: secret } : {}),
      expiresAt: expect.any(String),
    });
  });

  test('is connected even if its access token has expired', async () => {
    expect(await connect({ accessToken: 'an ended one' })).toMatchObject({ accessToken: 'access-token-1' });
  });

  test.each([
    ['refreshToken', 'a spent one', 'was invalid'],
    ['clientId', 'another', 'authorization'],
    ['clientId', undefined, 'clientId is missing'],
  ])('is not connected with a wrong %s (%s)', async (name, value, message) => {
    await expect(connect({ [name]: value })).rejects.toThrow(message);
    expect(await accounts()).toEqual([]);
  });
});

test('a confidential client is not connected without its secret', async () => {
  await start(xGrant('the-secret-of-a-client'));
  await expect(connect({ clientSecret: undefined })).rejects.toThrow('The credentials were refused');
});

test('without a refresh token an account is connected with its access token', async () => {
  expect(await connect({ refreshToken: undefined, clientId: undefined })).toEqual({
    accessToken: 'access-token-0',
  });
  expect(grant.renewals).toBe(0);
});

test('while X is unavailable no token is used up', async () => {
  server.play('broken');
  await expect(connect()).rejects.toThrow('The credentials could not be verified');
  server.play('ok');
  expect(await connect()).toMatchObject({ refreshToken: 'refresh-token-1' });
});

test('if the server sends no new refresh token and no expiry, the old token stays valid', async () => {
  const usual = x({ grant });
  const answer: Platform['answer'] = (asked) =>
    asked.path === '/2/oauth2/token' ? { body: { access_token: 'another' } } : usual.answer(asked);
  await start(grant, { ...usual, answer });
  expect(await connect()).toMatchObject({ refreshToken: 'refresh-token-0', expiresAt: expect.any(String) });
});

test('no metric, URL or error contains a secret', async () => {
  await start(xGrant('the-secret-of-a-client'));
  await connect();
  const refusal = await connect({ refreshToken: 'refresh-token-0' }).then(String, String);
  const seen = [refusal, ...server.calls, await registry.metrics()].join('\n');
  expect(seen).toContain('operation="renew"');
  for (const secret of ['access-token', 'refresh-token', 'the-secret', grant.clientId])
    expect(seen).not.toContain(secret);
});
