import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { http, recordStatements, startTestApp, type TestApp } from '@tributary/test/support';

const FLOOD = 200;
const ALLOWED = 60;

let app: TestApp;
let now = Date.parse('2026-04-04T10:00:15Z');
beforeAll(async () => {
  app = await startTestApp({
    clock: () => now,
    settings: { TRUST_PROXY: 'true', INTROSPECTION: 'key' },
  });
});
afterAll(() => app.stop());
beforeEach(() => {
  now += 60_000;
});

/** Generates a well-formed key that does not exist. */
const unknownKey = (prefix: string) => `${prefix}_live_${randomBytes(16).toString('hex')}`;
/** Generates a token with an invalid signature. */
const unknownToken = () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = part({ alg: 'ES256', typ: 'at+jwt', kid: randomBytes(8).toString('hex') });
  return `${header}.${part({ sub: 'nobody' })}.${randomBytes(64).toString('base64url')}`;
};

/** Keeps the statements on identity and limits, except updates of last-used times and sweeps. */
const ofIdentity = (texts: readonly string[]) =>
  texts.filter((text) => /"?(access|limits)"?\."?\w+/.test(text) && !/^update|sweep/.test(text));

interface Target {
  readonly path: string;
  readonly headers: () => Record<string, string>;
  readonly method?: string;
}

const key = (prefix: string) => () => ({ 'x-api-key': unknownKey(prefix) });
const bearer = (credential: () => string) => () => ({ authorization: `Bearer ${credential()}` });
const TARGETS: Record<string, Target> = {
  GraphQL: { path: '/graphql?query={__typename}', headers: key('tk') },
  'GraphQL with tokens': { path: '/graphql?query={__typename}', headers: bearer(unknownToken) },
  'GraphQL with forged principals': {
    path: '/graphql?query={__typename}',
    headers: () => ({ 'x-tributary-principal': unknownToken() }),
  },
  CommunityTracker: { path: '/api-posts?keyword=x', headers: key('ct') },
  'Creator Tracking': { path: '/v1/ping', headers: bearer(() => unknownKey('ct')) },
  SocialCRM: { path: '/social-crm/v1/posts', headers: bearer(() => unknownKey('sk')) },
  XTracker: { path: '/xtracker/v1/posts', headers: key('xt') },
  'XTracker with tokens': { path: '/xtracker/v1/posts', headers: bearer(unknownToken) },
  Buzzabout: { path: '/v1/mentions', method: 'POST', headers: key('bz') },
  'a path that two dialects have': { path: '/v1/posts', headers: bearer(() => unknownKey('sk')) },
  'the schema': { path: '/schema/api.graphql', headers: key('tk') },
};

describe('a flood of unknown credentials from one address', () => {
  test.each(Object.entries(TARGETS))('of %s is refused without the database', async (_, target) => {
    const { path, method = 'GET', headers } = target;
    const statements = recordStatements();
    const answers = await Promise.all(
      Array.from({ length: FLOOD }, () => http(app.url, path, { method, headers: headers() })),
    );
    const sent = ofIdentity(statements.stop());
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(ALLOWED);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(FLOOD - ALLOWED);
    for (const { headers: sentBack } of refused) expect(Number(sentBack['retry-after'])).toBeGreaterThan(0);
    // One look-up per admitted attempt; the signing keys are read once or twice.
    expect(sent.length).toBeLessThanOrEqual(ALLOWED + 2);
  });

  test('of malformed keys, or of one key repeatedly, causes one look-up at most', async () => {
    const same = unknownKey('tk');
    for (const wrong of ['nonsense', `tk_live_${'x'.repeat(200)}`, same]) {
      now += 60_000;
      const statements = recordStatements();
      await Promise.all(
        Array.from({ length: ALLOWED + 5 }, () =>
          http(app.url, '/graphql?query={__typename}', { key: wrong }),
        ),
      );
      expect(ofIdentity(statements.stop()).length).toBe(wrong === same ? 1 : 0);
    }
  });

  test('affects neither keys used before nor other addresses, and ends with the minute', async () => {
    const [known, fresh] = [await app.key('native'), await app.key('native')];
    const ask = (own: string, address = '192.0.2.7') =>
      http(app.url, '/graphql?query={__typename}', { key: own, headers: { 'x-forwarded-for': address } });
    expect((await ask(known)).status).toBe(200);
    for (let index = 0; index < ALLOWED; index++) await ask(unknownKey('tk'));
    expect((await ask(known)).status).toBe(200);
    expect((await ask(fresh)).status).toBe(429);
    expect((await ask(fresh, '192.0.2.8')).status).toBe(200);
    now += 60_000;
    expect((await ask(await app.key('native'))).status).toBe(200);
  });

  test('cannot forge its address in a header that the proxy appends to', async () => {
    const answers = await Promise.all(
      Array.from({ length: ALLOWED + 1 }, (_, index) =>
        http(app.url, '/graphql?query={__typename}', {
          key: unknownKey('tk'),
          headers: { 'x-forwarded-for': `198.51.100.${index}, 192.0.2.9` },
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  test('does not count valid keys: more of them than may fail are admitted', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => app.key('native')));
    for (let round = 0; round < 4; round++)
      for (const own of keys)
        expect((await http(app.url, '/graphql?query={__typename}', { key: own })).status).toBe(200);
  });
});

test('an address that requests missing files is refused after 300 a minute', async () => {
  const get = () => http(app.url, `/media/${randomBytes(32).toString('hex')}.png`);
  const answers = await Promise.all(Array.from({ length: 300 }, get));
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(300);
  const { status, headers } = await get();
  expect([status, headers['retry-after']]).toEqual([429, '45']);
});

test('a valid key for another product is refused as unknown, and counted as such', async () => {
  const native = await app.key('xtracker');
  const answers = [];
  for (let index = 0; index < ALLOWED + 1; index++)
    answers.push(await http(app.url, '/api-posts?keyword=x', { key: native }));
  expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: ALLOWED }, () => 401), 429]);
});
