import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TEST_SECRETS_KEY } from '@tributary/kit/testing';
import {
  eventually,
  type GatewayProcess,
  startGateway,
  startTestApp,
  type TestApp,
} from '@tributary/test/support';
import { decodeProtectedHeader } from 'jose';
import * as oauth from 'oauth4webapi';
import {
  addUser,
  authorize,
  type Client,
  discover,
  exchange,
  fetchAt,
  profileStatus,
  REDIRECT,
  refresh,
  revoke,
} from '../oauth/support.ts';

const ISSUER = 'http://api.example.org';
let app: TestApp;
let other: GatewayProcess;
let env: Record<string, string>;
let client: Client;
beforeAll(async () => {
  app = await startTestApp({ settings: { PUBLIC_URL: ISSUER } });
  env = { DATABASE_URL: app.database.url, PUBLIC_URL: ISSUER, SECRETS_KEY: TEST_SECRETS_KEY };
  other = await startGateway({ env });
  await addUser(app);
  const { clientId } = await app.app.oauth.createClient(app.workspaceId, {
    name: 'A client',
    redirectUris: [REDIRECT],
    public: true,
    scopes: null,
  });
  client = await discover(app.url, ISSUER, clientId);
});
afterAll(async () => {
  await other.stop();
  await app.stop();
});

/** Returns the client with its requests directed to one gateway. */
const at = (gateway: string): Client => ({
  ...client,
  options: { ...client.options, [oauth.customFetch]: fetchAt(gateway) },
});

test('a log-in that one process started is completed by another, even if the first was killed', async () => {
  const given = await authorize(other.url, client);
  await other.stop('SIGKILL');
  other = await startGateway({ env });
  const first = await exchange(at(other.url), given);
  expect(await profileStatus(app.url, first.access_token)).toBe(200);
  const second = await refresh(at(app.url), first.refresh_token!);
  expect(await profileStatus(other.url, second.access_token)).toBe(200);
  // During the grace period, the process that did not replace the token returns the same successor.
  expect((await refresh(at(other.url), first.refresh_token!)).refresh_token).toBe(second.refresh_token);
  await app.database.database.pool.query(
    `update access.oauth_records set payload = payload || '{"consumed":1}' where id = $1`,
    [first.refresh_token],
  );
  // After the grace period, any process detects the reuse.
  await expect(refresh(at(other.url), first.refresh_token!)).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  await expect(refresh(at(app.url), second.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('if two processes redeem one code concurrently, at most one issues tokens, and they are revoked', async () => {
  const given = await authorize(app.url, client);
  const both = await Promise.allSettled([app.url, other.url].map((url) => exchange(at(url), given)));
  const won = both.filter((each) => each.status === 'fulfilled');
  expect(won.length).toBeLessThan(2);
  for (const { value } of won) expect(await profileStatus(other.url, value.access_token)).toBe(401);
});

test('a key created by one process is accepted by another immediately, and a revocation applies to both', async () => {
  const given = await authorize(app.url, client);
  // Makes the other process cache the current keys.
  await fetchAt(other.url)(`${ISSUER}/api/oauth/jwks`);
  const kid = await app.app.oauth.rotateKeys();
  const tokens = await exchange(client, given);
  expect(decodeProtectedHeader(tokens.access_token).kid).toBe(kid);
  expect(await profileStatus(other.url, tokens.access_token)).toBe(200);
  await revoke(at(app.url), tokens.access_token);
  await eventually(async () => expect(await profileStatus(other.url, tokens.access_token)).toBe(401));
});
