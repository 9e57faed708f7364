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

/** Sort definitions of community posts. */
const SORTS = {
  date: { ...POSTED_AT, ties: [{ column: 'url', type: 'text' }, ID], reversesTies: true },
  score: { column: 'score', type: 'numeric', ties: [POSTED_AT, ID] },
  likes: { column: 'points', type: 'bigint', nullable: true, ties: [POSTED_AT, ID] },
} as const satisfies Record<string, Sort>;

export type CommunityPostSort = keyof typeof SORTS;

/** Types of the cursor values, in the order of {@link sortValuesOf}. */
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

/** Input of a page query. */
export interface PageValues {
  readonly columns: Columns;
  readonly conditions: Conditions;
  readonly page: ReturnType<typeof sortedPageOf>;
}

/** Builds the input of a page query. */
export function pageValues(conditions: Conditions, page: PageRequest, columns: Columns): PageValues {
  return { columns, conditions, page: sortedPageOf(page) };
}

/** Returns a query of one page of posts plus one row, selecting only the given columns. */
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

/** Returns the condition for posts that follow a cursor in the order "newest first". */
export function beyondNewest(after: readonly unknown[]): Expression<boolean> {
  return beyond(SORTS.date, 'desc', after);
}
