import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, startTestApp, type TestApp } from '@tributary/test/support';
import { capture, createQuery } from '../support/intelligence.ts';
import { hackernews } from '../upstreams/listening/hackernews.ts';
import { type StandIn, startStandIn } from '../upstreams/stand-in.ts';

const DAY = 86_400_000;
/** Noon of yesterday in UTC: a day that is over. */
const YESTERDAY = Math.floor(Date.now() / DAY) * DAY - DAY / 2;
const POSTS = 6;

let standIn: StandIn;
let app: TestApp;
beforeAll(async () => {
  const posts = Array.from({ length: POSTS }, (_, index) => ({
    number: index + 1,
    at: YESTERDAY + index * 1_000,
    text: `I love the kumquats of Nitro, no. ${index}`,
    deleted: false,
  }));
  standIn = await startStandIn(hackernews(posts));
  app = await startTestApp({
    settings: {
      TRIBUTARY_LISTENING: 'on',
      HACKERNEWS_URL: standIn.url,
      HACKERNEWS_SEARCH_URL: standIn.url,
      // Nothing else is read.
      REDDIT_URL: 'http://127.0.0.1:1',
      MASTODON_INSTANCES: '',
      BLUESKY_JETSTREAM_URL: '',
    },
  });
});
afterAll(async () => {
  await app.stop();
  await standIn.stop();
});

/** Creates a tracker and a dataset that follows it. */
async function followed(): Promise<void> {
  const { data } = await app.graphql(
    `mutation { createTracker(input: { name: "kumquats", query: "kumquats", platforms: [HACKERNEWS] }) {
      ... on TrackerCreated { tracker { id } } } }`,
  );
  const input = { name: 'live', live: true, trackerId: data.createTracker.tracker.id };
  const made = await app.graphql(
    `mutation ($input: CreateDatasetInput!) {
      createDataset(input: $input) { ... on DatasetCreated { dataset { tracker { name query } } } } }`,
    { input },
  );
  expect(made.data.createDataset.dataset.tracker).toEqual({ name: 'kumquats', query: 'kumquats' });
}

test('an item that a tracker and a live dataset both receive counts once in share of voice', async () => {
  await followed();
  await eventually(async () => {
    const { data } = await app.graphql('{ communityPosts { totalCount } mentions { totalCount } }');
    expect(data).toEqual({
      communityPosts: { totalCount: POSTS },
      mentions: { totalCount: POSTS },
    });
  });
  const id = await createQuery(app, [{ name: 'Nitro' }], { rangeDays: 1 });
  const { snapshot } = await capture(app, id, new Date(YESTERDAY).toISOString().slice(0, 10));
  expect(snapshot.total).toBe(POSTS);
  expect(snapshot.brands).toMatchObject([
    { mentions: POSTS, byCommunity: [{ community: 'hackernews', mentions: POSTS }] },
  ]);
});
