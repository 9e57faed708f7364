import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MOST_COUNTED, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { ask, newScope } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

/** Creates a workspace with this many posts. */
async function workspaceOf(posts: number): Promise<string> {
  const { workspaceId } = newScope(opened);
  await opened.database.pool.query(
    `insert into posts.community_posts (workspace_id, source, external_id, url, title, body, author, kind, posted_at,
       score, reason, urgency, buying_stage, action, suggested_play, signals, analysis_engine, analysis_version, search)
     select $1, 'hackernews', n, 'https://a.example/' || n, 'post ' || n, '', 'someone', 'p', timestamptz '2026-01-01',
       1, '', 'low', 'aware', 'ignore', '', '[]', 'rules', 1, 'okapi:1'::tsvector
     from generate_series(1, $2::int) n`,
    [workspaceId, posts],
  );
  return workspaceId;
}

const TOTALS = 'totalCount totalCountIsExact exact: totalCount(exact: true)';

describe.each([
  [MOST_COUNTED, [MOST_COUNTED, MOST_COUNTED], true],
  [MOST_COUNTED + 1, [MOST_COUNTED + 1, 2 * MOST_COUNTED], false],
  [2 * MOST_COUNTED, [1.6 * MOST_COUNTED, 2.4 * MOST_COUNTED], false],
])('of %i posts', (posts, [least, most], totalCountIsExact) => {
  let workspace: string;
  beforeAll(async () => {
    workspace = await workspaceOf(posts);
    await opened.database.pool.query('analyze posts.community_posts');
  });

  test.each([
    ['', 'by themselves'],
    ['nodes { id }', 'with their page'],
  ])('the totals with %j, %s', async (nodes) => {
    const read = async (totals: string) => {
      const query = `{ communityPosts(first: 1, filter: { keyword: "okapi" }) { ${totals} ${nodes} } }`;
      const { nodes: _, ...found } = (await ask(opened, workspace, query)).data.communityPosts;
      return found;
    };
    const expectTotals = ({ totalCount, ...rest }: { totalCount: number }, expected: object) => {
      expect(totalCount).toBeGreaterThanOrEqual(least!);
      expect(totalCount).toBeLessThanOrEqual(most!);
      expect(rest).toEqual(expected);
    };
    expectTotals(await read('totalCount totalCountIsExact'), { totalCountIsExact });
    expect(await read('totalCountIsExact')).toEqual({ totalCountIsExact });
    expect(await read('totalCount(exact: true)')).toEqual({ totalCount: posts });
    expectTotals(await read(TOTALS), { totalCountIsExact, exact: posts });
  });
});

test('a page beyond the last row has the totals of all', async () => {
  const workspace = await workspaceOf(2);
  const query = `{ communityPosts(skip: 5) { nodes { id } ${TOTALS} } }`;
  const { data } = await ask(opened, workspace, query);
  expect(data.communityPosts).toEqual({ nodes: [], totalCount: 2, totalCountIsExact: true, exact: 2 });
});
