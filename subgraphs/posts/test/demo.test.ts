import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openServices, openTestDatabase, type TestDatabase, testConfig } from '@tributary/kit/testing';
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
  trackers { name query status } }`;

test('a demo workspace has scored posts and trackers', async () => {
  const { data } = await ask(opened, workspace, ALL);
  expect(data.communityPosts.totalCount).toBeGreaterThan(20);
  expect(data.trackers).toEqual([
    { name: 'AI tools', query: '"AI tools"', status: 'ACTIVE' },
    {
      name: 'Community monitoring',
      query: '"community monitoring" OR "social listening"',
      status: 'ACTIVE',
    },
    { name: 'Open source', query: '"open source" -job -hiring', status: 'ACTIVE' },
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

test('the subject of every tracker of the demo is found', async () => {
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

describe('the samples of a demo workspace', () => {
  const emit = (clock: () => number, listening = 'on') => {
    const config = testConfig({ DATABASE_URL: opened.url, TRIBUTARY_LISTENING: listening });
    const job = posts
      .open({ ...openServices(opened), config, clock })
      .jobs.find(({ name }) => name === 'posts.emit-samples')!;
    return job.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
  };
  const SAMPLES = `{ communityPosts(first: 100, filter: { author: ["sample_ada", "sample_ben", "sample_chen", "sample_dina", "sample_emre"] }) {
    totalCount nodes { url postedAt matches { origin tracker { name } evidence relevance reason } } } }`;
  const samples = async () => (await ask(opened, workspace, SAMPLES)).data.communityPosts;

  test('are found by its trackers, marked as samples, and the same minute adds none twice', async () => {
    await emit(() => now.getTime());
    const { totalCount, nodes } = await samples();
    expect(totalCount).toBeGreaterThan(0);
    for (const { url, matches } of nodes) {
      expect(url).toMatch(/^https:\/\/samples\.example\//);
      expect(matches[0]).toMatchObject({ origin: 'SAMPLE', evidence: [expect.any(String)] });
    }
    await emit(() => now.getTime());
    expect((await samples()).totalCount).toBe(totalCount);
    await emit(() => now.getTime() + 60_000);
    expect((await samples()).totalCount).toBeGreaterThan(totalCount);
  });

  test('are deleted after two days', async () => {
    const later = now.getTime() + 3 * 86_400_000;
    await emit(() => later);
    for (const { postedAt } of (await samples()).nodes)
      expect(Date.parse(postedAt)).toBeGreaterThan(later - 2 * 86_400_000);
  });

  test('are not added while listening is off', async () => {
    const before = await samples();
    await emit(() => now.getTime() + 4 * 86_400_000, 'off');
    expect(await samples()).toEqual(before);
  });
});

test('filling a workspace a second time adds nothing', async () => {
  const before = await ask(opened, workspace, ALL);
  await posts.open(openServices(opened)).demo(workspace, now);
  expect(await ask(opened, workspace, ALL)).toEqual(before);
});
