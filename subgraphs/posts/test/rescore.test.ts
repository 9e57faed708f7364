import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { nextThreadResult, openServices, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { eventually } from '@tributary/test/support';
import { upsertCommunityPosts } from '../src/community/data/write-community-posts.ts';
import { ANALYSIS_VERSION } from '../src/community/scoring/index.ts';
import { posts } from '../src/index.ts';
import { newScope, scoredPost } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());
beforeEach(async () => {
  await opened.database.pool.query('truncate posts.community_posts cascade');
});

const OLD = { version: ANALYSIS_VERSION - 1, reason: 'old', score: 1 };

/** The graph of the intelligence subgraph, which tracks two brands. */
const graph = {
  ask: async () => {
    const [primaryBrand, competitor] = ['Zyxware', 'Qortool'].map((name) => ({
      name,
      match: { names: [name], excludes: [] },
    }));
    const nodes = [{ primaryBrand, competitorBrands: [competitor] }];
    return { intelligenceQueries: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } } as never;
  },
};

async function rescore(signal: AbortSignal = new AbortController().signal): Promise<void> {
  const job = posts
    .open({ ...openServices(opened), graph })
    .jobs.find(({ name }) => name === 'posts.rescore')!;
  await job.run({ data: {}, signal, lastAttempt: false });
}

async function count(condition: string): Promise<number> {
  const asked = `select count(*) from posts.community_posts where ${condition}`;
  return (await opened.database.pool.query(asked)).rows[0].count;
}

test('posts of an older version are scored again, in every workspace', async () => {
  for (const scope of [newScope(opened), newScope(opened)])
    await upsertCommunityPosts(scope, [scoredPost({ title: 'Ask HN: Which CRM should I buy?' }, OLD)]);
  await rescore();
  expect(await count(`reason <> 'old' and score > 1 and analysis_version = ${ANALYSIS_VERSION}`)).toBe(2);
});

test('a post scored again has the analysis of a new post', async () => {
  const [old, fresh] = [newScope(opened), newScope(opened)];
  const post = { title: 'Which CRM would you buy?', body: 'Our budget is $500.', url: 'https://a.example/1' };
  await upsertCommunityPosts(fresh, [scoredPost(post)]);
  await upsertCommunityPosts(old, [scoredPost(post, { ...OLD, signals: [], competitor: 'x', intent: null })]);
  await rescore();
  const { rows } = await opened.database.pool.query(
    `select distinct score, reason, intent, urgency, buying_stage, action, suggested_play, competitor_named, signals,
       analysis_engine, analysis_version from posts.community_posts`,
  );
  expect(rows).toHaveLength(1);
});

test('a competitor that the workspace tracks is named, and its own brand is not', async () => {
  const own = { title: 'Is Zyxware too expensive?', url: 'https://example.org/own' };
  const other = { title: 'qortool logs me out', url: 'https://example.org/other' };
  await upsertCommunityPosts(newScope(opened), [scoredPost(own, OLD), scoredPost(other, OLD)]);
  await rescore();
  const { rows } = await opened.database.pool.query(
    'select title, competitor_named from posts.community_posts order by title',
  );
  expect(rows).toEqual([
    { title: own.title, competitor_named: null },
    { title: other.title, competitor_named: 'Qortool' },
  ]);
});

test('posts of this version and those of another engine are not scored again', async () => {
  const scope = newScope(opened);
  await upsertCommunityPosts(scope, [
    scoredPost({}, { reason: 'new' }),
    scoredPost({}, { ...OLD, engine: 'document' }),
  ]);
  await rescore();
  expect(await count("reason in ('new', 'old')")).toBe(2);
});

test('more posts than a batch are all scored again', async () => {
  await upsertCommunityPosts(
    newScope(opened),
    Array.from({ length: 1_001 }, () => scoredPost({}, OLD)),
  );
  await rescore();
  expect(await count(`analysis_version = ${ANALYSIS_VERSION}`)).toBe(1_001);
});

test('an interrupted run stops after its batch, and the next continues', async () => {
  await upsertCommunityPosts(
    newScope(opened),
    Array.from({ length: 600 }, () => scoredPost({}, OLD)),
  );
  let looked = 0;
  const abortedLater = {
    get aborted() {
      return looked++ > 0;
    },
  } as AbortSignal;
  await rescore(abortedLater);
  expect(await count(`analysis_version = ${ANALYSIS_VERSION}`)).toBe(500);
  await rescore();
  expect(await count(`analysis_version = ${ANALYSIS_VERSION}`)).toBe(600);
});

test('posts are scored in a thread without locks, and one that is locked does not stop the others', async () => {
  const scope = newScope(opened);
  // More than is scored on the main thread.
  const body = 'Which CRM should I buy? '.repeat(500);
  await upsertCommunityPosts(scope, [
    scoredPost({ title: 'locked', body }, OLD),
    scoredPost({ title: 'free', body }, OLD),
  ]);
  const other = await opened.database.pool.connect();
  try {
    await other.query('begin');
    await other.query(
      `select from posts.community_posts where workspace_id = $1 and title = 'locked' for update`,
      [scope.workspaceId],
    );
    const scored = nextThreadResult();
    const job = rescore();
    await scored;
    await eventually(async () => expect(await count("reason <> 'old' and title = 'free'")).toBe(1));
    expect(await count("reason = 'old' and title = 'locked'")).toBe(1);
    await other.query('commit');
    await job;
    expect(await count("reason <> 'old'")).toBe(2);
  } finally {
    other.release();
  }
});

test('two imports of the same posts in opposite orders do not deadlock', async () => {
  const scope = newScope(opened);
  const posts = Array.from({ length: 300 }, (_, index) => ({ url: `https://a.example/${index}` }));
  const versions = (title: string) => posts.map((post) => scoredPost({ ...post, title }));
  await upsertCommunityPosts(scope, versions('first'));
  for (let round = 0; round < 10; round++)
    await Promise.all([
      upsertCommunityPosts(scope, versions(`forwards ${round}`)),
      upsertCommunityPosts(scope, versions(`backwards ${round}`).reverse()),
    ]);
  expect(await count(`title ~ '^(forwards|backwards) 9$'`)).toBe(300);
});
