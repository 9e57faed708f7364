import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openServices, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { posts } from '../src/index.ts';
import { ask } from './support.ts';

let opened: TestDatabase;
const workspace = randomUUID();
const now = new Date('2026-05-01T12:00:00Z');
beforeAll(async () => {
  opened = await openTestDatabase();
  await posts.open(openServices(opened)).demo(workspace, now);
});
afterAll(() => opened.stop());

const ALL = `{ communityPosts(first: 100) { totalCount nodes { url postedAt analysis { score engine version } } }
  trackedKeywords { keyword } }`;

test('a demo workspace has scored posts and tracked keywords', async () => {
  const { data } = await ask(opened, workspace, ALL);
  expect(data.communityPosts.totalCount).toBeGreaterThan(20);
  expect(data.trackedKeywords).toEqual([
    { keyword: 'AI tools' },
    { keyword: 'community monitoring' },
    { keyword: 'open source' },
  ]);
  const scores = new Set(
    data.communityPosts.nodes.map((node: { analysis: { score: number } }) => node.analysis.score),
  );
  expect(scores.size).toBeGreaterThan(5);
});

test('no post of a demo workspace is in the future', async () => {
  const { data } = await ask(opened, workspace, ALL);
  for (const { postedAt } of data.communityPosts.nodes)
    expect(Date.parse(postedAt)).toBeLessThanOrEqual(now.getTime());
});

test('every tracked keyword of the demo finds something', async () => {
  const FIND = 'query ($keyword: String) { communityPosts(filter: { keyword: $keyword }) { totalCount } }';
  for (const keyword of ['AI tools', 'community monitoring', 'open source'])
    expect((await ask(opened, workspace, FIND, { keyword })).data.communityPosts.totalCount).toBeGreaterThan(
      0,
    );
});

test('the documented example has the documented analysis', async () => {
  const { data } = await ask(opened, workspace, ALL);
  const documented = data.communityPosts.nodes.find((node: { url: string }) => node.url.endsWith('/abc123'));
  expect(documented).toMatchObject({
    postedAt: '2026-04-03T14:22:00.000Z',
    analysis: { score: 8.5, engine: 'DOCUMENT' },
  });
});

test('filling a workspace a second time adds nothing', async () => {
  const before = await ask(opened, workspace, ALL);
  await posts.open(openServices(opened)).demo(workspace, now);
  expect(await ask(opened, workspace, ALL)).toEqual(before);
});
