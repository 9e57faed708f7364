import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import fc from 'fast-check';
import type { Tables } from '../src/data/tables.ts';
import { SORTS } from '../src/sort.ts';
import { analysed } from './arbitrary.ts';
import { ask, errorOf, newDataset, newScope, write } from './support.ts';

let opened: TestDatabase;
let scope: Scope<Tables>;
let dataset: string;
beforeAll(async () => {
  opened = await openTestDatabase();
  scope = newScope(opened);
  dataset = await newDataset(scope);
  // Few distinct values and many nulls, so that page boundaries fall among ties and nulls.
  await write(scope, dataset, fc.sample(analysed, { numRuns: 120, seed: 1 }));
  await write(scope, dataset, fc.sample(analysed, { numRuns: 60, seed: 2 }), {
    at: new Date('2026-03-03T00:00:00Z'),
  });
});
afterAll(() => opened.stop());

const sorts = Object.keys(SORTS).map((sort) => sort.toUpperCase());
const orders = ['ASC', 'DESC'];
const FIELDS = `id postedAt datasetRunAt likes views comments shares engagementRate sentimentScore`;
const VALUES: Record<string, string> = {
  DATE: 'postedAt',
  LIKES: 'likes',
  ENGAGEMENT_RATE: 'engagementRate',
  VIEWS: 'views',
  COMMENTS: 'comments',
  SHARES: 'shares',
  SENTIMENT_SCORE: 'sentimentScore',
  DATASET_RUN_AT: 'datasetRunAt',
};
const QUERY = `query ($sort: MentionSort!, $order: SortOrder!, $after: String, $first: Int, $ids: [ID!]) {
  mentions(sort: $sort, order: $order, first: $first, after: $after, datasetIds: $ids) {
    totalCount nodes { ${FIELDS} } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`;

interface Node {
  id: string;
  [field: string]: string | number | null;
}

/** Collects all nodes page by page, calling `between` after each page. */
async function walk(
  sort: string,
  order: string,
  first: number,
  between?: () => Promise<unknown>,
): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ; ) {
    const { data, errors } = await ask(opened, scope.workspaceId, QUERY, { sort, order, after, first });
    expect(errors).toBeUndefined();
    nodes.push(...data.mentions.nodes);
    if (!data.mentions.pageInfo.hasNextPage) return nodes;
    after = data.mentions.pageInfo.endCursor;
    await between?.();
  }
}

function inOrder(nodes: readonly Node[], sort: string, order: string): Node[] {
  const sign = order === 'ASC' ? 1 : -1;
  const compare = <Value>(one: Value, other: Value) => (one < other ? -sign : one > other ? sign : 0);
  return nodes.toSorted((one, other) => {
    const [left, right] = [one[VALUES[sort]!], other[VALUES[sort]!]];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
      return compare(one.id, other.id);
    }
    return compare(left!, right!) || compare(one.id, other.id);
  });
}

describe.each(sorts.flatMap((sort) => orders.map((order) => ({ sort, order }))))(
  'mentions by $sort $order',
  ({ sort, order }) => {
    test('are complete and in order over all pages, those without a value last', async () => {
      const nodes = await walk(sort, order, 37);
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
      expect(nodes.length).toBeGreaterThanOrEqual(180);
      expect(nodes).toEqual(inOrder(nodes, sort, order));
    });

    test('are neither repeated nor skipped while others are inserted', async () => {
      const before = new Set((await walk(sort, order, 100)).map(({ id }) => id));
      let seed = 100;
      const insert = () => write(scope, dataset, fc.sample(analysed, { numRuns: 3, seed: seed++ }));
      const seen = (await walk(sort, order, 50, insert)).map(({ id }) => id);
      expect(new Set(seen).size).toBe(seen.length);
      expect([...before].filter((id) => !seen.includes(id))).toEqual([]);
    });
  },
);

describe('a cursor', () => {
  const cursorOf = async (sort: string, order = 'DESC') => {
    const { data } = await ask(opened, scope.workspaceId, QUERY, { sort, order, first: 1 });
    return data.mentions.pageInfo.endCursor as string;
  };
  const use = (cursor: string, sort: string, order = 'DESC', workspaceId = scope.workspaceId) =>
    ask(opened, workspaceId, QUERY, { sort, order, first: 1, after: cursor });
  const refused = expect.objectContaining({ code: 'INVALID_INPUT', details: { field: 'after' } });

  test('is JSON with the sort, the order, the sort value and the id', async () => {
    const cursor = await cursorOf('DATE');
    expect(JSON.parse(Buffer.from(cursor, 'base64url').toString())).toEqual({
      sort: 'date',
      order: 'desc',
      sort_value: expect.stringMatching(/^2026-01-/),
      id: expect.stringMatching(/^post_/),
      signature: expect.any(String),
    });
  });

  test('of another sort or order is refused', async () => {
    expect(errorOf(await use(await cursorOf('LIKES'), 'VIEWS'))).toEqual(refused);
    expect(errorOf(await use(await cursorOf('LIKES'), 'LIKES', 'ASC'))).toEqual(refused);
  });

  test('with any byte changed is refused', async () => {
    const cursor = await cursorOf('ENGAGEMENT_RATE');
    for (let place = 0; place < cursor.length; place += 7) {
      const changed = `${cursor.slice(0, place)}${cursor[place] === 'A' ? 'B' : 'A'}${cursor.slice(place + 1)}`;
      expect(errorOf(await use(changed, 'ENGAGEMENT_RATE'))).toEqual(refused);
    }
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      const changed = cursor.slice(0, -1) + last;
      if (changed !== cursor) expect(errorOf(await use(changed, 'ENGAGEMENT_RATE'))).toEqual(refused);
    }
  });

  test('of another workspace is refused, and so is any other text', async () => {
    expect(errorOf(await use(await cursorOf('DATE'), 'DATE', 'DESC', newScope(opened).workspaceId))).toEqual(
      refused,
    );
    for (const none of ['', 'bnVsbA', 'e30', '!!']) expect(errorOf(await use(none, 'DATE'))).toEqual(refused);
  });
});

test('a page has at most 100 mentions', async () => {
  const answer = await ask(opened, scope.workspaceId, QUERY, { sort: 'DATE', order: 'DESC', first: 101 });
  expect(errorOf(answer)).toMatchObject({ code: 'INVALID_INPUT', details: { field: 'first' } });
});

test('the total is that of the whole list', async () => {
  const { data } = await ask(opened, scope.workspaceId, QUERY, {
    sort: 'DATE',
    order: 'DESC',
    first: 0,
    ids: [dataset],
  });
  expect(data.mentions).toMatchObject({ nodes: [], totalCount: (await walk('DATE', 'DESC', 100)).length });
});
