import {
  type Counted,
  type PageRequest,
  phraseQuery,
  readCounted,
  readTogether,
  type Scope,
} from '@tributary/kit';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { CommunityPostsTable, Tables } from './tables.ts';

/** A community post as the rest of the subgraph sees it. */
export interface CommunityPost {
  id: string;
  source: string;
  url: string;
  title: string;
  /** Absent when the query did not ask for it. */
  body?: string;
  link: string | null;
  author: string;
  kind: string;
  postedAt: Date;
  subreddit: string | null;
  points: number | null;
  commentCount: number | null;
  engagementStatus: string | null;
  analysis: {
    score: number;
    reason: string;
    intent: string | null;
    urgency: string;
    buyingStage: string;
    action: string;
    suggestedPlay: string;
    competitorNamed: string | null;
    signals: { name: string; evidence: string }[];
    engine: string;
    version: number;
  };
}

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

/** A row as it is read. */
export type PostRow = Omit<CommunityPostsTable, 'id' | 'workspace_id' | 'external_id' | 'search' | 'body'> & {
  id: string;
  body?: string;
};

/** The columns of a post but its body. */
export const COLUMNS = [
  'id',
  'source',
  'url',
  'title',
  'link',
  'author',
  'kind',
  'posted_at',
  'subreddit',
  'points',
  'comment_count',
  'engagement_status',
  'score',
  'reason',
  'intent',
  'urgency',
  'buying_stage',
  'action',
  'suggested_play',
  'competitor_named',
  'signals',
  'analysis_engine',
  'analysis_version',
] as const;

/** What is read of each post: its body only when it is asked for. */
type Reading = { readonly withBody: boolean };

/** One page of the posts that `filter` holds for, newest first, and one row more. */
export async function listCommunityPosts(
  scope: Scope<Tables>,
  filter: CommunityPostFilter,
  page: PageRequest,
  options: Reading,
): Promise<CommunityPost[]> {
  const rows = await onPage(scope, { filter, page }, options).execute();
  return rows.map(toPost);
}

/** The same page, and how many posts the filter holds for in all. */
export async function listCountedCommunityPosts(
  scope: Scope<Tables>,
  filter: CommunityPostFilter,
  page: PageRequest,
  options: Reading,
): Promise<Counted<CommunityPost>> {
  const listed = onPage(scope, { filter, page }, options);
  const { rows, total } = await readCounted(listed, counting(scope, filter));
  return { rows: rows.map(toPost), total };
}

/** One page of the posts that a filter holds for. */
export interface CommunityPostPage {
  readonly filter: CommunityPostFilter;
  readonly page: PageRequest;
}

/** The posts of each page with their bodies, as {@link listCommunityPosts}; for a loader. */
export async function loadCommunityPostPages(
  scope: Scope<Tables>,
  pages: readonly CommunityPostPage[],
): Promise<CommunityPost[][]> {
  const read = await readTogether(
    scope.db,
    pages.map((page) => onPage(scope, page, { withBody: true })),
  );
  return read.map((rows) => rows.map(toPost));
}

function onPage(scope: Scope<Tables>, { filter, page }: CommunityPostPage, { withBody }: Reading) {
  return filtered(scope, filter)
    .select(COLUMNS)
    .$if(withBody, (query) => query.select('body'))
    .$if(page.after !== null, (query) => query.where(after(page.after!)))
    .orderBy('posted_at', 'desc')
    .orderBy('url')
    .orderBy('id')
    .limit(page.limit + 1)
    .$if(page.skip > 0, (query) => query.offset(page.skip));
}

/** How many posts `filter` holds for. */
export async function countCommunityPosts(
  scope: Scope<Tables>,
  filter: CommunityPostFilter,
): Promise<number> {
  const { count } = await counting(scope, filter).executeTakeFirstOrThrow();
  return count;
}

function counting(scope: Scope<Tables>, filter: CommunityPostFilter) {
  return filtered(scope, filter).select(sql<number>`count(*)`.as('count'));
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
    .select([...COLUMNS, 'body'])
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

/** The sort values of a post, for its cursor. */
export function newestFirst(post: CommunityPost): readonly unknown[] {
  return [post.postedAt.toISOString(), post.url, post.id];
}

function filtered(scope: Scope<Tables>, filter: CommunityPostFilter) {
  let query = scope.db.selectFrom('community_posts').where('workspace_id', '=', scope.workspaceId);
  if (filter.keyword) query = query.where(matches(filter.keyword));
  if (filter.source?.length) query = query.where('source', 'in', filter.source);
  if (filter.intent?.length) query = query.where('intent', 'in', filter.intent);
  if (filter.minScore != null) query = query.where('score', '>=', filter.minScore);
  if (filter.from) query = query.where('posted_at', '>=', sql<Date>`${filter.from}::date`);
  if (filter.to) query = query.where('posted_at', '<', sql<Date>`${filter.to}::date + 1`);
  if (filter.engagementStatus) query = query.where('engagement_status', '=', filter.engagementStatus);
  return query;
}

function matches(keyword: string): Expression<SqlBool> {
  const { query, literals } = phraseQuery(keyword);
  if (query === null) return sql<boolean>`false`;
  const conditions = literals.map(
    (literal) => sql`(strpos(lower(title), ${literal}) > 0 or strpos(lower(body), ${literal}) > 0)`,
  );
  return sql<boolean>`${sql.join([sql`search @@ ${query}::tsquery`, ...conditions], sql` and `)}`;
}

/**
 * Rows that come after a cursor in (posted_at desc, url, id). The first condition is implied by the second; it is
 * what lets the index find the start of the page.
 */
export function after([postedAt, url, id]: readonly unknown[]): Expression<SqlBool> {
  return sql<boolean>`(posted_at <= ${postedAt}::timestamptz and (posted_at < ${postedAt}::timestamptz
    or (url, id) > (${url}, ${id}::uuid)))`;
}

/** A row as the rest of the subgraph sees it. */
export function toPost(row: PostRow): CommunityPost {
  return {
    id: row.id,
    source: row.source,
    url: row.url,
    title: row.title,
    ...(row.body === undefined ? {} : { body: row.body }),
    link: row.link,
    author: row.author,
    kind: row.kind,
    postedAt: row.posted_at,
    subreddit: row.subreddit,
    points: row.points,
    commentCount: row.comment_count,
    engagementStatus: row.engagement_status,
    analysis: {
      score: row.score,
      reason: row.reason,
      intent: row.intent,
      urgency: row.urgency,
      buyingStage: row.buying_stage,
      action: row.action,
      suggestedPlay: row.suggested_play,
      competitorNamed: row.competitor_named,
      signals: row.signals as { name: string; evidence: string }[],
      engine: row.analysis_engine,
      version: row.analysis_version,
    },
  };
}
