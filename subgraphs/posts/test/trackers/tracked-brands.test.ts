import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { asWorkspace } from '@tributary/kit';
import { openBrandCache } from '@tributary/kit/brands';
import { openServices, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { upsertCommunityPosts } from '../../src/community/data/write-community-posts.ts';
import { posts } from '../../src/index.ts';
import { ask, newScope, scoredPost } from '../support.ts';
import { createTracker, item, log, takeAll } from './deliveries.ts';

const START = Date.parse('2026-11-01T12:00:00Z');
const MINUTE = 60_000;
const TEXT = 'The crm of Qortool logs me out every day.';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened?.stop());

/** The intelligence subgraph: the competitors of every workspace; null while it fails. */
let competitors: readonly string[] | null;
let asked: number;
let workspace: string;
let now: number;
beforeEach(async () => {
  // Posts of other tests would be scored again as well.
  await opened.database.pool.query('truncate posts.community_posts, posts.scored_brands cascade');
  competitors = ['Qortool'];
  asked = 0;
  workspace = randomUUID();
  now = START;
});

const graph = {
  ask: async () => {
    asked += 1;
    if (competitors === null) throw new Error('The graph does not answer.');
    const [primaryBrand, ...competitorBrands] = ['Zyxware', ...competitors].map((name) => ({
      name,
      match: { names: [name], excludes: [] },
    }));
    const nodes = [{ primaryBrand, competitorBrands }];
    return { intelligenceQueries: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } } as never;
  },
};
const services = () => ({ graph, clock: () => now });

/** Delivers a post that a new tracker has found. */
async function deliver(nativeId: string, text = TEXT): Promise<void> {
  const trackerId = await createTracker(opened, workspace, { name: `crm ${nativeId}`, query: 'crm' });
  await log(opened, [{ workspaceId: workspace, trackerId, item: item(nativeId, text) }]);
  await takeAll(opened, services());
}

/** Runs the job at some minutes, each in a process of its own. */
async function rescoreAt(minutes: readonly number[], signal = new AbortController().signal): Promise<void> {
  for (const minute of minutes) {
    now = START + minute * MINUTE;
    const { jobs } = posts.open({ ...openServices(opened), ...services() });
    const job = jobs.find(({ name }) => name === 'posts.rescore-brands')!;
    await job.run({ data: {}, signal, lastAttempt: false });
  }
}

async function named(): Promise<(string | null)[]> {
  const { data } = await ask(
    opened,
    workspace,
    '{ communityPosts { nodes { analysis { competitorNamed } } } }',
  );
  return data.communityPosts.nodes.map(
    ({ analysis }: { analysis: { competitorNamed: string | null } }) => analysis.competitorNamed,
  );
}

test('a post that a tracker finds names a competitor that the workspace tracks', async () => {
  await deliver('301');
  expect(await named()).toEqual(['Qortool']);
});

test('a post is stored while the brands are unknown, and scored again when they are known', async () => {
  competitors = null;
  await deliver('302');
  expect(await named()).toEqual([null]);
  await rescoreAt([1]);
  competitors = ['Qortool'];
  await rescoreAt([2, 3]);
  expect(await named()).toEqual(['Qortool']);
});

test('posts are scored again when the brands change, and then no more', async () => {
  await deliver('303', 'Qortool or Brixnet: which crm logs me out less?');
  await rescoreAt([1, 2]);
  expect(await named()).toEqual(['Qortool']);
  competitors = ['Brixnet'];
  await rescoreAt([10, 11]);
  expect(await named()).toEqual(['Brixnet']);
  const { rows } = await opened.database.pool.query('select scored_to from posts.scored_brands');
  expect(rows).toEqual([{ scored_to: null }]);
  // Neither asks for the brands again before five minutes have passed.
  asked = 0;
  await rescoreAt([12, 13]);
  expect(asked).toBe(0);
  await rescoreAt([17]);
  expect(asked).toBe(1);
});

test('an interrupted run continues after the posts that it has scored', async () => {
  const scope = newScope(opened, workspace);
  await deliver('304');
  const many = Array.from({ length: 600 }, () => scoredPost({ body: TEXT }, { competitor: 'old' }));
  await upsertCommunityPosts(scope, many);
  await rescoreAt([10]);
  let checked = 0;
  const abortedLater = {
    // Before the workspace, and before the first batch.
    get aborted() {
      return checked++ > 1;
    },
  } as AbortSignal;
  await rescoreAt([11], abortedLater);
  const count = "select count(*)::int from posts.community_posts where competitor_named = 'old'";
  const stillOld = (await opened.database.pool.query(count)).rows[0].count;
  expect(stillOld).toBeGreaterThan(0);
  expect(stillOld).toBeLessThan(600);
  await rescoreAt([12]);
  expect((await opened.database.pool.query(count)).rows[0].count).toBe(0);
});

test('the posts and samples of a demo workspace name its competitors', async () => {
  await posts.open({ ...openServices(opened), ...services() }).demo(workspace, new Date(START));
  competitors = ['Threadlamp'];
  await rescoreAt([1, 2]);
  const count = `select count(*)::int from posts.community_posts where competitor_named = 'Threadlamp'`;
  expect((await opened.database.pool.query(count)).rows[0].count).toBeGreaterThan(0);
});

test('the brands of a workspace are cached for half a minute', async () => {
  const cache = openBrandCache({ graph, asWorkspace, clock: () => now });
  const load = async () => (await cache.load(workspace)).map(({ id }) => id);
  expect(await load()).toEqual(['Zyxware', 'Qortool']);
  competitors = ['Brixnet'];
  now += 29_999;
  expect(await load()).toEqual(['Zyxware', 'Qortool']);
  now += 1;
  expect(await load()).toEqual(['Zyxware', 'Brixnet']);
  expect(asked).toBe(2);
  // A failure leaves the brands that were last loaded.
  competitors = null;
  now += 30_000;
  await expect(load()).rejects.toThrow('does not answer');
  expect(cache.lastLoaded(workspace)?.map(({ id }) => id)).toEqual(['Zyxware', 'Brixnet']);
});
