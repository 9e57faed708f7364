import type { AliasableExpression, SelectQueryBuilder } from 'kysely';

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
