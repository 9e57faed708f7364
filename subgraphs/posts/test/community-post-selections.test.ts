import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import fc from 'fast-check';
import { updateEngagement } from '../src/community/data/engagement.ts';
import { upsertCommunityPosts } from '../src/community/data/write-community-posts.ts';
import { type Asked, asked, dayOf, isSelected, type Model, model } from './arbitrary-posts.ts';
import { type Answer, ask, newScope, scoredPost } from './support.ts';

type Stored = Model & { id: string; url: string };

let opened: TestDatabase;
let workspace: string;
let stored: Stored[];
beforeAll(async () => {
  opened = await openTestDatabase();
  const models = fc.sample(model, { numRuns: 150, seed: 7 });
  ({ workspace, stored } = await write(models));
  // The same posts in another workspace must not be listed or counted.
  await write(models);
});
afterAll(() => opened.stop());

async function write(models: readonly Model[]) {
  const scope = newScope(opened);
  const urls = models.map((_, index) => `https://a.example/${index}`);
  await upsertCommunityPosts(
    scope,
    models.map((each, index) => toPost(each, urls[index]!)),
  );
  const rows = await scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .select(['id', 'url'])
    .execute();
  const ids = new Map(rows.map(({ id, url }) => [url, id]));
  const all = models.map((each, index) => ({ ...each, url: urls[index]!, id: ids.get(urls[index]!)! }));
  for (const { id, engagementStatus } of all)
    if (engagementStatus)
      await updateEngagement(scope, id, {
        status: engagementStatus.toLowerCase(),
        actor: 'workspace',
        at: new Date(),
      });
  return { workspace: scope.workspaceId, stored: all };
}

function toPost(each: Model, url: string) {
  const lower = (value: string | null) => (value === null ? null : value.toLowerCase());
  return scoredPost(
    {
      ...each,
      url,
      source: each.source.toLowerCase(),
      kind: each.kind === 'POST' ? 'p' : 'c',
      points: each.likes,
      commentCount: each.comments,
    },
    {
      score: each.score,
      intent: lower(each.intent),
      urgency: each.urgency.toLowerCase(),
      buyingStage: each.buyingStage.toLowerCase(),
      action: each.action.toLowerCase(),
      competitor: each.competitor,
      signals: each.signals.map((name) => ({ name, evidence: name })),
    } as never,
  );
}

const ARGUMENTS = '$filter: CommunityPostFilter, $search: String';
const LIST = `query (${ARGUMENTS}, $sort: CommunityPostSort!, $order: SortOrder!, $first: Int, $after: String, $skip: Int) {
  communityPosts(filter: $filter, search: $search, sort: $sort, order: $order, first: $first, after: $after, skip: $skip) {
    totalCount nodes { url } pageInfo { endCursor hasNextPage } } }`;

async function page(variables: Record<string, unknown>) {
  const { data, errors } = await ask(opened, workspace, LIST, variables);
  if (errors) throw errors[0];
  const { nodes, ...rest } = data.communityPosts;
  return { ...rest, urls: nodes.map(({ url }: { url: string }) => url) };
}

type Compare = (one: Stored, other: Stored) => number;

const compared = <Value>(one: Value, other: Value) => (one < other ? -1 : one > other ? 1 : 0);
const by =
  (read: (post: Stored) => number | string): Compare =>
  (one, other) =>
    compared(read(one), read(other));

/**
 * Comparators in ascending order; posts with the same time are in descending order of their URLs.
 */
const SORTS: Readonly<Record<string, readonly Compare[]>> = {
  DATE: [by(({ postedAt }) => postedAt.getTime()), (one, other) => -by(({ url }) => url)(one, other)],
  SCORE: [by(({ score }) => score), by(({ postedAt }) => postedAt.getTime()), by(({ id }) => id)],
  LIKES: [by(({ likes }) => likes ?? 0), by(({ postedAt }) => postedAt.getTime()), by(({ id }) => id)],
};

