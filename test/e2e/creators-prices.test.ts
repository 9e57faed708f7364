import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { inProcessPort } from '@tributary/gateway/graph';
import { operatorPrincipal } from '@tributary/kit/host';
import { recordedEvents } from '@tributary/kit/testing';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { type StandIn, startStandIn } from '../upstreams/stand-in.ts';
import { x } from '../upstreams/x.ts';

const PROFILE = 2_000;

let app: TestApp;
let source: StandIn;
beforeAll(async () => {
  source = await startStandIn(x);
  app = await startTestApp({
    settings: {
      X_TOKEN: 'secret',
      X_URL: source.url,
      CREATORS_PRICES: 'email=0,profile=0.002,median_views=0,videos=0.003',
    },
  });
  const graph = inProcessPort();
  graph.bind(app.app.graph);
  await graph.ask(
    { principal: operatorPrincipal(app.workspaceId) },
    'mutation { addCreatorFunds(microDollars: 1000000) { microDollars } }',
  );
});
afterAll(async () => {
  await app.stop();
  await source.stop();
});
beforeEach(() => {
  source.calls.length = 0;
});

const ask = async (username: string, fields: string) => {
  const { data, errors } = await app.graphql(
    `query ($username: String!) { creator(platform: X, username: $username) { ${fields} } }`,
    { username },
  );
  expect(errors).toBeUndefined();
  return data.creator;
};
const balance = async () =>
  (await app.graphql('{ creatorBalance { microDollars } }')).data.creatorBalance.microDollars as number;
/** Returns the cost of `work`. */
async function spent(work: () => Promise<unknown>): Promise<number> {
  const before = await balance();
  await work();
  return before - (await balance());
}

const EMAIL = 'contactEmail { email reading { cached } }';
const FOLLOWERS = 'followers profileSource { cached }';

test('a free e-mail look-up does not pay for the profile that contained it', async () => {
  expect(await spent(() => ask('first_reader', EMAIL))).toBe(0);
  let profile: { profileSource: { cached: boolean } } | undefined;
  expect(await spent(async () => (profile = await ask('first_reader', FOLLOWERS)))).toBe(PROFILE);
  expect(profile!.profileSource.cached).toBe(false);
  expect(source.calls).toHaveLength(2);
  // A workspace that has paid for the profile gets the e-mail, and the profile again, free of
  // charge.
  expect(await spent(() => ask('first_reader', FOLLOWERS))).toBe(0);
  expect((await ask('first_reader', EMAIL)).contactEmail.reading.cached).toBe(true);
  expect(source.calls).toHaveLength(2);
});

test.each([
  ['first', `${EMAIL} ${FOLLOWERS}`],
  ['last', `${FOLLOWERS} ${EMAIL}`],
])(
  'a free e-mail selected %s beside the profile is one call, at the price of the profile',
  async (name, fields) => {
    expect(await spent(() => ask(`beside_${name}`, fields))).toBe(PROFILE);
    expect(source.calls).toHaveLength(1);
  },
);

test('a profile requested while a free e-mail look-up is in flight is charged', async () => {
  const both = () => Promise.all([ask('together', EMAIL), ask('together', FOLLOWERS)]);
  expect(await spent(both)).toBe(PROFILE);
});

test('a free median of views does not pay for the list of posts it was computed from', async () => {
  expect(await spent(() => ask('lister', 'medianViews { value }'))).toBe(0);
  expect(await spent(() => ask('lister', 'videos { count }'))).toBe(3_000);
});

test('a free e-mail look-up adds nothing to the history, which is free to read', async () => {
  const history = 'history(metric: FOLLOWERS, days: 1) { value }';
  await ask('historic', EMAIL);
  expect((await ask('historic', history)).history).toEqual([]);
  await ask('historic', FOLLOWERS);
  expect((await ask('historic', history)).history).toHaveLength(1);
});

test('each balance of the ledger follows from the previous one, even within one transaction', async () => {
  const of = Array.from({ length: 60 }, (_, index) => ({ platform: 'X', username: `many${index}` }));
  await app.graphql('query ($of: [CreatorKey!]!) { creators(of: $of) { followers } }', { of });
  const { data } = await app.graphql(
    '{ creatorBalance(entries: 100) { microDollars entries { microDollars balance } } }',
  );
  const { microDollars, entries } = data.creatorBalance;
  expect(entries.length).toBeGreaterThan(60);
  let after: number = microDollars;
  for (const entry of entries) {
    expect(entry.balance).toBe(after);
    after -= entry.microDollars;
  }
  expect(after).toBe(0);
});

test('the one charge that takes the balance below a dollar is an event', async () => {
  const warnings = (await recordedEvents(app.database, app.workspaceId)).filter(
    ({ type }) => type === 'balance.low',
  );
  expect(warnings).toMatchObject([{ subject: app.workspaceId, payload: { thresholdMicros: 1_000_000 } }]);
  expect(warnings[0]!.payload['balanceMicros']).toBeLessThan(1_000_000);
});
