import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openServices, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { upsertCommunityPosts } from '../../src/community/data/write-community-posts.ts';
import { posts } from '../../src/index.ts';
import { ask, newScope, scoredPost } from '../support.ts';
import { createTracker, item, log, takeAll } from './deliveries.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const MARK = `mutation ($id: ID!, $relevance: Relevance, $sentiment: PostSentiment, $intent: CorrectedIntent) {
  markPost(id: $id, relevance: $relevance, sentiment: $sentiment, intent: $intent) { __typename
    ... on PostMarked { learnedFrom post {
      analysis { intent } matches { relevance reason }
      corrections { relevance sentiment intent actor } } } } }`;

let workspace: string;
let id: string;
const mark = async (marks: object, of = id, by = workspace) =>
  (await ask(opened, by, MARK, { id: of, ...marks })).data.markPost;
const count = async (filter: object) =>
  (
    await ask(
      opened,
      workspace,
      'query ($filter: CommunityPostFilter) { communityPosts(filter: $filter) { totalCount } }',
      { filter },
    )
  ).data.communityPosts.totalCount;

beforeEach(async () => {
  workspace = randomUUID();
  const trackerId = await createTracker(opened, workspace, { name: 'x', query: 'crm' });
  await log(opened, [
    { workspaceId: workspace, trackerId, item: item('1', 'Looking for a crm for our sales team.') },
  ]);
  await takeAll(opened);
  const { data } = await ask(opened, workspace, '{ communityPosts { nodes { id } } }');
  id = data.communityPosts.nodes[0].id;
});

describe('a corrected relevance', () => {
  test('overrides the judgement, in the post and in filters, and tells what was learned', async () => {
    expect(await mark({ relevance: 'LOW' })).toEqual({
      __typename: 'PostMarked',
      learnedFrom: 1,
      post: {
        analysis: { intent: 'BUYING' },
        matches: [{ relevance: 'LOW', reason: 'It was corrected by hand.' }],
        corrections: {
          relevance: 'LOW',
          sentiment: null,
          intent: null,
          actor: expect.stringMatching(/^key:/),
        },
      },
    });
    expect(await count({ relevance: ['LOW'] })).toBe(1);
    expect(await count({ relevance: ['HIGH', 'MEDIUM'] })).toBe(0);
  });

  test('is removed by null, and then nothing is learned', async () => {
    const { data } = await ask(opened, workspace, '{ communityPosts { nodes { matches { relevance } } } }');
    const [judged] = data.communityPosts.nodes[0].matches;
    await mark({ relevance: 'LOW' });
    const { learnedFrom, post } = await mark({ relevance: null });
    expect([learnedFrom, post.corrections, post.matches[0].relevance]).toEqual([0, null, judged.relevance]);
  });

  test('teaches how later matches are judged, in this workspace only', async () => {
    const trackers = [workspace, randomUUID()].map(async (workspaceId) => ({
      workspaceId,
      trackerId: await createTracker(opened, workspaceId, { name: 'linear', query: 'linear' }),
    }));
    const [ours, theirs] = await Promise.all(trackers);
    const spans = [{ part: 'text', start: 0, end: 6 }] as const;
    const algebra = (number: number) => item(`algebra ${number}`, `linear algebra homework, sheet ${number}`);
    await log(
      opened,
      Array.from({ length: 8 }, (_, number) => ({ ...ours!, item: algebra(number), spans })),
    );
    await takeAll(opened);
    const found = await ask(
      opened,
      workspace,
      '{ communityPosts(filter: { keyword: "algebra" }, first: 100) { nodes { id } } }',
    );
    for (const post of found.data.communityPosts.nodes) await mark({ relevance: 'LOW' }, post.id);
    await log(opened, [
      { ...ours!, item: algebra(100), spans },
      { ...theirs!, item: algebra(100), spans },
    ]);
    await takeAll(opened);
    const judged = async (of: string) =>
      (
        await ask(
          opened,
          of,
          '{ communityPosts(filter: { keyword: "sheet 100" }) { nodes { matches { relevance reason } } } trackers { corrections } }',
        )
      ).data;
    const mine = await judged(workspace);
    expect(mine.communityPosts.nodes[0].matches).toEqual([
      { relevance: 'LOW', reason: expect.stringContaining('earned from 8 corrections') },
    ]);
    expect(mine.trackers[0].corrections).toBe(8);
    const other = await judged(theirs!.workspaceId);
    expect(other.communityPosts.nodes[0].matches[0].reason).not.toContain('earned from');
    expect(other.trackers[0].corrections).toBe(0);
  });
});

test('what was learned applies to matches that were found before', async () => {
  const trackerId = await createTracker(opened, workspace, { name: 'linear', query: 'linear' });
  const spans = [{ part: 'text', start: 0, end: 6 }] as const;
  const rows = Array.from({ length: 9 }, (_, number) => ({
    workspaceId: workspace,
    trackerId,
    item: item(`algebra ${number}`, `linear algebra homework, sheet ${number}`),
    spans,
  }));
  await log(opened, rows);
  await takeAll(opened);
  const listed = async () =>
    (
      await ask(
        opened,
        workspace,
        '{ communityPosts(filter: { keyword: "algebra" }, first: 100) { nodes { id matches { relevance reason } } } }',
      )
    ).data.communityPosts.nodes;
  const [last, ...others] = await listed();
  expect(last.matches[0].relevance).not.toBe('LOW');
  for (const post of others) await mark({ relevance: 'LOW' }, post.id);
  const job = posts.open(openServices(opened)).jobs.find(({ name }) => name === 'posts.judge-again')!;
  const run = () => job.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
  await run();
  const judged = (await listed()).find(({ id: of }: { id: string }) => of === last.id);
  expect(judged.matches).toEqual([
    { relevance: 'LOW', reason: expect.stringContaining('earned from 8 corrections') },
  ]);
  expect(await count({ trackers: [trackerId], relevance: ['LOW'] })).toBe(9);
  // Without the corrections, the rules judge again.
  for (const post of others) await mark({ relevance: null }, post.id);
  await run();
  expect((await listed()).find(({ id: of }: { id: string }) => of === last.id).matches).toEqual(last.matches);
});

describe('a corrected intent', () => {
  test('overrides the analysis, in filters and counts too, and survives an import', async () => {
    expect((await mark({ intent: 'NONE' })).post.analysis.intent).toBeNull();
    expect(await count({ intent: ['BUYING'] })).toBe(0);
    expect((await mark({ intent: 'QUESTION' })).post.analysis.intent).toBe('QUESTION');
    await upsertCommunityPosts(newScope(opened, workspace), [
      scoredPost({ externalId: '1', body: 'Looking for a crm for our team now.' }),
    ]);
    const { data } = await ask(
      opened,
      workspace,
      '{ communityPosts { nodes { body analysis { intent } } } communityPostCounts(by: INTENT) { key count } }',
    );
    expect(data).toEqual({
      communityPosts: {
        nodes: [{ body: 'Looking for a crm for our team now.', analysis: { intent: 'QUESTION' } }],
      },
      communityPostCounts: [{ key: 'question', count: 1 }],
    });
  });
});

describe('a marked sentiment', () => {
  test('is stored, and absent members keep what they are', async () => {
    await mark({ sentiment: 'NEGATIVE' });
    expect((await mark({ intent: 'QUESTION' })).post.corrections).toMatchObject({
      sentiment: 'NEGATIVE',
      intent: 'QUESTION',
    });
  });
});

test('a post of another workspace cannot be marked', async () => {
  for (const other of [id, randomUUID(), 'nonsense'])
    expect(await mark({ relevance: 'LOW' }, other, randomUUID())).toEqual({ __typename: 'NotFound' });
});
