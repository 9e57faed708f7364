import {
  type AliasableExpression,
  type Expression,
  type Kysely,
  type RawBuilder,
  type SelectQueryBuilder,
  sql,
} from 'kysely';

/** A page of rows, and how many there are in all. */
export interface Counted<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/**
 * The page with the count in each of its rows: half the work of two statements for whoever sends them, and PostgreSQL
 * counts once whatever the page has. A page without rows cannot carry the count.
 */
export function withTotal<Tables, Table extends keyof Tables, Row>(
  page: SelectQueryBuilder<Tables, Table, Row>,
  count: AliasableExpression<{ count: number }>,
): SelectQueryBuilder<Tables, Table, Row & { total: number }> {
  return page.select(count.as('total') as never) as never;
}

/**
 * Counts the rows of a query without selections, and stops at `atMost` where that is given: the exact total of a large
 * set reads all of it.
 */
export function countOf<Tables, Sources, Source extends keyof Sources, Row>(
  db: Kysely<Tables>,
  rows: SelectQueryBuilder<Sources, Source, Row>,
  atMost: number | null,
): SelectQueryBuilder<Sources, Source, { count: number }> {
  const count = sql<number>`count(*)`.as('count');
  if (atMost === null) return rows.select(count) as never;
  const counted = rows.select(sql`1`.as('one')).limit(atMost).as('counted');
  return (db as unknown as Kysely<object>).selectFrom(counted as never).select(count) as never;
}

const LARGEST = sql.lit(Number.MAX_SAFE_INTEGER);

/** Sums a column, up to the largest number that JSON holds exactly; null when no row has a value. */
export function sumOf(column: Expression<unknown>): RawBuilder<number | null> {
  return sql`case when sum(${column}) > ${LARGEST} then ${LARGEST} else sum(${column})::bigint end`;
}
