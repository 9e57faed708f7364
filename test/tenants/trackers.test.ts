import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, startTestApp, type TestApp } from '@tributary/test/support';
import { github } from '../upstreams/listening/github.ts';
import type { PublicPost } from '../upstreams/listening/public-post.ts';
import { type StandIn, startStandIn } from '../upstreams/stand-in.ts';

const posts: PublicPost[] = [1, 2].map((number) => ({
  number,
  at: Date.now() - 60_000 * number,
  text: `alpha and beta, number ${number}`,
  deleted: false,
}));
let standIn: StandIn;
let app: TestApp;
let theirs: string;

beforeAll(async () => {
  standIn = await startStandIn(github(posts));
  const settings = { TRIBUTARY_LISTENING: 'on', GITHUB_URL: standIn.url, GITHUB_TOKEN: 'the-github-token' };
  app = await startTestApp({ settings });
  theirs = await app.key('native', { workspaceId: app.otherId });
});
afterAll(async () => {
  await app.stop();
  await standIn.stop();
});

const FIELDS = `id query status backfill { searches }
  health { source state lastSuccess nextAttempt quotaLeft problem }`;
const create = async (query: string, key?: string) => {
  const input = { name: query, query, platforms: ['GITHUB'] };
  const document = `mutation ($input: TrackerInput!) {
    createTracker(input: $input) { __typename ... on TrackerCreated { tracker { ${FIELDS} } } }
  }`;
  return (await app.graphql(document, { input }, key)).data.createTracker;
};
const found = async (query: string, key?: string) => {
  const { data } = await app.graphql(
    `{ communityPosts { nodes { url matches { tracker { query } relevance reason origin } } } }`,
    {},
    key,
  );
  return data.communityPosts.nodes
    .map(({ url, matches }: { url: string; matches: { tracker: { query: string } }[] }) => ({
      url,
      matches: matches.filter(({ tracker }) => tracker.query === query).map(({ tracker, ...match }) => match),
    }))
    .filter(({ matches }: { matches: unknown[] }) => matches.length > 0);
};

/** Replaces what must differ between two trackers: their ids and the words of their queries. */
const neutral = (value: unknown, id: string, query: string) =>
  JSON.parse(JSON.stringify(value).replaceAll(id, 'ID').replaceAll(query, 'QUERY'));

test('a tracker with the query of another workspace behaves as one with a query that nobody has', async () => {
  await create('alpha', theirs);
  await eventually(async () => expect(await found('alpha', theirs)).toHaveLength(2));
  const before = await found('alpha', theirs);

  const [alpha, beta] = [await create('alpha'), await create('beta')];
  expect(neutral(alpha, alpha.tracker.id, 'alpha')).toEqual(neutral(beta, beta.tracker.id, 'beta'));
  await eventually(async () => {
    expect(await found('alpha')).toHaveLength(2);
    expect(await found('beta')).toHaveLength(2);
  });
  expect(await found('alpha')).toEqual(await found('beta'));

  const states = async () => {
    const { data } = await app.graphql(`{ trackers { ${FIELDS} createdAt } }`);
    return data.trackers.map(
      ({ id, query, createdAt, health: [{ lastSuccess, nextAttempt, ...state }], ...rest }: Listed) => ({
        ...neutral({ ...rest, query }, id, query),
        state,
        isReadSinceItsCreation: lastSuccess >= createdAt,
        // The time of a reading counts towards the interval.
        isReadAgainInTime: Date.parse(nextAttempt) - Date.parse(lastSuccess) <= 300_000,
      }),
    );
  };
  const one = {
    status: 'ACTIVE',
    query: 'QUERY',
    backfill: null,
    state: { source: 'GITHUB', state: 'OK', quotaLeft: expect.any(Number), problem: null },
    isReadSinceItsCreation: true,
    isReadAgainInTime: true,
  };
  await eventually(async () => expect(await states()).toEqual([one, one]));

  const estimate = async (id: string) =>
    (
      await app.graphql(
        `mutation ($id: ID!) { backfillTracker(id: $id, days: 30, estimateOnly: true) {
          ... on BackfillPlanned { estimate { requests mostRequests dollars sources } } } }`,
        { id },
      )
    ).data;
  expect(await estimate(alpha.tracker.id)).toEqual(await estimate(beta.tracker.id));
  expect(await found('alpha', theirs)).toEqual(before);
});

interface Listed {
  readonly id: string;
  readonly query: string;
  readonly createdAt: string;
  readonly health: readonly [{ readonly lastSuccess: string; readonly nextAttempt: string }];
}
