import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PageRequest } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { CommunityPostFilter } from '../src/community/data/community-post-filter.ts';
import { type CommunityPost, columnsFor, newestFirst } from '../src/community/data/community-post-rows.ts';
import {
  countCommunityPosts,
  listCommunityPosts,
  loadCommunityPosts,
} from '../src/community/data/community-posts.ts';
import { updateEngagement } from '../src/community/data/engagement.ts';
import { upsertCommunityPosts } from '../src/community/data/write-community-posts.ts';
import { LONGEST_NAME, LONGEST_URL } from '../src/community/post-limits.ts';
import type { Tables } from '../src/data/tables.ts';
import { newScope, scoredPost } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const done = (status: string) => ({ status, actor: 'workspace', at: new Date('2026-03-05T00:00:00Z') });
const FIRST: PageRequest = { limit: 100, after: null, skip: 0 };

async function titles(scope: Scope<Tables>, filter: CommunityPostFilter, page: Partial<PageRequest> = {}) {
  const rows = await listCommunityPosts(scope, filter, { ...FIRST, ...page });
  return rows.map((row) => row.title);
}

async function idOf(scope: Scope<Tables>, title: string): Promise<string> {
  const rows = await listCommunityPosts(scope, {}, FIRST);
  return rows.find((row) => row.title === title)!.id;
}

describe('a filter', () => {
  let scope: Scope<Tables>;
  beforeAll(async () => {
    scope = newScope(opened);
    const day = (text: string) => new Date(`2026-03-${text}Z`);
    await upsertCommunityPosts(scope, [
      scoredPost(
        { title: 'first open source', postedAt: day('01T00:00:00.000') },
        { score: 3.1, intent: 'question' },
      ),
      scoredPost(
        { title: 'second', body: 'open-source', postedAt: day('01T23:59:59.999'), source: 'reddit' },
        { score: 8.5, intent: 'buying' },
      ),
      scoredPost(
        { title: 'third open source', postedAt: day('02T00:00:00.000'), source: 'lobsters' },
        { score: 8.4, intent: null },
      ),
      scoredPost({ title: 'fourth', postedAt: day('03T12:00:00.000') }, { score: 10, intent: 'buying' }),
    ]);
    await updateEngagement(scope, await idOf(scope, 'fourth'), done('replied'));
  });

  const cases: [filter: CommunityPostFilter, expected: string[]][] = [
    [{}, ['fourth', 'third open source', 'second', 'first open source']],
    [
      {
        keyword: null,
        source: null,
        intent: null,
        minScore: null,
        from: null,
        to: null,
        engagementStatus: null,
      },
      ['fourth', 'third open source', 'second', 'first open source'],
    ],
    [{ keyword: 'open source' }, ['third open source', 'second', 'first open source']],
    [{ keyword: '🚀' }, []],
    [{ source: [] }, ['fourth', 'third open source', 'second', 'first open source']],
    [{ source: ['reddit'] }, ['second']],
    [{ source: ['reddit', 'lobsters'] }, ['third open source', 'second']],
    [{ intent: ['buying'] }, ['fourth', 'second']],
    [{ intent: ['buying', 'question'] }, ['fourth', 'second', 'first open source']],
    [{ minScore: 8.5 }, ['fourth', 'second']],
    [{ minScore: 8.45 }, ['fourth', 'second']],
    [{ minScore: 10 }, ['fourth']],
    [{ from: '2026-03-02' }, ['fourth', 'third open source']],
    [{ to: '2026-03-01' }, ['second', 'first open source']],
    [{ from: '2026-03-01', to: '2026-03-01' }, ['second', 'first open source']],
    [{ from: '2026-03-04' }, []],
    [
      { from: '0001-01-01', to: '9999-12-31' },
      ['fourth', 'third open source', 'second', 'first open source'],
    ],
    [{ engagementStatus: ['replied'] }, ['fourth']],
    [{ engagementStatus: ['dismissed'] }, []],
    [{ engagementStatus: ['dismissed', 'replied'] }, ['fourth']],
    [
      { keyword: 'open source', source: ['reddit', 'hackernews'], minScore: 3, to: '2026-03-01' },
      ['second', 'first open source'],
    ],
    [
      {
        keyword: 'open source',
        source: ['reddit'],
        intent: ['buying'],
        minScore: 8.5,
        from: '2026-03-01',
        to: '2026-03-01',
      },
      ['second'],
    ],
    [{ keyword: 'open source', engagementStatus: ['replied'] }, []],
  ];

  test.each(cases)(
    '%j gives the posts that all of it holds for, and counts them',
    async (filter, expected) => {
      expect(await titles(scope, filter)).toEqual(expected);
      expect(await countCommunityPosts(scope, filter)).toBe(expected.length);
    },
  );
});

