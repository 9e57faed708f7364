import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { CommunityPostFilter } from '../src/community/data/community-post-filter.ts';
import { ALL_COLUMNS } from '../src/community/data/community-post-rows.ts';
import {
  countCommunityPosts,
  listCommunityPosts,
  type Sorting,
} from '../src/community/data/community-posts.ts';
import {
  DIMENSION_NAMES,
  listCommunityPostCounts,
} from '../src/community/data/counts/community-post-counts.ts';
import type { Tables } from '../src/data/tables.ts';
import { newScope, recordingScope } from './support.ts';

const ROWS = 50_000;

let opened: TestDatabase;
let scope: Scope<Tables>;
beforeAll(async () => {
  opened = await openTestDatabase();
  scope = newScope(opened);
  // Each post has two unique words and some common ones; one in a thousand is about open source.
  const { pool } = opened.database;
  await pool.query(
    `insert into posts.community_posts (workspace_id, source, external_id, url, title, body, author, kind, posted_at,
       score, reason, urgency, buying_stage, action, suggested_play, signals, analysis_engine, analysis_version, points,
       subreddit, competitor_named, intent, engagement_status, search)
     select $1, 'hackernews', n, 'https://a.example/' || n, 'post ' || n, '', 'Author ' || n % 5000, 'p',
       timestamptz '2026-01-01' + n * interval '1 minute', 1 + n % 10, '', case n % 1000 when 0 then 'high' else 'low' end,
       case n % 1000 when 0 then 'deciding' else 'aware' end, case n % 1000 when 0 then 'engage' else 'ignore' end, '',
       case n % 1000 when 0 then '[{"name":"budget","evidence":""}]' else '[]' end::jsonb, 'rules', 1,
       nullif(n % 100, 0), case n % 1000 when 0 then 'SaaS' end, case n % 1000 when 0 then 'Acme' end,
       case n % 1000 when 0 then 'buying' end,
       case when n % 1000 = 0 then 'replied' when n % 500 > 0 then 'dismissed' end,
       (case when n % 1000 = 0 then format('''open'':1 ''source'':2 ''w%s'':3', n)
             else format('''open'':1 ''the'':2 ''source'':3 ''w%s'':4', n % 5000) end)::tsvector
     from generate_series(1, ${ROWS}) n`,
    [scope.workspaceId],
  );
  // An index-only scan reads rows unless a vacuum has marked their pages as visible to all, which
  // it does once the log of their transaction has been written.
  await pool.query('checkpoint');
  await pool.query('vacuum (analyze) posts.community_posts');
});
afterAll(() => opened.stop());

/** Returns PostgreSQL's plan, with these settings, for the exact statement that `query` sends. */
async function planOf(
  query: (scope: Scope<Tables>) => Promise<unknown>,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { scope: recording, sent } = recordingScope(opened, scope.workspaceId);
  await query(recording);
  expect(sent).toHaveLength(1);
  const [{ sql, parameters } = { sql: '', parameters: [] }] = sent;
  const client = await opened.database.pool.connect();
  try {
    await client.query('begin');
    for (const [name, value] of Object.entries(settings)) await client.query(`set local ${name} = ${value}`);
    const { rows } = await client.query(`explain ${sql}`, [...parameters]);
    await client.query('rollback');
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    client.release();
  }
}

const list = (filter: CommunityPostFilter, after: readonly unknown[] | null = null, sorting?: Sorting) =>
  planOf((inside) => listCommunityPosts(inside, filter, { limit: 20, after, skip: 0 }, ALL_COLUMNS, sorting));

test('a phrase is searched for in the index, not by reading the table', async () => {
  const plan = await list({ keyword: 'w4711' });
  expect(plan).toContain('Bitmap Index Scan on community_posts_search');
  expect(plan).not.toContain('Seq Scan');
});

test('the posts with a phrase are counted by the index, not by reading the table', async () => {
  const plan = await planOf((inside) => countCommunityPosts(inside, { keyword: 'open w4711' }));
  expect(plan).toContain('Bitmap Index Scan on community_posts_search');
  expect(plan).not.toContain('Seq Scan');
});

