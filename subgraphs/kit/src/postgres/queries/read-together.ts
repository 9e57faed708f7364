import { type AliasableExpression, type Kysely, sql } from 'kysely';

/** A select that could be executed by itself. */
export interface Select<Row> extends AliasableExpression<Row> {
  execute(): Promise<Row[]>;
}

/** A row with its query, by number, and where it stands in it. */
type Placed = Record<string, unknown> & { read_by: number; place: number };

/**
 * Queries in one statement: enough for a page of parents, and few enough to be planned in
 * milliseconds.
 */
const MOST_QUERIES = 100;

/**
 * The rows of each query, in the query's own order, by one statement for 100 of them: for what is
 * read below a list, a page for each row of it. The queries must select the same columns. One alone
 * is sent as it is.
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
 * One query of the union. A union may give the rows of its parts mixed, so each has its place in
 * its part.
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