describe('a page', () => {
  /** Reads to the end by cursors, calling `between` after each page. */
  async function walk(scope: Scope<Tables>, limit: number, between: (page: number) => Promise<void>) {
    const seen: CommunityPost[] = [];
    let after: readonly unknown[] | null = null;
    for (let page = 0; page < 100; page += 1) {
      const rows = await listCommunityPosts(scope, {}, { limit, after, skip: 0 });
      seen.push(...rows.slice(0, limit));
      if (rows.length <= limit) return seen;
      after = newestFirst(rows[limit - 1]!);
      await between(page);
    }
    throw new Error('The list has no end.');
  }

  /** Creates posts of which ten share each time and two share each url. */
  const tied = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      scoredPost({
        title: `post ${index}`,
        externalId: `id-${index}`,
        url: `https://a.example/${Math.floor(index / 2)}`,
        postedAt: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(index / 10), 0, 123)),
      }),
    );

  test.each([1, 3, 10, 25])(
    'by cursor of %j repeats nothing and leaves nothing out, with ties',
    async (limit) => {
      const scope = newScope(opened);
      await upsertCommunityPosts(scope, tied(47));
      const seen = await walk(scope, limit, async () => {});
      expect(new Set(seen.map((post) => post.id)).size).toBe(47);
      expect(seen).toHaveLength(47);
    },
  );

  test('by cursor neither repeats nor skips posts while others are inserted', async () => {
    const scope = newScope(opened);
    await upsertCommunityPosts(scope, tied(40));
    const seen = await walk(scope, 7, async (page) => {
      const newer = { postedAt: new Date(Date.UTC(2026, 5, 1 + page)), title: 'newer' };
      const among = { postedAt: new Date(Date.UTC(2026, 0, 1, 0, 1, 0, 123)), title: 'among' };
      await upsertCommunityPosts(scope, [scoredPost(newer), scoredPost(among)]);
    });
    const old = seen.filter((post) => post.title.startsWith('post'));
    expect(new Set(old.map((post) => post.id)).size).toBe(40);
    expect(new Set(seen.map((post) => post.id)).size).toBe(seen.length);
    expect(seen.some((post) => post.title === 'newer')).toBe(false);
  });

  test('is sorted by time, newest first, then url, then id', async () => {
    const scope = newScope(opened);
    await upsertCommunityPosts(scope, tied(30));
    const rows = await listCommunityPosts(scope, {}, FIRST);
    const keys = rows.map((row) => [-row.postedAt.getTime(), row.url, row.id] as const);
    const sorted = [...keys].sort((a, b) => a[0] - b[0] || cmp(a[1], b[1]) || cmp(a[2], b[2]));
    expect(keys).toEqual(sorted);
  });

  test('skips `skip` posts', async () => {
    const scope = newScope(opened);
    await upsertCommunityPosts(
      scope,
      ['a', 'b', 'c'].map((title, at) => scoredPost({ title, postedAt: new Date(3_000 - at) })),
    );
    expect(await titles(scope, {}, { skip: 1 })).toEqual(['b', 'c']);
    expect(await titles(scope, {}, { skip: 9 })).toEqual([]);
  });

  test('contains one post more than its limit, to show that others follow', async () => {
    const scope = newScope(opened);
    await upsertCommunityPosts(scope, tied(3));
    expect(await titles(scope, {}, { limit: 2 })).toHaveLength(3);
    expect(await titles(scope, {}, { limit: 0 })).toHaveLength(1);
  });

  test('has the requested columns, and those of its cursor', async () => {
    const scope = newScope(opened);
    await upsertCommunityPosts(scope, [scoredPost({ body: 'a body', title: 'a title' })]);
    const [all] = await listCommunityPosts(scope, {}, FIRST);
    const [some] = await listCommunityPosts(scope, {}, FIRST, columnsFor(['title'], ['score']));
    expect(all).toMatchObject({ title: 'a title', body: 'a body' });
    const { id, url, postedAt, title, analysis } = all!;
    expect(JSON.parse(JSON.stringify(some))).toEqual(
      JSON.parse(
        JSON.stringify({ id, url, postedAt, title, marked: {}, analysis: { score: analysis.score } }),
      ),
    );
  });
});

