import type { AliasableExpression, SelectQueryBuilder } from 'kysely';
import type { Select } from './read-together.ts';

/** A page of rows, and how many there are in all. */
export interface Counted<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/**
 * A page and its count by one statement: half the work of two for whoever sends them, and PostgreSQL counts once
 * whatever the page has. A page without rows cannot carry the count, which is then asked for by itself.
 */
export async function readCounted<Tables, Table extends keyof Tables, Row>(
  page: SelectQueryBuilder<Tables, Table, Row>,
  count: Select<{ count: number }> & AliasableExpression<{ count: number }>,
): Promise<Counted<Row>> {
  const counted = page.select(count.as('total') as never) as unknown as Select<Row & { total: number }>;
  const rows = await counted.execute();
  const total = rows[0]?.total ?? (await count.execute())[0]!.count;
  return { rows, total };
}
