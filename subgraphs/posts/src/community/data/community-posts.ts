import type { PageRequest } from '@tributary/kit';
import { countOf, namesOf, type Order, prepared, readTogether, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';
import {
  type CommunityPostFilter,
  type Conditions,
  conditionsOf,
  filtered,
} from './community-post-filter.ts';
import {
  ALL_COLUMNS,
  type Columns,
  type CommunityPost,
  type PostRow,
  toPost,
} from './community-post-rows.ts';
import { type CommunityPostSort, onPage, type PageValues, pageValues } from './community-post-sort.ts';
import { totalBeyond, totalOf } from './counts/totals.ts';

/** Order in which posts are listed. */
export interface Sorting {
  readonly sort: CommunityPostSort;
  readonly order: Order;
}

const NEWEST_FIRST: Sorting = { sort: 'date', order: 'desc' };

/** Limit of an exact count; null counts everything. */
interface Bound {
  readonly atMost: number | null;
}

/** Input of a count query. */
interface CountValues extends Bound {
  readonly conditions: Conditions;
}

/** Queries per sort order: a prepared statement cannot take its order as a parameter. */
const prepare = Object.fromEntries(
  (['date', 'score', 'likes'] as const).flatMap((sort) =>
    (['asc', 'desc'] as const).map((order) => [`${sort} ${order}`, prepareOrder(sort, order)]),
  ),
) as Record<`${CommunityPostSort} ${Order}`, ReturnType<typeof prepareOrder>>;

function prepareOrder(sort: CommunityPostSort, order: Order) {
  return {
    list: prepared((scope: Scope<Tables>, values: PageValues) => onPage(scope, sort, order, values)),
    // Selects the total in each row of the page: one statement takes half the time of two, and
    // PostgreSQL evaluates the count only once.
    listCounted: prepared((scope: Scope<Tables>, { atMost, ...values }: PageValues & Bound) =>
      onPage(scope, sort, order, values).select(
        countOf(scope.db, filtered(scope, values.conditions), atMost).as('total'),
      ),
    ),
  };
}

const prepareCount = prepared((scope: Scope<Tables>, { conditions, atMost }: CountValues) =>
  countOf(scope.db, filtered(scope, conditions), atMost),
);

/** Lists one page of the posts that match `filter`, plus one row. */
export async function listCommunityPosts(
  scope: Scope<Tables>,
  filter: CommunityPostFilter,
  page: PageRequest,
  columns: Columns = ALL_COLUMNS,
  { sort, order }: Sorting = NEWEST_FIRST,
): Promise<CommunityPost[]> {
  const { list } = prepare[`${sort} ${order}`];
  const rows = await list(scope, pageValues(conditionsOf(filter), page, columns));
  return rows.map(toPost);
}

/** Lists the same page with the number of matching posts, see {@link countCommunityPosts}. */
export async function listCountedCommunityPosts(
  scope: Scope<Tables>,
  filter: CommunityPostFilter,
  page: PageRequest,
  atMost: number | null,
  columns: Columns = ALL_COLUMNS,
  { sort, order }: Sorting = NEWEST_FIRST,
): Promise<{ rows: CommunityPost[]; total: number }> {
  const { list, listCounted } = prepare[`${sort} ${order}`];
  const conditions = conditionsOf(filter);
  const values = pageValues(conditions, page, columns);
  const read: { rows?: readonly PostRow[] } = {};
  const total = await totalOf(scope, conditions, atMost, async () => {
    const rows = await listCounted(scope, { ...values, atMost });
    read.rows = rows;
    return rows[0]?.total ?? countUpTo(scope, conditions, atMost);
  });
  return { rows: (read.rows ?? (await list(scope, values))).map(toPost), total };
}

/** One page of the posts that match a filter, newest first. */
export interface CommunityPostPage {
  readonly filter: CommunityPostFilter;
  readonly page: PageRequest;
}

/** Returns the posts of each page, for a loader. */
export async function loadCommunityPostPages(
  scope: Scope<Tables>,
  pages: readonly CommunityPostPage[],
): Promise<CommunityPost[][]> {
  const read = await readTogether(
    scope.db,
    pages.map(({ filter, page }) =>
      onPage(scope, 'date', 'desc', pageValues(conditionsOf(filter), page, ALL_COLUMNS)),
    ),
  );
  return read.map((rows) => rows.map(toPost));
}

/** Counts the posts that match `filter`; estimates a count that reaches `atMost`. */
export async function countCommunityPosts(
  scope: Scope<Tables>,
  filter: CommunityPostFilter,
  atMost: number | null = null,
): Promise<number> {
  const conditions = conditionsOf(filter);
  return totalOf(scope, conditions, atMost, () => countUpTo(scope, conditions, atMost));
}

async function countUpTo(
  scope: Scope<Tables>,
  conditions: Conditions,
  atMost: number | null,
): Promise<number> {
  const [row] = await prepareCount(scope, { conditions, atMost });
  return row!.count;
}

/** Request for a post count, which is estimated if it reaches `atMost`. */
export interface CountRequest {
  readonly filter: CommunityPostFilter;
  readonly atMost: number | null;
}

/** Counts the posts that match each filter, for a loader. */
export async function loadCommunityPostCounts(
  scope: Scope<Tables>,
  requests: readonly CountRequest[],
): Promise<number[]> {
  const asked = requests.map(({ filter, atMost }) => ({ conditions: conditionsOf(filter), atMost }));
  const counts = await readTogether(
    scope.db,
    asked.map(({ conditions, atMost }) => countOf(scope.db, filtered(scope, conditions), atMost)),
  );
  return Promise.all(
    asked.map(({ conditions, atMost }, index) =>
      totalBeyond(scope, conditions, atMost, counts[index]![0]!.count),
    ),
  );
}

/** Returns the posts with these ids, in any order, for a loader. */
export async function loadCommunityPosts(
  scope: Scope<Tables>,
  ids: readonly string[],
): Promise<CommunityPost[]> {
  const rows = await scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .select(namesOf(ALL_COLUMNS))
    .execute();
  return rows.map(toPost);
}
