import { type Expression, type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';

/**
 * Counts the rows of a query without selections, up to `atMost`: counting all rows of a large set
 * would read all of it.
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

/**
 * Sums a column, up to the largest integer that JSON represents exactly; null if no row has a
 * value.
 */
export function sumOf(column: Expression<unknown>): RawBuilder<number | null> {
  return sql`case when sum(${column}) > ${LARGEST} then ${LARGEST} else sum(${column})::bigint end`;
}
