import { type Kysely, sql } from 'kysely';
import type { Select } from './read-together.ts';

/**
 * Keys per statement: each costs an index probe, so a statement takes some tens of milliseconds.
 */
const MOST_KEYS = 1_000;

/** A row with the number of its key, and its position among the rows of that key. */
type Placed = Record<string, unknown> & { key_number: number; key_place: number };

/**
 * Returns the rows of one query for each key, in the query's own order, with one statement per
 * 1,000 keys. The keys are the rows of a table `wanted` with the columns of `types` (their
 * PostgreSQL types), which the query references: `sql<boolean>`post_id = wanted.post_id``. Without
 * an index for that condition, the query scans the table once per key.
 */
export async function readForEach<Tables, Row, Column extends string>(
  db: Kysely<Tables>,
  types: Readonly<Record<Column, string>>,
  keys: readonly Readonly<Record<Column, unknown>>[],
  query: Select<Row>,
): Promise<Row[][]> {
  const read: Row[][] = [];
  for (let start = 0; start < keys.length; start += MOST_KEYS)
    read.push(...((await readKeys(db, types, keys.slice(start, start + MOST_KEYS), query)) as Row[][]));
  return read;
}

async function readKeys<Tables>(
  db: Kysely<Tables>,
  types: Readonly<Record<string, string>>,
  keys: readonly Readonly<Record<string, unknown>>[],
  query: Select<unknown>,
): Promise<unknown[][]> {
  const columns = Object.entries(types).map(([name, type]) => `${name} ${type}`);
  const wanted = sql.raw(`wanted(${['key_number integer', ...columns].join(', ')})`);
  const rows = keys.map((key, index) => ({ ...key, key_number: index }));
  const each = (db as unknown as Kysely<object>)
    .selectFrom((query as Select<Record<string, unknown>>).as('part'))
    .selectAll('part')
    .select(sql<number>`row_number() over ()`.as('key_place'));
  const found = (await (db as unknown as Kysely<object>)
    .selectFrom(
      sql<{ key_number: number }>`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)`.as(wanted as never),
    )
    .innerJoinLateral(each.as('found'), (join) => join.onTrue())
    .selectAll('found' as never)
    .select(sql<number>`wanted.key_number`.as('key_number'))
    .execute()) as Placed[];
  const byKey = Map.groupBy(found, ({ key_number }) => key_number);
  return keys.map((_, index) =>
    (byKey.get(index) ?? [])
      .sort((one, other) => one.key_place - other.key_place)
      .map(({ key_number: __, key_place: ___, ...row }) => row),
  );
}
