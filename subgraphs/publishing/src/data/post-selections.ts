import type { PageRequest } from '@tributary/kit';
import {
  countRows,
  hasPhrase,
  type Order,
  type Scope,
  type Sort,
  sortedPage,
  sortedPageOf,
} from '@tributary/kit/postgres';
import { phraseQuery } from '@tributary/kit/text';
import { sql } from 'kysely';
import type { PostStatus } from '../post-state.ts';
import { COLUMNS, type Post, toPost } from './posts.ts';
import type { Tables } from './tables.ts';

/** A time range: `from` is inclusive, `to` is exclusive. */
interface TimeRange {
  readonly from?: Date | null;
  readonly to?: Date | null;
}

/**
 * Filter for posts. All given members must match, with any value of a list; an empty list matches
 * every post.
 */
export interface PostFilter {
  readonly status?: readonly PostStatus[] | null;
  readonly accountId?: readonly string[] | null;
  /** Normalised as stored: trimmed, in lower case. */
  readonly tag?: readonly string[] | null;
  readonly scheduledBetween?: TimeRange | null;
  readonly publishedBetween?: TimeRange | null;
  /** A phrase in the text or the thread. */
  readonly search?: string | null;
}

const ID = { column: 'id', type: 'text' } as const;

/** Sort orders of posts. */
const SORTS = {
  created: { column: 'created_at', type: 'timestamptz', ties: [ID] },
  scheduled: { column: 'scheduled_at', type: 'timestamptz', nullable: true, ties: [ID] },
  published: { column: 'published_at', type: 'timestamptz', nullable: true, ties: [ID] },
} as const satisfies Record<string, Sort>;

export type PostSort = keyof typeof SORTS;

/** Types of the values in a cursor. */
export const POST_CURSOR = ['time or null', 'text'] as const;

/** Returns the sort values of a post, for its cursor. */
export function sortValuesOf(sort: PostSort): (post: Post) => readonly unknown[] {
  return (post) => [post[`${sort}At`]?.toISOString() ?? null, post.id];
}

/**
 * Lists one page of the posts that match `filter`, plus one row to detect a next page. Posts
 * without a value for the sort come last.
 */
export async function listPosts(
  scope: Scope<Tables>,
  filter: PostFilter,
  page: PageRequest,
  { sort, order }: { readonly sort: PostSort; readonly order: Order },
): Promise<Post[]> {
  const rows = filtered(scope, filter).select([...COLUMNS, 'created_at', 'scheduled_at', 'published_at']);
  const read = await sortedPage(scope.db, rows, SORTS[sort], order, sortedPageOf(page)).execute();
  return read.map(toPost);
}

/** Counts the posts that match `filter`; estimates a count that reaches `atMost`. */
export function countPosts(
  scope: Scope<Tables>,
  filter: PostFilter,
  atMost: number | null = null,
): Promise<number> {
  return countRows(scope.db, { rows: filtered(scope, filter), atMost });
}

function filtered(scope: Scope<Tables>, filter: PostFilter) {
  const { status, accountId, tag, scheduledBetween, publishedBetween, search } = filter;
  let query = scope.db.selectFrom('posts').where('workspace_id', '=', scope.workspaceId);
  if (status?.length) query = query.where('status', 'in', status);
  if (tag?.length) query = query.where(sql<boolean>`tags && ${tag}::text[]`);
  if (scheduledBetween?.from) query = query.where('scheduled_at', '>=', scheduledBetween.from);
  if (scheduledBetween?.to) query = query.where('scheduled_at', '<', scheduledBetween.to);
  if (publishedBetween?.from) query = query.where('published_at', '>=', publishedBetween.from);
  if (publishedBetween?.to) query = query.where('published_at', '<', publishedBetween.to);
  if (search) query = query.where(hasPhrase(phraseQuery(search)));
  if (accountId?.length)
    query = query.where('id', 'in', (eb) =>
      eb
        .selectFrom('targets')
        .where('workspace_id', '=', scope.workspaceId)
        .where('account_id', 'in', accountId)
        .select('post_id'),
    );
  return query;
}