describe('another workspace', () => {
  test('sees none of the posts, in no list, count or lookup', async () => {
    const [ours, theirs] = [newScope(opened), newScope(opened)];
    await upsertCommunityPosts(ours, [scoredPost({ title: 'secret' })]);
    const id = await idOf(ours, 'secret');
    expect(await titles(theirs, {})).toEqual([]);
    expect(await countCommunityPosts(theirs, { keyword: 'secret' })).toBe(0);
    expect(await loadCommunityPosts(theirs, [id])).toEqual([]);
    expect(await updateEngagement(theirs, id, done('dismissed'))).toBe(false);
  });

  test('keeps its own post of the same identity', async () => {
    const [ours, theirs] = [newScope(opened), newScope(opened)];
    const url = 'https://a.example/same';
    await upsertCommunityPosts(ours, [scoredPost({ url, title: 'ours' })]);
    await upsertCommunityPosts(theirs, [scoredPost({ url, title: 'theirs' })]);
    expect(await titles(ours, {})).toEqual(['ours']);
    expect(await titles(theirs, {})).toEqual(['theirs']);
  });
});

describe('writing', () => {
  test('counts new, changed and unchanged posts', async () => {
    const scope = newScope(opened);
    const [a, b] = [scoredPost({ title: 'a' }), scoredPost({ title: 'b' })];
    expect(await upsertCommunityPosts(scope, [a, b])).toEqual({ inserted: 2, updated: 0, unchanged: 0 });
    const changed = { ...b, post: { ...b.post, points: 7 } };
    expect(await upsertCommunityPosts(scope, [a, changed, scoredPost({ title: 'c' })])).toEqual({
      inserted: 1,
      updated: 1,
      unchanged: 1,
    });
  });

  test('of nothing does nothing', async () => {
    expect(await upsertCommunityPosts(newScope(opened), [])).toEqual({
      inserted: 0,
      updated: 0,
      unchanged: 0,
    });
  });

  test('writes the last of several posts with one identity in a batch', async () => {
    const scope = newScope(opened);
    const url = 'https://a.example/twice';
    const written = await upsertCommunityPosts(scope, [
      scoredPost({ url, title: 'early' }),
      scoredPost({ url, title: 'late' }),
    ]);
    expect(written).toEqual({ inserted: 1, updated: 0, unchanged: 1 });
    expect(await titles(scope, {})).toEqual(['late']);
  });

  test('identifies a post by source and external id, for any URL', async () => {
    const scope = newScope(opened);
    await upsertCommunityPosts(scope, [scoredPost({ externalId: '7', url: 'https://a.example/old' })]);
    const again = scoredPost({ externalId: '7', url: 'https://a.example/new' });
    expect(await upsertCommunityPosts(scope, [again])).toEqual({ inserted: 0, updated: 1, unchanged: 0 });
  });

  test('keeps the id and the engagement status of a post that has changed', async () => {
    const scope = newScope(opened);
    const post = scoredPost({ title: 'before' });
    await upsertCommunityPosts(scope, [post]);
    const id = await idOf(scope, 'before');
    await updateEngagement(scope, id, done('engaged'));
    await upsertCommunityPosts(scope, [{ ...post, post: { ...post.post, title: 'after' } }]);
    expect(await loadCommunityPosts(scope, [id])).toMatchObject([
      { id, title: 'after', engagementStatus: 'engaged' },
    ]);
  });

  test('finds a changed post by its new words and no longer by its old ones', async () => {
    const scope = newScope(opened);
    const post = scoredPost({ title: 'before' });
    await upsertCommunityPosts(scope, [post]);
    await upsertCommunityPosts(scope, [{ ...post, post: { ...post.post, title: 'after' } }]);
    expect(await countCommunityPosts(scope, { keyword: 'before' })).toBe(0);
    expect(await countCommunityPosts(scope, { keyword: 'after' })).toBe(1);
  });

  test('stores every member unchanged', async () => {
    const scope = newScope(opened);
    const given = scoredPost(
      {
        source: 'reddit',
        externalId: 't3_1',
        url: 'https://reddit.com/r/x/1',
        title: `"Quotes" \\ 'and' $1 ünïcode 🚀`,
        body: 'two\nlines\t{"json": [null]}',
        link: 'https://b.example/?a=1&b=2',
        author: 'ada',
        kind: 'c',
        postedAt: new Date('2001-02-03T04:05:06.789Z'),
        subreddit: 'x',
        points: 9_007_199_254_740_991,
        commentCount: 0,
      },
      {
        score: 9.9,
        intent: 'pain_point',
        competitor: 'Rival "Inc"',
        signals: [{ name: 'budget_mentioned', evidence: `$5 "k"` }],
      },
    );
    await upsertCommunityPosts(scope, [given]);
    const [row] = await listCommunityPosts(scope, {}, FIRST);
    const { externalId: _, language: _stated, ...post } = given.post;
    const { competitor, language, ...analysis } = given.analysis;
    expect(row).toEqual({
      id: row!.id,
      engagementStatus: null,
      engagementAt: null,
      engagementActor: null,
      language,
      links: [],
      media: [],
      deletedAt: null,
      marked: { relevance: null, sentiment: null, intent: null, at: null, actor: null },
      ...post,
      analysis: { ...analysis, competitorNamed: competitor },
    });
  });

  test('replaces half of a surrogate pair by U+FFFD instead of failing', async () => {
    const scope = newScope(opened);
    await upsertCommunityPosts(scope, [
      scoredPost({ title: 'cut \ud83d here' }, { signals: [{ name: 'x', evidence: '\ude00' }] }),
    ]);
    expect(await titles(scope, { keyword: 'cut' })).toEqual(['cut \ufffd here']);
  });

  test('of the same posts by concurrent processes writes each once', async () => {
    const scope = newScope(opened);
    const batch = Array.from({ length: 50 }, () => scoredPost());
    const done = await Promise.all([upsertCommunityPosts(scope, batch), upsertCommunityPosts(scope, batch)]);
    expect(done.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(50);
    expect(await countCommunityPosts(scope, {})).toBe(50);
  });
});

describe('a lookup by ids', () => {
  test('returns the posts that exist and nothing for the others', async () => {
    const scope = newScope(opened);
    await upsertCommunityPosts(scope, [scoredPost({ title: 'there' })]);
    const id = await idOf(scope, 'there');
    const rows = await loadCommunityPosts(scope, [id, randomUUID()]);
    expect(rows.map((row) => row.title)).toEqual(['there']);
  });
});

function cmp(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

test('a post with the longest address and names fits into the indexes', async () => {
  const scope = newScope(opened);
  // Four bytes each, and too mixed to be compressed.
  const name = (length: number) =>
    Array.from({ length }, () => String.fromCodePoint(0x20000 + randomInt(40_000))).join('');
  const path = randomBytes(LONGEST_URL).toString('base64url');
  const post = scoredPost(
    {
      title: 'longest',
      url: `https://a.example/${path}`.slice(0, LONGEST_URL),
      author: name(LONGEST_NAME),
      subreddit: name(LONGEST_NAME),
    },
    { competitor: name(100) },
  );
  await upsertCommunityPosts(scope, [post]);
  expect(await titles(scope, { author: [post.post.author] })).toEqual(['longest']);
});
