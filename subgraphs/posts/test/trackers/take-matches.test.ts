import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase, recordedEvents, type TestDatabase } from '@tributary/kit/testing';
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
  id url title body author links media { type url alt } kind likes comments language deletedAt postedAt
  analysis { intent score engine reason signals { name evidence } }
  matches { tracker { name } origin foundAt relevance reason evidence spans { part start end } } } } }`;
const stored = async (workspace: string) => (await ask(opened, workspace, POSTS)).data.communityPosts.nodes;
const BUYER = 'Looking for a crm for our sales team. Our budget is $500 a month.';

test('a match becomes a scored community post, with the tracker, the evidence and the reason', async () => {
  const workspaceId = randomUUID();
  const trackerId = await createTracker(opened, workspaceId, { name: 'CRM', query: 'crm' });
  const spans = [{ part: 'text', start: 14, end: 17 }] as const;
  const links = ['https://shop.example/a', 'mailto:ada@example.com'];
  const media = [
    { type: 'photo', url: 'https://a.example/b.png', alt: 'A chart' },
    { type: 'link', url: 'https://shop.example/a', alt: null },
  ] as const;
  await log(opened, [{ workspaceId, trackerId, item: item('1', BUYER, { links, media }), spans }]);
  await takeAll(opened);
  expect(await stored(workspaceId)).toMatchObject([
    {
      url: 'https://news.ycombinator.com/item?id=1',
      title: '',
      body: BUYER,
      author: 'ada',
      links: ['https://shop.example/a'],
      media: [{ type: 'PHOTO', url: 'https://a.example/b.png', alt: 'A chart' }],
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

const eventsOf = (workspaceId: string) => recordedEvents(opened, workspaceId);

test('a match and an analysis are events, once for each tracker and result', async () => {
  const workspaceId = randomUUID();
  const trackerId = await createTracker(opened, workspaceId, { name: 'CRM', query: 'crm' });
  const row = { workspaceId, trackerId, item: item('event', BUYER) };
  await log(opened, [row]);
  await takeAll(opened);
  await log(opened, [row]);
  await takeAll(opened);
  const [{ id, analysis, matches }] = await stored(workspaceId);
  const post = { postId: id, source: 'hackernews', text: BUYER, title: '', author: 'ada' };
  const matched = { ...post, trackerId, origin: 'tail', relevance: matches[0].relevance.toLowerCase() };
  const scored = { ...post, intent: 'buying', score: analysis.score };
  const expected = [
    { type: 'tracker.matched', subject: id, payload: matched },
    { type: 'post.scored', subject: id, payload: scored },
  ];
  expect(await eventsOf(workspaceId)).toMatchObject(expected);
  const edited = 'I wrote a crm in my spare time and want to show it.';
  await log(opened, [{ ...row, item: item('event', edited) }]);
  await takeAll(opened);
  const again = { type: 'post.scored', subject: id, payload: { postId: id, text: edited, intent: null } };
  expect(await eventsOf(workspaceId)).toMatchObject([...expected, again]);
});

test('a source that cannot be read is an event of each tracker that still exists', async () => {
  const workspaceId = randomUUID();
  const trackerId = await createTracker(opened, workspaceId, { name: 'CRM', query: 'crm' });
  const failure = { platform: 'feeds', place: 'https://a.example/feed', problem: 'Answered 503.' };
  const row = { workspaceId, trackerId, item: { ...failure, lastSuccess: null }, change: 'failing' } as const;
  await log(opened, [row, { ...row, trackerId: randomUUID() }]);
  await takeAll(opened);
  const { platform: source, ...rest } = failure;
  expect(await eventsOf(workspaceId)).toMatchObject([
    {
      type: 'tracker.failing',
      subject: trackerId,
      payload: { trackerId, source, ...rest, lastSuccessAt: null },
    },
  ]);
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
  const shown = {
    links: ['https://crm.example/'],
    media: [{ type: 'photo', url: 'https://a.example/crm.png', alt: null }],
  } as const;
  await log(opened, [{ workspaceId, trackerId, item: item('4', BUYER, shown), spans }]);
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
    links: [],
    media: [],
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
  const events = await eventsOf(workspaceId);
  expect(events.map(({ payload }) => payload)).toMatchObject([
    { postId: before.id, trackerId, title: '', text: '', author: '' },
    { postId: before.id, title: '', text: '', author: '' },
  ]);
});

test('new counts of the platform replace those of a post; unknown ones and tombstones stay', async () => {
  const workspaceId = randomUUID();
  const trackerId = await createTracker(opened, workspaceId, { name: 'x', query: 'crm' });
  await log(opened, [{ workspaceId, trackerId, item: item('20', BUYER) }]);
  await takeAll(opened);
  const count = async (likes: number | null) => {
    const metrics = { likes, comments: null, shares: null, views: null };
    const counted = { platform: 'hackernews', nativeId: '20', metrics };
    await log(opened, [{ workspaceId, trackerId, item: counted, change: 'counted' }]);
    await takeAll(opened);
    const [{ likes: shown, comments }] = await stored(workspaceId);
    return [shown, comments];
  };
  expect(await count(42)).toEqual([42, 2]);
  expect(await count(null)).toEqual([42, 2]);
  const deletion = { platform: 'hackernews', nativeId: '20' };
  await log(opened, [{ workspaceId, trackerId, item: deletion, change: 'deleted' }]);
  await takeAll(opened);
  expect(await count(50)).toEqual([42, 2]);
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
