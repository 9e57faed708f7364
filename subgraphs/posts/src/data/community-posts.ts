import {
  type Counted,
  countOf,
  namesOf,
  type PageRequest,
  type PhraseQuery,
  phraseQuery,
  prepared,
  readTogether,
  type Scope,
  withTotal,
} from '@tributary/kit';
import { type Expression, type SqlBool, sql } from 'kysely';
import { ALL_COLUMNS, type Columns, type CommunityPost, follows, toPost } from './community-post-rows.ts';
import type { Tables } from './tables.ts';

/** Which posts; members that are given must all hold. */
export interface CommunityPostFilter {
  keyword?: string | null;
  source?: readonly string[] | null;
  intent?: readonly string[] | null;
  minScore?: number | null;
  from?: string | null;
  to?: string | null;
  engagementStatus?: string | null;
}

/** What a count is built from. */
interface CountValues {
  readonly conditions: Conditions;
  readonly atMost: number | null;
}

const prepare = {
  list: prepared((scope: Scope<Tables>, values: PageValues) => onPage(scope, values)),
  listCounted: prepared((scope: Scope<Tables>, values: PageValues) =>
    withTotal(onPage(scope, values), counting(scope, values.conditions)),
  ),
  count: prepared((scope: Scope<Tables>, { conditions, atMost }: CountValues) =>
    countOf(scope.db, filtered(scope, conditions), atMost),
  ),
};

/** One page of the posts that `filter` holds for, newest first, and one row more. */
export async function listCommunityPosts(
  scope: Scope<Tables>,
  filter: CommunityPostFilter,
  page: PageRequest,
  columns: Columns = ALL_COLUMNS,
): Promise<CommunityPost[]> {
  const rows = await prepare.list(scope, pageValues({ filter, page }, columns));
  return rows.map(toPost);
}

/** The same page, and how many posts the filter holds for in all. */
export async function listCountedCommunityPosts(
  scope: Scope<Tables>,
  filter: CommunityPostFilter,
  page: PageRequest,
  columns: Columns = ALL_COLUMNS,
): Promise<Counted<CommunityPost>> {
  const rows = await prepare.listCounted(scope, pageValues({ filter, page }, columns));
  const total = rows[0]?.total ?? (await countCommunityPosts(scope, filter));
  return { rows: rows.map(toPost), total };
}

/** One page of the posts that a filter holds for. */
export interface CommunityPostPage {
  readonly filter: CommunityPostFilter;
  readonly page: PageRequest;
}

/** The posts of each page, as {@link listCommunityPosts}; for a loader. */
export async function loadCommunityPostPages(
  scope: Scope<Tables>,
  pages: readonly CommunityPostPage[],
): Promise<CommunityPost[][]> {
  const read = await readTogether(
    scope.db,
    pages.map((page) => onPage(scope, pageValues(page, ALL_COLUMNS))),
  );
  return read.map((rows) => rows.map(toPost));
}

/** What a page's query is made of. */
interface PageValues {
  readonly columns: Columns;
  readonly conditions: Conditions;
  readonly after: readonly unknown[] | null;
  readonly limit: number;
  readonly skip: number | null;
}

function pageValues({ filter, page }: CommunityPostPage, columns: Columns): PageValues {
  const { after, limit, skip } = page;
  return {
    conditions: conditionsOf(filter),
    after,
    limit: limit + 1,
    skip: skip > 0 ? skip : null,
    columns,
  };
}

function onPage(scope: Scope<Tables>, { conditions, after, limit, skip, columns }: PageValues) {
  return filtered(scope, conditions)
    .select(namesOf(columns))
    .$if(after !== null, (query) => query.where(follows(after!)))
    .orderBy('posted_at', 'desc')
    .orderBy('url')
    .orderBy('id')
    .limit(limit)
    .$if(skip !== null, (query) => query.offset(skip!));
}

/** How many posts `filter` holds for, counted up to `atMost`. */
export async function countCommunityPosts(
  scope: Scope<Tables>,
  filter: CommunityPostFilter,
  atMost: number | null = null,
): Promise<number> {
  const [row] = await prepare.count(scope, { conditions: conditionsOf(filter), atMost });
  return row!.count;
}

/** Which posts to count; up to `atMost`, where that is given. */
export interface CountRequest {
  readonly filter: CommunityPostFilter;
  readonly atMost: number | null;
}

/** Counts the posts that each filter holds for; for a loader. */
export async function loadCommunityPostCounts(
  scope: Scope<Tables>,
  requests: readonly CountRequest[],
): Promise<number[]> {
  const read = await readTogether(
    scope.db,
    requests.map(({ filter, atMost }) => countOf(scope.db, filtered(scope, conditionsOf(filter)), atMost)),
  );
  return read.map(([row]) => row!.count);
}

function counting(scope: Scope<Tables>, conditions: Conditions) {
  return filtered(scope, conditions).select(sql<number>`count(*)`.as('count'));
}

/** The posts of these ids, in any order; for a loader. */
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

/** Records what was done about a post; false when the workspace has no such post. */
export async function updateEngagementStatus(
  scope: Scope<Tables>,
  id: string,
  status: string | null,
): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .updateTable('community_posts')
    .set({ engagement_status: status })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What a filter comes to: the values that posts are compared with. */
interface Conditions extends Omit<CommunityPostFilter, 'keyword'> {
  readonly phrase: PhraseQuery | null;
}

/** An empty text asks for nothing. */
function conditionsOf({ keyword, from, to, engagementStatus, ...others }: CommunityPostFilter): Conditions {
  return {
    ...others,
    phrase: keyword ? phraseQuery(keyword) : null,
    from: from || null,
    to: to || null,
    engagementStatus: engagementStatus || null,
  };
}

function filtered(scope: Scope<Tables>, { phrase, ...conditions }: Conditions) {
  const { source, intent, minScore, from, to, engagementStatus } = conditions;
  let query = scope.db.selectFrom('community_posts').where('workspace_id', '=', scope.workspaceId);
  if (phrase) query = query.where(matches(phrase));
  if (source?.length) query = query.where('source', 'in', source);
  if (intent?.length) query = query.where('intent', 'in', intent);
  if (minScore != null) query = query.where('score', '>=', minScore);
  if (from) query = query.where('posted_at', '>=', sql<Date>`${from}::date`);
  if (to) query = query.where('posted_at', '<', sql<Date>`${to}::date + 1`);
  if (engagementStatus) query = query.where('engagement_status', '=', engagementStatus);
  return query;
}

function matches({ query, literals }: PhraseQuery): Expression<SqlBool> {
  if (query === null) return sql<boolean>`false`;
  const conditions = literals.map(
    (literal) => sql`(strpos(lower(title), ${literal}) > 0 or strpos(lower(body), ${literal}) > 0)`,
  );
  return sql<boolean>`${sql.join([sql`search @@ ${query}::tsquery`, ...conditions], sql` and `)}`;
}
