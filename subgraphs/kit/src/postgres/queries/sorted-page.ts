import { type Expression, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { PageRequest } from '../../core/page-request.ts';

export type Order = 'asc' | 'desc';

/** A column with its PostgreSQL type. */
export interface SortColumn {
  readonly column: string;
  readonly type: string;
}

/**
 * The sort key of a list. An index of these columns after `workspace_id` serves both directions.
 */
export interface Sort extends SortColumn {
  /** Whether the value may be null; such rows come last in both directions. */
  readonly nullable?: boolean;
  /** Tie-breaking columns; the last one is unique. */
  readonly ties: readonly SortColumn[];
  /** Whether ties are sorted in the opposite direction. */
  readonly reversesTies?: boolean;
}

/** The part of a sorted list to read; the values of a prepared query. */
export interface SortedPage {
  readonly after: readonly unknown[] | null;
  /** Rows to read: the page and one more. */
  readonly limit: number;
  readonly skip: number | null;
  /** Rows up to the end of the page. */
  readonly reach: number;
}

/** Returns the part of a sorted list that a page needs. */
export function sortedPageOf({ after, limit, skip }: PageRequest): SortedPage {
  const rows = limit + 1;
  return { after, limit: rows, skip: skip > 0 ? skip : null, reach: rows + skip };
}

/** A query for a page, on any tables. */
type Query<Row> = SelectQueryBuilder<Record<string, Record<string, unknown>>, string, Row>;

/**
 * Returns a query for one page of `rows`, plus one row. `rows` is an unsorted select that includes
 * the sort columns, whose values a cursor holds. The page starts at its cursor in the index, so the
 * rows before it cost nothing.
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
 * Reads rows with a value, then those without, each in index order, which a single query of both
 * would not use.
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
    // After a cursor among rows with a value, all rows without a value follow.
    return after === null || after[0] !== null ? part : part.where(beyond(sort, order, after));
  };
  const parts = after !== null && after[0] === null ? [unknown()] : [known(), unknown()];
  const [first, ...rest] = parts.map((part) =>
    db.selectFrom(ordered(part, sort, order).limit(reach).as('part')).selectAll('part'),
  );
  const united = rest.reduce((whole, next) => whole.unionAll(next), first!);
  return ordered(db.selectFrom(united.as('page')).selectAll('page') as never, sort, order, true);
}

/** Adds the order; rows without a value come last if they are included. */
function ordered<Row>(query: Query<Row>, sort: Sort, order: Order, nullsLast = false): Query<Row> {
  const last = sql.raw(nullsLast ? ' nulls last' : '');
  const ties = sort.ties.map(({ column }) => sql`${sql.ref(column)} ${sql.raw(orderOfTies(sort, order))}`);
  return [sql`${sql.ref(sort.column)} ${sql.raw(order)}${last}`, ...ties].reduce(
    (sorted, each) => sorted.orderBy(each as never) as Query<Row>,
    query,
  );
}

/**
 * Returns the condition for rows after a cursor. It compares row values if all columns have one
 * direction; otherwise it adds a first comparison that the others imply, which finds the start in
 * the index.
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
