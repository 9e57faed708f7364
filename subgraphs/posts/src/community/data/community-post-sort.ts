import type { PageRequest } from '@tributary/kit';
import {
  beyond,
  namesOf,
  type Order,
  type Scope,
  type Sort,
  sortedPage,
  sortedPageOf,
} from '@tributary/kit/postgres';
import type { Expression, SelectQueryBuilder } from 'kysely';
import type { Tables } from '../../data/tables.ts';
import { type Conditions, filtered } from './community-post-filter.ts';
import { type Columns, type CommunityPost, newestFirst, type PostRow } from './community-post-rows.ts';

const ID = { column: 'id', type: 'uuid' } as const;
const POSTED_AT = { column: 'posted_at', type: 'timestamptz' } as const;

/** What posts are sorted by. */
const SORTS = {
  date: { ...POSTED_AT, ties: [{ column: 'url', type: 'text' }, ID], reversesTies: true },
  score: { column: 'score', type: 'numeric', ties: [POSTED_AT, ID] },
  likes: { column: 'points', type: 'bigint', nullable: true, ties: [POSTED_AT, ID] },
} as const satisfies Record<string, Sort>;

export type CommunityPostSort = keyof typeof SORTS;

/** The values of a cursor, in the order of {@link sortValuesOf}. */
export const CURSORS = {
  date: ['time', 'text', 'uuid'],
  score: ['number', 'time', 'uuid'],
  likes: ['number or null', 'time', 'uuid'],
} as const;

/** Returns the sort values of a post, for its cursor. */
export function sortValuesOf(sort: CommunityPostSort): (post: CommunityPost) => readonly unknown[] {
  if (sort === 'date') return newestFirst;
  return ({ id, points, postedAt, analysis: { score } }) => [
    sort === 'score' ? score : points,
    postedAt.toISOString(),
    id,
  ];
}

/** What a page's query is built from. */
export interface PageValues {
  readonly columns: Columns;
  readonly conditions: Conditions;
  readonly page: ReturnType<typeof sortedPageOf>;
}

/** Collects what a page's query is built from. */
export function pageValues(conditions: Conditions, page: PageRequest, columns: Columns): PageValues {
  return { columns, conditions, page: sortedPageOf(page) };
}

/**
 * Returns a query of one page of posts, and one row more; columns that are not to be read are
 * missing.
 */
export function onPage(
  scope: Scope<Tables>,
  sort: CommunityPostSort,
  order: Order,
  { conditions, columns, page }: PageValues,
): SelectQueryBuilder<Tables, 'community_posts', PostRow> {
  const wanted = namesOf<keyof Columns>({ ...columns, [SORTS[sort].column]: true });
  const rows = filtered(scope, conditions).select(wanted);
  return sortedPage(scope.db, rows, SORTS[sort], order, page) as unknown as ReturnType<typeof onPage>;
}

/** Returns the condition of posts that come after a cursor of the newest first. */
export function beyondNewest(after: readonly unknown[]): Expression<boolean> {
  return beyond(SORTS.date, 'desc', after);
}
