import { type AliasableExpression, type Kysely, sql } from 'kysely';

/** A select that can also be executed by itself. */
export interface Select<Row> extends AliasableExpression<Row> {
  execute(): Promise<Row[]>;
}

/** A row with the number of its query, and its position in the result of that query. */
type Placed = Record<string, unknown> & { read_by: number; place: number };

/**
 * Queries per statement: enough for a page of parents, and few enough to be planned in
 * milliseconds.
 */
const MOST_QUERIES = 100;

/**
 * Returns the rows of each query, in the query's own order, with one statement per 100 queries; for
 * fields below a list, such as a page for each of its rows. All queries must select the same
 * columns. A single query is sent unchanged.
 */
export async function readTogether<Tables, Row>(
  db: Kysely<Tables>,
  queries: readonly Select<Row>[],
): Promise<Row[][]> {
  if (queries.length === 1) return [await queries[0]!.execute()];
  const read: Row[][] = [];
  for (let start = 0; start < queries.length; start += MOST_QUERIES)
    read.push(...((await readAtOnce(db, queries.slice(start, start + MOST_QUERIES))) as Row[][]));
  return read;
}

async function readAtOnce<Tables>(
  db: Kysely<Tables>,
  queries: readonly AliasableExpression<unknown>[],
): Promise<unknown[][]> {
  const parts = queries.map((query, index) => partOf(db as unknown as Kysely<object>, query, index));
  const rows: Placed[] = await parts.reduce((all, next) => all.unionAll(next)).execute();
  const byQuery = Map.groupBy(rows, ({ read_by }) => read_by);
  return queries.map((_, index) =>
    (byQuery.get(index) ?? [])
      .sort((one, other) => one.place - other.place)
      .map(({ read_by: __, place: ___, ...row }) => row),
  );
}

/**
 * Builds one part of the union. A union may interleave the rows of its parts, so each row carries
 * its position.
 */
function partOf(db: Kysely<object>, query: AliasableExpression<unknown>, index: number) {
  return db
    .selectFrom((query as AliasableExpression<Record<string, unknown>>).as('part'))
    .selectAll('part')
    .select([
      sql<number>`${sql.lit(index)}::int`.as('read_by'),
      sql<number>`row_number() over ()`.as('place'),
    ]);
}
