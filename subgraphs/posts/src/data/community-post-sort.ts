import { namesOf, type PageRequest, type Scope } from '@tributary/kit';
import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { type Conditions, filtered } from './community-post-filter.ts';
import { type Columns, type CommunityPost, newestFirst, type PostRow } from './community-post-rows.ts';
import type { Tables } from './tables.ts';

export type CommunityPostSort = 'date' | 'score' | 'likes';
export type Order = 'asc' | 'desc';

/** Rows of a sort, or those of them that have no value for it. */
type Part = 'all' | 'known' | 'unknown';

/** What a sort orders by, before the id; `url` is in alphabetical order where the others are descending. */
const SORTS = {
  date: { column: 'posted_at', type: 'timestamptz', second: 'url', nullable: false },
  score: { column: 'score', type: 'numeric', second: 'posted_at', nullable: false },
  likes: { column: 'points', type: 'bigint', second: 'posted_at', nullable: true },
} as const;

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

/** What a page's query is built from; by its own members a query is chosen, the others are values. */
export interface PageValues {
  readonly columns: Columns;
  readonly conditions: Conditions;
  readonly after: readonly unknown[] | null;
  /** Rows to read, one more than the page has. */
  readonly limit: number;
  readonly skip: number | null;
  /** Rows that may be on the page or before it. */
  readonly reach: number;
}

/** Collects what a page's query is built from. */
export function pageValues(
  conditions: Conditions,
  { after, limit, skip }: PageRequest,
  columns: Columns,
): PageValues {
  const rows = limit + 1;
  return { columns, conditions, after, limit: rows, skip: skip > 0 ? skip : null, reach: rows + skip };
}

/** A query of rows; columns that are not to be read are missing. */
type PageQuery = SelectQueryBuilder<Tables, 'community_posts', PostRow>;

/** Returns a query of one page of posts in the order of a sort, and one row more; posts without a value for it come last. */
export function onPage(
  scope: Scope<Tables>,
  sort: CommunityPostSort,
  order: Order,
  values: PageValues,
): PageQuery {
  const { limit, skip, after } = values;
  if (!SORTS[sort].nullable)
    return part(scope, sort, order, values, 'all')
      .limit(limit)
      .$if(skip !== null, (query) => query.offset(skip!));
  // Each part is read in the order of the index, which one query of both could not be.
  const parts = (after !== null && after[0] === null ? ['unknown'] : ['known', 'unknown']) as Part[];
  const [first, ...rest] = parts.map((name) =>
    scope.db
      .selectFrom(part(scope, sort, order, values, name).limit(values.reach).as('part'))
      .selectAll('part'),
  );
  const rows = rest.reduce((all, next) => all.unionAll(next), first!);
  const page = scope.db.selectFrom(rows.as('page')).selectAll('page') as unknown as PageQuery;
  return ordered(page, sort, order, true)
    .limit(limit)
    .$if(skip !== null, (query) => query.offset(skip!));
}

function part(
  scope: Scope<Tables>,
  sort: CommunityPostSort,
  order: Order,
  values: PageValues,
  name: Part,
): PageQuery {
  const { conditions, columns, after } = values;
  const { column } = SORTS[sort];
  // A cursor among the known has all of the unknown behind it.
  const from = after !== null && (name !== 'unknown' || after[0] === null) ? after : null;
  const rows = filtered(scope, conditions)
    .$if(name !== 'all', (query) => query.where(column, name === 'known' ? 'is not' : 'is', null))
    .$if(from !== null, (query) => query.where(beyond(sort, order, from!)))
    .select(namesOf<keyof Columns>({ ...columns, [column]: true }));
  return ordered(rows as unknown as PageQuery, sort, order, false);
}

/** Adds the order: nulls last where both parts are ordered together. */
function ordered(query: PageQuery, sort: CommunityPostSort, order: Order, nullsLast: boolean): PageQuery {
  const { column, second } = SORTS[sort];
  const direction = sql.raw(order);
  const last = sql.raw(nullsLast ? ' nulls last' : '');
  return query
    .orderBy(sql`${sql.ref(column)} ${direction}${last}`)
    .orderBy(sql`${sql.ref(second)} ${restDirection(sort, order)}`)
    .orderBy(sql`id ${restDirection(sort, order)}`);
}

function restDirection(sort: CommunityPostSort, order: Order) {
  return sql.raw(sort === 'date' ? opposite(order) : order);
}

function opposite(order: Order): Order {
  return order === 'asc' ? 'desc' : 'asc';
}

/** Returns the condition of rows that come after a cursor. */
export function beyond(
  sort: CommunityPostSort,
  order: Order,
  [value, second, id]: readonly unknown[],
): Expression<SqlBool> {
  if (sort === 'date') return beyondDate(order, value, second, id);
  const compare = comparison(order);
  const rest = [sql`${second}::timestamptz`, sql`${id}::uuid`];
  const { column, type } = SORTS[sort];
  if (value === null) return sql<boolean>`(posted_at, id) ${compare} (${sql.join(rest)})`;
  return sql<boolean>`(${sql.ref(column)}, posted_at, id) ${compare} (${value}::${sql.raw(type)}, ${sql.join(rest)})`;
}

/** Its columns have two directions. The first condition is implied by the second; it is what finds the start in the index. */
function beyondDate(order: Order, postedAt: unknown, url: unknown, id: unknown): Expression<SqlBool> {
  const compare = comparison(order);
  return sql<boolean>`(posted_at ${compare}= ${postedAt}::timestamptz and (posted_at ${compare} ${postedAt}::timestamptz
    or (url, id) ${comparison(opposite(order))} (${url}, ${id}::uuid)))`;
}

function comparison(order: Order) {
  return sql.raw(order === 'asc' ? '>' : '<');
}
