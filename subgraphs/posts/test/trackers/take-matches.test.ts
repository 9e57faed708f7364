import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { COMMUNITY_PLATFORMS, LISTENING_PLATFORMS } from '@tributary/platforms';
import { upsertCommunityPosts } from '../../src/community/data/write-community-posts.ts';
import { ask, newScope, scoredPost } from '../support.ts';
import { createTracker, item, log, takeAll } from './deliveries.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const POSTS = `{ communityPosts(first: 100, sort: DATE) { nodes {
  id url title body author kind likes comments language deletedAt postedAt
  analysis { intent score engine reason signals { name evidence } }
  matches { tracker { name } origin foundAt relevance reason evidence spans { part start end } } } } }`;
const stored = async (workspace: string) => (await ask(opened, workspace, POSTS)).data.communityPosts.nodes;
const BUYER = 'Looking for a crm for our sales team. Our budget is $500 a month.';

test('a match becomes a scored community post, with the tracker, the evidence and the reason', async () => {
  const workspaceId = randomUUID();
  const trackerId = await createTracker(opened, workspaceId, { name: 'CRM', query: 'crm' });
  const spans = [{ part: 'text', start: 14, end: 17 }] as const;
  await log(opened, [{ workspaceId, trackerId, item: item('1', BUYER), spans }]);
  await takeAll(opened);
  expect(await stored(workspaceId)).toMatchObject([
    {
      url: 'https://news.ycombinator.com/item?id=1',
      title: '',
      body: BUYER,
      author: 'ada',
      kind: 'POST',
      likes: 3,
      comments: 2,
      language: 'en',
      deletedAt: null,
      postedAt: '2026-11-01T12:00:00.000Z',
      analysis: { intent: 'BUYING', engine: 'RULES' },
      matches: [
        {
          tracker: { name: 'CRM' },
          origin: 'TAIL',
          foundAt: '2026-11-01T12:00:01.000Z',
          relevance: expect.stringMatching(/HIGH|MEDIUM/),
          reason: expect.stringMatching(/\.$/),
          evidence: ['crm'],
          spans: [{ part: 'BODY', start: 14, end: 17 }],
        },
      ],
    },
  ]);
});

test('an item that two trackers find is one post with two matches, and filters find it by each', async () => {
  const workspaceId = randomUUID();
  const one = await createTracker(opened, workspaceId, { name: 'one', query: 'crm' });
  const two = await createTracker(opened, workspaceId, { name: 'two', query: 'buy' });
  const none = await createTracker(opened, workspaceId, { name: 'none', query: 'erp' });
  await log(opened, [
    { workspaceId, trackerId: one, item: item('2', BUYER) },
    { workspaceId, trackerId: two, item: item('2', BUYER) },
  ]);
  await takeAll(opened);
  const [post, ...more] = await stored(workspaceId);
  expect(more).toEqual([]);
  expect(post.matches.map(({ tracker }: { tracker: { name: string } }) => tracker.name).sort()).toEqual([
    'one',
    'two',
  ]);
  const COUNT = `query ($filter: CommunityPostFilter) { communityPosts(filter: $filter) { totalCount } }`;
  const count = async (filter: object) =>
    (await ask(opened, workspaceId, COUNT, { filter })).data.communityPosts.totalCount;
  expect(await count({ trackers: [one] })).toBe(1);
  expect(await count({ trackers: [none, two] })).toBe(1);
  expect(await count({ trackers: [none] })).toBe(0);
  const { relevance } = post.matches[0];
  expect(await count({ relevance: [relevance] })).toBe(1);
  expect(await count({ trackers: [one, two], relevance: ['HIGH', 'MEDIUM', 'LOW'] })).toBe(1);
  expect(await count({ trackers: [none], relevance: [relevance] })).toBe(0);
  expect(await count({ language: ['en'] })).toBe(1);
  expect(await count({ language: ['de'] })).toBe(0);
});

test('the same delivery a second time changes nothing', async () => {
  const workspaceId = randomUUID();
  const trackerId = await createTracker(opened, workspaceId, { name: 'x', query: 'crm' });
  const row = { workspaceId, trackerId, item: item('3', BUYER) };
  await log(opened, [row]);
  await takeAll(opened);
  const before = await stored(workspaceId);
  await log(opened, [row, row]);
  await takeAll(opened);
  expect(await stored(workspaceId)).toEqual(before);
});

test('a deletion leaves the counts and nothing that was written, by whom or as evidence', async () => {
  const workspaceId = randomUUID();
  const trackerId = await createTracker(opened, workspaceId, { name: 'x', query: 'crm' });
  const spans = [{ part: 'text', start: 14, end: 17 }] as const;
  await log(opened, [{ workspaceId, trackerId, item: item('4', BUYER), spans }]);
  await takeAll(opened);
  const [before] = await stored(workspaceId);
  expect(before.analysis.signals).not.toEqual([]);
  const deletion = { platform: 'hackernews', nativeId: '4' };
  await log(opened, [{ workspaceId, trackerId, item: deletion, change: 'deleted' }]);
  const now = Date.parse('2026-11-02T00:00:00Z');
  await takeAll(opened, { clock: () => now });
  const [tombstone] = await stored(workspaceId);
  expect(tombstone).toMatchObject({
    id: before.id,
    title: '',
    body: '',
    author: '',
    likes: 3,
    comments: 2,
    deletedAt: '2026-11-02T00:00:00.000Z',
    analysis: { intent: before.analysis.intent, score: before.analysis.score },
    matches: [{ evidence: [], spans: [] }],
  });
  const { rows } = await opened.database.pool.query(
    `select p::text || coalesce(m::text, '') as row from posts.community_posts p
       left join posts.post_matches m on m.workspace_id = p.workspace_id and m.post_id = p.id
     where p.workspace_id = $1`,
    [workspaceId],
  );
  expect(rows[0].row).not.toMatch(/\bcrm\b|\$500|\bada\b/);
});

test('a deleted post does not come back by an import or another match', async () => {
  const scope = newScope(opened);
  const { workspaceId } = scope;
  const trackerId = await createTracker(opened, workspaceId, { name: 'x', query: 'crm' });
  await log(opened, [{ workspaceId, trackerId, item: item('5', BUYER) }]);
  await takeAll(opened);
  const deletion = { platform: 'hackernews', nativeId: '5' };
  await log(opened, [{ workspaceId, trackerId, item: deletion, change: 'deleted' }]);
  await takeAll(opened);
  await upsertCommunityPosts(scope, [scoredPost({ externalId: '5', body: BUYER })]);
  await log(opened, [{ workspaceId, trackerId, item: item('5', BUYER) }]);
  await takeAll(opened);
  expect(await stored(workspaceId)).toMatchObject([{ body: '', deletedAt: expect.any(String) }]);
});

test('a match and its deletion in one batch store nothing', async () => {
  const workspaceId = randomUUID();
  const trackerId = await createTracker(opened, workspaceId, { name: 'x', query: 'crm' });
  await log(opened, [
    { workspaceId, trackerId, item: item('6', BUYER) },
    { workspaceId, trackerId, item: { platform: 'hackernews', nativeId: '6' }, change: 'deleted' },
  ]);
  await takeAll(opened);
  expect(await stored(workspaceId)).toEqual([]);
});

test('matches of a deleted tracker and items that cannot be stored are dropped, the others are not', async () => {
  const workspaceId = randomUUID();
  const trackerId = await createTracker(opened, workspaceId, { name: 'x', query: 'crm' });
  await log(opened, [
    { workspaceId, trackerId: randomUUID(), item: item('7', 'crm') },
    { workspaceId, trackerId, item: item('8', 'crm', { url: `https://example.com/${'x'.repeat(3_000)}` }) },
    { workspaceId, trackerId, item: item('9', `crm ${'long '.repeat(10_000)}`) },
  ]);
  await takeAll(opened);
  const posts = await stored(workspaceId);
  expect(posts).toHaveLength(1);
  expect(posts[0].body).toHaveLength(40_000);
});

