import { type Expression, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { PageRequest } from '../../core/page-request.ts';

export type Order = 'asc' | 'desc';

/** A column with its PostgreSQL type. */
export interface SortColumn {
  readonly column: string;
  readonly type: string;
}

/** What a list is sorted by. An index of these columns behind `workspace_id` serves both orders. */
export interface Sort extends SortColumn {
  /** Whether rows may have no value: they come last in both orders. */
  readonly nullable?: boolean;
  /** What rows of equal value are sorted by; the last column is unique. */
  readonly ties: readonly SortColumn[];
  /** Whether ties are sorted in the opposite order. */
  readonly reversesTies?: boolean;
}

/** Which rows of a sorted list to read; the values of a prepared query. */
export interface SortedPage {
  readonly after: readonly unknown[] | null;
  /** Rows to read, one more than the page has. */
  readonly limit: number;
  readonly skip: number | null;
  /** Rows on the page and before it. */
  readonly reach: number;
}

/** Returns which rows a page needs. */
export function sortedPageOf({ after, limit, skip }: PageRequest): SortedPage {
  const rows = limit + 1;
  return { after, limit: rows, skip: skip > 0 ? skip : null, reach: rows + skip };
}

/** A query of a page, of whichever tables. */
type Query<Row> = SelectQueryBuilder<Record<string, Record<string, unknown>>, string, Row>;

/**
 * Returns a query of one page of `rows`, and one row more. The rows are selected and not yet
 * sorted; they have the columns of the sort, and a cursor has the values of these. A page begins at
 * its cursor in the index, whatever stands before it.
 */
export function sortedPage<Tables, Table extends keyof Tables, Row>(
  db: Kysely<Tables>,
  rows: SelectQueryBuilder<Tables, Table, Row>,
  sort: Sort,
  order: Order,
  page: SortedPage,
): SelectQueryBuilder<Tables, Table, Row> {
  const all = rows as unknown as Query<Row>;
  const { after } = page;
  const read = sort.nullable
    ? inParts(db as never, all, sort, order, page)
    : ordered(after === null ? all : all.where(beyond(sort, order, after)), sort, order);
  return limited(read, page) as never;
}

function limited<Row>(query: Query<Row>, { limit, skip }: SortedPage): Query<Row> {
  return query.limit(limit).$if(skip !== null, (rows) => rows.offset(skip!)) as Query<Row>;
}

/**
 * Reads rows with a value, then those without: each in the order of the index, as one query of both
 * could not be.
 */
function inParts<Row>(
  db: Kysely<Record<string, Record<string, unknown>>>,
  rows: Query<Row>,
  sort: Sort,
  order: Order,
  { after, reach }: SortedPage,
): Query<Row> {
  const column = sql.ref(sort.column);
  const known = () => {
    const part = rows.where(sql<boolean>`${column} is not null`);
    return after === null ? part : part.where(beyond(sort, order, after));
  };
  const unknown = () => {
    const part = rows.where(sql<boolean>`${column} is null`);
    // A cursor among rows with a value has all of the others behind it.
    return after === null || after[0] !== null ? part : part.where(beyond(sort, order, after));
  };
  const parts = after !== null && after[0] === null ? [unknown()] : [known(), unknown()];
  const [first, ...rest] = parts.map((part) =>
    db.selectFrom(ordered(part, sort, order).limit(reach).as('part')).selectAll('part'),
  );
  const united = rest.reduce((whole, next) => whole.unionAll(next), first!);
  return ordered(db.selectFrom(united.as('page')).selectAll('page') as never, sort, order, true);
}

/** Adds the order; rows without a value come last where they are among the others. */
function ordered<Row>(query: Query<Row>, sort: Sort, order: Order, nullsLast = false): Query<Row> {
  const last = sql.raw(nullsLast ? ' nulls last' : '');
  const ties = sort.ties.map(({ column }) => sql`${sql.ref(column)} ${sql.raw(orderOfTies(sort, order))}`);
  return [sql`${sql.ref(sort.column)} ${sql.raw(order)}${last}`, ...ties].reduce(
    (sorted, each) => sorted.orderBy(each as never) as Query<Row>,
    query,
  );
}

/**
 * Returns the condition of rows that come after a cursor. Compared as one row value where all
 * columns have one order; otherwise the first comparison, which is implied by the others, is what
 * finds the start in the index.
 */
export function beyond(sort: Sort, order: Order, [value, ...ties]: readonly unknown[]): Expression<boolean> {
  const compare = comparison(order);
  const tieColumns = sql.join(sort.ties.map(({ column }) => sql.ref(column)));
  const tieValues = sql.join(ties.map((tie, place) => sql`${tie}::${sql.raw(sort.ties[place]!.type)}`));
  if (value === null) return sql`(${tieColumns}) ${comparison(orderOfTies(sort, order))} (${tieValues})`;
  const column = sql.ref(sort.column);
  const bound = sql`${value}::${sql.raw(sort.type)}`;
  if (!sort.reversesTies) return sql`(${column}, ${tieColumns}) ${compare} (${bound}, ${tieValues})`;
  return sql`(${column} ${compare}= ${bound} and (${column} ${compare} ${bound}
    or (${tieColumns}) ${comparison(orderOfTies(sort, order))} (${tieValues})))`;
}

function orderOfTies({ reversesTies = false }: Sort, order: Order): Order {
  if (!reversesTies) return order;
  return order === 'asc' ? 'desc' : 'asc';
}

function comparison(order: Order) {
  return sql.raw(order === 'asc' ? '>' : '<');
}
