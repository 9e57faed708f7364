import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import fc from 'fast-check';
import type { CommunityPostFilter } from '../src/community/data/community-post-filter.ts';
import {
  countCommunityPosts,
  listCountedCommunityPosts,
  loadCommunityPostCounts,
} from '../src/community/data/community-posts.ts';
import { isAtLeast } from '../src/community/data/counts/samples.ts';
import { upsertCommunityPosts } from '../src/community/data/write-community-posts.ts';
import type { Tables } from '../src/data/tables.ts';
import { newScope, recordingScope, scoredPost } from './support.ts';

const COUNT = 6_000;
const AT_MOST = 100;

let opened: TestDatabase;
let scope: Scope<Tables>;
beforeAll(async () => {
  opened = await openTestDatabase();
  scope = newScope(opened);
  const posts = Array.from({ length: COUNT }, (_, index) =>
    scoredPost(
      { source: index % 3 ? 'reddit' : 'hackernews' },
      { intent: index % 5 ? null : 'buying', score: 1 + (index % 90) / 10 },
    ),
  );
  for (let start = 0; start < COUNT; start += 1_000)
    await upsertCommunityPosts(scope, posts.slice(start, start + 1_000));
});
afterAll(() => opened.stop());

const exact = (filter: CommunityPostFilter) => countCommunityPosts(scope, filter);
const page = { limit: 10, after: null, skip: 0 };

describe('a total beyond its limit', () => {
  test.each<[string, CommunityPostFilter]>([
    ['of all', {}],
    ['of a platform', { source: ['reddit'] }],
    ['of several conditions', { source: ['reddit'], minScore: 5, handled: false }],
    ['of a phrase', { keyword: 'title' }],
  ])('is estimated from a sample: %s', async (_, filter) => {
    const right = await exact(filter);
    const total = await countCommunityPosts(scope, filter, AT_MOST);
    expect(Math.abs(total / right - 1)).toBeLessThan(0.2);
    const listed = await listCountedCommunityPosts(scope, filter, page, AT_MOST);
    expect(listed.rows).toHaveLength(page.limit + 1);
    const [loaded] = await loadCommunityPostCounts(scope, [{ filter, atMost: AT_MOST }]);
    // The same posts have the same sample.
    expect([listed.total, loaded]).toEqual([total, total]);
  });

  test('is no longer counted once the workspace is known to be large', async () => {
    const filter = { source: ['reddit'] };
    await countCommunityPosts(scope, filter, AT_MOST);
    const { scope: recording, sent } = recordingScope(opened, scope.workspaceId);
    const total = await countCommunityPosts(recording, filter, AT_MOST);
    const { rows } = await listCountedCommunityPosts(recording, filter, page, AT_MOST);
    expect([total >= AT_MOST, rows.length]).toEqual([true, page.limit + 1]);
    // The sample, then the sample and the page.
    expect(sent.map(({ sql }) => sql.includes('unnest'))).toEqual([true, true, false]);
    expect(sent.filter(({ sql }) => sql.includes('"counted"'))).toEqual([]);
  });

  test('that a sample is not certain of is counted, and then estimated from the same sample', async () => {
    await countCommunityPosts(scope, {}, AT_MOST);
    const { scope: recording, sent } = recordingScope(opened, scope.workspaceId);
    const atMost = COUNT - 100;
    expect(await countCommunityPosts(recording, {}, atMost)).toBeGreaterThanOrEqual(atMost);
    expect(sent.map(({ sql }) => sql.includes('unnest'))).toEqual([true, false]);
  });

  test('takes no sample in a small workspace', async () => {
    const small = newScope(opened);
    await upsertCommunityPosts(small, [scoredPost()]);
    const { scope: recording, sent } = recordingScope(opened, small.workspaceId);
    expect(await countCommunityPosts(recording, {}, AT_MOST)).toBe(1);
    expect(sent).toHaveLength(1);
    expect(sent[0]!.sql).not.toContain('unnest');
  });
});

test('a total below its limit is exact for any filter', async () => {
  await countCommunityPosts(scope, {}, AT_MOST);
  const filter = fc.record(
    {
      source: fc.constantFrom(['reddit'], ['hackernews'], ['bluesky']),
      intent: fc.constant(['buying']),
      minScore: fc.integer({ min: 1, max: 10 }),
      keyword: fc.constantFrom('title', 'absent'),
      handled: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(filter, fc.constantFrom(10, 100, 1_000), async (given, atMost) => {
      const right = await exact(given);
      const total = await countCommunityPosts(scope, given, atMost);
      if (right < atMost) expect(total).toBe(right);
      else expect(total).toBeGreaterThanOrEqual(atMost);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['many that match', { covered: 0.01, found: 200 }, true],
  ['few that match', { covered: 0.01, found: 120 }, false],
  ['none', { covered: 0.01, found: 0 }, false],
  ['all ids', { covered: 1, found: 9_000 }, false],
])('a sample is certain of a limit of 10,000 or not: %s', (_, sample, certain) => {
  expect(isAtLeast(sample, 10_000)).toBe(certain);
});