test('a phrase together with the other filters is still searched for in the index', async () => {
  const filter = { keyword: 'source w3000', source: ['hackernews'], minScore: 5, from: '2026-01-01' };
  expect(await list(filter)).toContain('Bitmap Index Scan on community_posts_search');
});

test('the newest posts are read in the order of the index, without a sort', async () => {
  const plan = await list({});
  expect(plan).toContain('Index Scan using community_posts_newest');
  expect(plan).not.toContain('Sort');
});

test('a later page begins at its cursor in the index', async () => {
  const after = ['2026-01-20T00:00:00.000Z', 'https://a.example/1', '00000000-0000-4000-8000-000000000000'];
  const plan = await list({}, after);
  expect(plan).toContain('Index Scan using community_posts_newest');
  expect(plan).toMatch(/Index Cond: .*posted_at <=/);
  expect(plan).not.toContain('Sort');
});

const ID = '00000000-0000-4000-8000-000000000000';
const AT = '2026-01-20T00:00:00.000Z';

describe.each(['asc', 'desc'] as const)('in the order %s', (order) => {
  test.each([
    ['score', 'community_posts_score', [5, AT, ID]],
    ['likes', 'community_posts_points', [5, AT, ID]],
    ['likes', 'community_posts_points', [null, AT, ID]],
  ] as const)('a page by %s begins at its cursor in the index %s, %j', async (sort, index, after) => {
    for (const place of [null, after]) {
      const plan = await list({}, place, { sort, order });
      expect(plan).toMatch(new RegExp(`Index Scan (Backward )?using ${index}`));
      expect(plan).not.toContain('Seq Scan');
    }
    const condition =
      after[0] === null ? /Index Cond: .*IS NULL.*ROW\(posted_at, id\)/ : /Index Cond: .*ROW\(/;
    expect(await list({}, after, { sort, order })).toMatch(condition);
  });
});

test.each([
  { urgency: ['high'] },
  { buyingStage: ['deciding'] },
  { action: ['engage'] },
  { intent: ['buying'] },
  { kind: ['c'] },
  { source: ['lobsters'] },
  { subreddit: ['saas'] },
  { author: ['author 7', 'Author 8'] },
  { competitor: ['ACME'] },
  { signal: ['budget'] },
  { engagementStatus: ['replied'] },
] satisfies CommunityPostFilter[])('%j is looked up in the index, in every order', async (filter) => {
  for (const sort of ['date', 'score', 'likes'] as const) {
    const plan = await list(filter, null, { sort, order: 'desc' });
    expect(plan).toContain('Bitmap Index Scan on community_posts_tags');
    expect(plan).not.toContain('Seq Scan');
  }
});

test.each([
  ['date', 'community_posts_unhandled_newest'],
  ['score', 'community_posts_unhandled_score'],
] as const)(
  'posts that are still to be handled are read by %s from an index of theirs',
  async (sort, index) => {
    const plan = await list({ handled: false }, null, { sort, order: 'desc' });
    expect(plan).toContain(`using ${index}`);
    expect(plan).not.toContain('Sort');
  },
);

test('the phrase is found among words that are indexed separately', async () => {
  expect(await countCommunityPosts(scope, { keyword: 'open source' })).toBe(ROWS / 1_000);
});

test.each(DIMENSION_NAMES.filter((name) => name !== 'signal'))(
  'posts are counted by %s, with all figures, from the index alone',
  async (by) => {
    const figures = ['handled', 'averageScore', 'likes', 'comments'] as const;
    const filter = { from: '2026-01-02', to: '2026-01-20', handled: true };
    const plan = await planOf(
      (inside) => listCommunityPostCounts(inside, { filter, by, limit: 10, figures }),
      { random_page_cost: '1.1' },
    );
    expect(plan).toContain('Index Only Scan using community_posts_counts');
  },
);
