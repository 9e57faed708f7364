import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { hackernews } from '../../../../test/upstreams/listening/hackernews.ts';
import type { PublicPost } from '../../../../test/upstreams/listening/public-post.ts';
import { reddit } from '../../../../test/upstreams/listening/reddit.ts';
import { type StandIn, startStandIn } from '../../../../test/upstreams/stand-in.ts';
import { openCollecting, postsSaying } from './collecting.ts';

let opened: TestDatabase;
let standIns: StandIn[] = [];
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());
afterEach(async () => {
  for (const standIn of standIns) await standIn.stop();
  standIns = [];
});

/** Opens the subgraph with Hacker News and Reddit, which have the same posts. */
async function open(posts: readonly PublicPost[], workspaceId: string = randomUUID()) {
  standIns = [await startStandIn(hackernews(posts)), await startStandIn(reddit(posts))];
  const [news, forum] = standIns.map(({ url }) => url) as [string, string];
  return openCollecting(opened, workspaceId, {
    HACKERNEWS_URL: news,
    HACKERNEWS_SEARCH_URL: news,
    REDDIT_URL: forum,
    REDDIT_API_URL: forum,
    REDDIT_CLIENT_ID: 'id-of-the-app',
    REDDIT_CLIENT_SECRET: 'secret-of-the-app',
  });
}

const STORY = 'https://news.ycombinator.com/item?id=44000001';
const POST = 'https://www.reddit.com/r/tea/comments/1a1/on_tea/';
const MENTIONS = `{ mentions(first: 100, sort: DATE) { nodes {
  source externalId title text author { handle } likes deletedAt sampledComments { text } } } }`;

test('a run reads posts by their addresses, with their comments', async () => {
  const app = await open(postsSaying(['a kumquat', 'a comment']));
  const dataset = await app.dataset();
  const urls = [STORY, POST];
  const { run } = await app.start(dataset, { type: 'URL', urls, numCommentsPerPost: 2 });
  expect(run).toMatchObject({ type: 'URL', urls, prompt: null, count: 2, status: 'PENDING' });
  await app.work();
  expect(await app.run(dataset, run.id)).toMatchObject({
    status: 'COMPLETED',
    mentionsCount: 2,
    rejectedCount: 0,
    error: null,
    progress: [
      { source: 'HACKERNEWS', state: 'COMPLETED', parts: 1, found: 1 },
      { source: 'REDDIT', state: 'COMPLETED', parts: 1, found: 1 },
    ],
  });
  const { data } = await app.ask(MENTIONS);
  const bySource = new Map(data.mentions.nodes.map((each: { source: string }) => [each.source, each]));
  expect(bySource.get('REDDIT')).toMatchObject({
    externalId: 't3_1a1',
    title: 'On tea',
    text: 'a kumquat',
    likes: 9,
    sampledComments: [{ text: 'Green tea too?' }, { text: 'Only black tea.' }],
  });
  expect(bySource.get('HACKERNEWS')).toMatchObject({ externalId: '44000001', author: { handle: 'someone' } });
});

test('a post that does not exist is rejected, and the others are stored', async () => {
  const app = await open(postsSaying(['a kumquat']));
  const dataset = await app.dataset();
  const missing = 'https://news.ycombinator.com/item?id=1';
  const { run } = await app.start(dataset, { type: 'URL', urls: [POST, missing] });
  await app.work();
  expect(await app.run(dataset, run.id)).toMatchObject({
    status: 'COMPLETED',
    mentionsCount: 1,
    rejectedCount: 1,
    error: `hackernews: ${missing}: there is no such post, or it is not public.`,
  });
});

test('reading a post again that was deleted since leaves a tombstone', async () => {
  const posts = postsSaying(['a kumquat']);
  const workspaceId = randomUUID();
  const app = await open(posts, workspaceId);
  const dataset = await app.dataset();
  await app.start(dataset, { type: 'URL', urls: [POST] });
  await app.work();
  for (const standIn of standIns) await standIn.stop();
  const later = await open(
    posts.map((post) => ({ ...post, deleted: true })),
    workspaceId,
  );
  await later.start(dataset, { type: 'URL', urls: [POST] });
  await later.work();
  const { data } = await later.ask(MENTIONS);
  expect(data.mentions.nodes).toMatchObject([
    { externalId: 't3_1a1', title: null, text: null, author: null, likes: 9, deletedAt: expect.any(String) },
  ]);
});

test.each<[unknown[], string, string]>([
  [[], 'input.urls', '1 to 100'],
  [Array(101).fill(POST), 'input.urls', '1 to 100'],
  [[STORY, 'not an address'], 'input.urls.1', 'http'],
  [[STORY, 'ftp://example.com/a'], 'input.urls.1', 'http'],
  [['https://blog.example/2026/tea'], 'input.urls.0', 'blog.example'],
  [['https://www.reddit.com/r/tea/'], 'input.urls.0', 'reddit.com'],
  [['https://www.tiktok.com/@a/video/7123456789012345678'], 'input.urls.0', 'TikTok'],
  [['https://youtu.be/dQw4w9WgXcQ'], 'input.urls.0', 'YOUTUBE_KEY'],
  [[POST, 'https://redd.it/1a1'], 'input.urls.1', 'input.urls.0'],
])('%j is refused, naming the address', async (urls, field, message) => {
  const app = await open([]);
  const result = await app.start(await app.dataset(), { type: 'URL', urls });
  expect(result).toMatchObject({
    __typename: 'InvalidInput',
    field,
    message: expect.stringContaining(message),
  });
});

test('an address of a platform that the run does not name is refused', async () => {
  const app = await open([]);
  const input = { type: 'URL', urls: [POST, STORY], sources: ['REDDIT'] };
  expect(await app.start(await app.dataset(), input)).toEqual({
    __typename: 'InvalidInput',
    field: 'input.urls.1',
    message: 'Is a post of Hacker News, not of Reddit',
  });
});