test('a later reading replaces the text, and keeps how the team handled the post', async () => {
  const scope = newScope(opened);
  const { workspaceId } = scope;
  const trackerId = await createTracker(opened, workspaceId, { name: 'x', query: 'crm' });
  await log(opened, [{ workspaceId, trackerId, item: item('10', BUYER) }]);
  await takeAll(opened);
  const [{ id }] = await stored(workspaceId);
  await ask(
    opened,
    workspaceId,
    `mutation { setEngagementStatus(postId: "${id}", status: REPLIED) { __typename } }`,
  );
  await log(opened, [{ workspaceId, trackerId, item: item('10', `${BUYER} Thanks.`) }]);
  await takeAll(opened);
  const { data } = await ask(
    opened,
    workspaceId,
    '{ communityPosts { nodes { body language engagementStatus } } }',
  );
  expect(data.communityPosts.nodes).toEqual([
    { body: `${BUYER} Thanks.`, language: 'en', engagementStatus: 'REPLIED' },
  ]);
});

test('workspaces do not see the posts and matches of each other', async () => {
  const [ours, theirs] = [randomUUID(), randomUUID()];
  const mine = await createTracker(opened, ours, { name: 'x', query: 'crm' });
  const other = await createTracker(opened, theirs, { name: 'x', query: 'crm' });
  await log(opened, [
    { workspaceId: ours, trackerId: mine, item: item('11', BUYER) },
    { workspaceId: theirs, trackerId: other, item: item('12', BUYER) },
    // A match with a tracker of another workspace cannot be stored.
    { workspaceId: ours, trackerId: other, item: item('13', BUYER) },
  ]);
  await takeAll(opened);
  const urls = async (workspace: string) =>
    (await stored(workspace)).map(({ url }: { url: string }) => url.split('=').at(-1));
  expect([await urls(ours), await urls(theirs)]).toEqual([['11'], ['12']]);
});

test('every platform that can be listened to is one that community posts come from', () => {
  expect(
    LISTENING_PLATFORMS.filter((slug) => !(COMMUNITY_PLATFORMS as readonly string[]).includes(slug)),
  ).toEqual([]);
});