/** Reference implementation to compare the database with. */
function expected(wanted: Asked, sort: string, order: string): string[] {
  const sign = order === 'ASC' ? 1 : -1;
  const ordered = (one: Stored, other: Stored) =>
    sign * (SORTS[sort]!.map((compare) => compare(one, other)).find((result) => result !== 0) ?? 0);
  const unknown = ({ likes }: Stored) => (sort === 'LIKES' && likes === null ? 1 : 0);
  return stored
    .filter((post) => isSelected(post, wanted))
    .sort((one, other) => unknown(one) - unknown(other) || ordered(one, other))
    .map(({ url }) => url);
}

const sorting = { sort: fc.constantFrom('DATE', 'SCORE', 'LIKES'), order: fc.constantFrom('ASC', 'DESC') };

describe('posts are listed as a simple reference implementation lists them', () => {
  test('page by page, with their total', async () => {
    const property = fc.asyncProperty(
      asked,
      fc.record(sorting),
      fc.integer({ min: 1, max: 60 }),
      async (wanted, sorted, first) => {
        const whole = expected(wanted, sorted.sort, sorted.order);
        const seen: string[] = [];
        for (let after: string | null = null, more = true; more; ) {
          const { urls, totalCount, pageInfo } = await page({ ...wanted, ...sorted, first, after });
          expect(totalCount).toBe(whole.length);
          seen.push(...urls);
          ({ endCursor: after, hasNextPage: more } = pageInfo);
        }
        expect(seen).toEqual(whole);
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  test('by offset', async () => {
    const property = fc.asyncProperty(
      asked,
      fc.record({
        ...sorting,
        first: fc.integer({ min: 0, max: 20 }),
        skip: fc.integer({ min: 0, max: 160 }),
      }),
      async (wanted, { first, skip, ...sorted }) => {
        const whole = expected(wanted, sorted.sort, sorted.order);
        const { urls } = await page({ ...wanted, ...sorted, first, skip });
        expect(urls).toEqual(whole.slice(skip, skip + first));
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });
});

describe('a cursor', () => {
  test('is valid for its own sort and order only', async () => {
    const orders = ['DATE', 'SCORE', 'LIKES'].flatMap((sort) =>
      ['ASC', 'DESC'].map((order) => ({ sort, order })),
    );
    for (const own of orders) {
      const after = (await page({ ...own, first: 1 })).pageInfo.endCursor;
      for (const other of orders) {
        const { errors } = await ask(opened, workspace, LIST, { ...other, after });
        expect(errors?.length ?? 0).toBe(own === other ? 0 : 1);
      }
    }
  });
});

/** The values of a post per dimension; a post counts once for each value. */
const DIMENSIONS: Readonly<Record<string, (post: Stored) => readonly (string | null)[]>> = {
  DAY: (post) => [dayOf(post)],
  SOURCE: ({ source }) => [source.toLowerCase()],
  SUBREDDIT: ({ subreddit }) => [subreddit],
  AUTHOR: ({ author, source }) => [author === '' ? null : `${author} ${source}`],
  KIND: ({ kind }) => [kind.toLowerCase()],
  INTENT: ({ intent }) => [intent?.toLowerCase() ?? null],
  URGENCY: ({ urgency }) => [urgency.toLowerCase()],
  BUYING_STAGE: ({ buyingStage }) => [buyingStage.toLowerCase()],
  ACTION: ({ action }) => [action.toLowerCase()],
  COMPETITOR: ({ competitor }) => [competitor],
  SIGNAL: ({ signals }) => signals,
  ENGAGEMENT_STATUS: ({ engagementStatus }) => [engagementStatus?.toLowerCase() ?? null],
};

const COUNTS = `query (${ARGUMENTS}, $by: CommunityPostDimension!, $first: Int!) {
  communityPostCounts(filter: $filter, search: $search, by: $by, first: $first) {
    key source count handled averageScore likes comments } }`;

function countsOf(wanted: Asked, dimension: string) {
  const groups = new Map<string, Stored[]>();
  for (const post of stored.filter((each) => isSelected(each, wanted)))
    for (const key of DIMENSIONS[dimension]!(post))
      if (key !== null) groups.set(key, [...(groups.get(key) ?? []), post]);
  return Object.fromEntries([...groups].map(([key, posts]) => [key, figuresOf(posts)]));
}

function figuresOf(posts: readonly Stored[]) {
  const sum = (numbers: readonly (number | null)[]) => {
    const known = numbers.filter((number) => number !== null);
    const all = known.reduce((sum, each) => sum + BigInt(each), 0n);
    return known.length > 0 ? Math.min(Number(all), Number.MAX_SAFE_INTEGER) : null;
  };
  return {
    count: posts.length,
    handled: posts.filter(({ engagementStatus }) => engagementStatus).length,
    averageScore: expect.closeTo(posts.reduce((all, { score }) => all + score, 0) / posts.length, 1),
    likes: sum(posts.map(({ likes }) => likes)),
    comments: sum(posts.map(({ comments }) => comments)),
  };
}

describe('posts are counted', () => {
  test('as a simple reference implementation counts them', async () => {
    const property = fc.asyncProperty(
      asked,
      fc.constantFrom(...Object.keys(DIMENSIONS)),
      async (wanted, by) => {
        const { data, errors } = await ask(opened, workspace, COUNTS, { ...wanted, by, first: 400 });
        expect(errors).toBeUndefined();
        const rows = data.communityPostCounts as { key: string; source: string | null; count: number }[];
        const keyOf = ({ key, source }: { key: string; source: string | null }) =>
          by === 'AUTHOR' ? `${key} ${source}` : key;
        const found = rows.map(({ key, source, ...figures }) => [keyOf({ key, source }), figures]);
        expect(Object.fromEntries(found)).toEqual(countsOf(wanted, by));
        const order = rows.map(({ key, count }) => (by === 'DAY' ? key : count));
        expect(order).toEqual([...order].sort(compared).reverse());
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  test('with the sum of their likes', async () => {
    const scope = newScope(opened);
    await upsertCommunityPosts(scope, [
      scoredPost({ source: 'x', points: 3 }),
      scoredPost({ source: 'x', points: null }),
      scoredPost({ source: 'reddit', points: null }),
    ]);
    const query = '{ communityPostCounts(by: SOURCE) { key source likes } }';
    const { data } = await ask(opened, scope.workspaceId, query);
    expect(data.communityPostCounts).toEqual([
      { key: 'x', source: 'X', likes: 3 },
      { key: 'reddit', source: 'REDDIT', likes: null },
    ]);
  });

  test('for as many values as requested', async () => {
    const { data } = await ask(opened, workspace, COUNTS, { by: 'DAY', first: 2 });
    expect(data.communityPostCounts.map(({ key }: { key: string }) => key)).toEqual([
      '2026-03-03',
      '2026-03-02',
    ]);
  });
});

const fieldOf = ({ errors }: Answer) =>
  (errors?.[0]?.originalError as { details?: { field?: string } } | undefined)?.details?.field;

test.each([
  ['communityPosts(search: " ") { totalCount }', 'search'],
  ['communityPosts(filter: { author: ["a", ""] }) { totalCount }', 'filter.author'],
  [`communityPosts(filter: { signal: ["${'x'.repeat(201)}"] }) { totalCount }`, 'filter.signal'],
  [`communityPosts(filter: { subreddit: [${'"a",'.repeat(101)}] }) { totalCount }`, 'filter.subreddit'],
  ['communityPosts(filter: { competitor: ["a\\u0000"] }) { totalCount }', 'filter.competitor'],
  ['communityPostCounts(by: DAY, first: 0) { key }', 'first'],
  ['communityPostCounts(by: DAY, first: 401) { key }', 'first'],
  ['communityPostCounts(by: DAY, search: "") { key }', 'search'],
  ['communityPostCounts(by: DAY, filter: { minScore: 0 }) { key }', 'filter.minScore'],
])('%s is refused for `%s`', async (query, field) => {
  expect(fieldOf(await ask(opened, workspace, `{ ${query} }`))).toBe(field);
});

test('another workspace finds and counts nothing', async () => {
  const query =
    '{ communityPosts(filter: { author: "ada" }, sort: LIKES) { totalCount nodes { id } } communityPostCounts(by: AUTHOR) { key } }';
  const { data } = await ask(opened, randomUUID(), query);
  expect(data).toEqual({ communityPosts: { totalCount: 0, nodes: [] }, communityPostCounts: [] });
});
