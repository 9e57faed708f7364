import type { Pool } from 'pg';
import { quoted } from '../quoted.ts';
import type { Secrets } from './secrets.ts';

/** A column of encrypted text, declared by the subgraph that owns its table. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Columns of the primary key, which order the rows. */
  readonly key: readonly string[];
  /** Returns the owner of a row's text from the values of its key. */
  readonly ownerOf: (key: readonly string[]) => string;
}

/** The number of secrets, and how many of them were encrypted again. */
export interface Resealed {
  readonly total: number;
  readonly resealed: number;
}

/** Rows in memory at a time. */
const BATCH = 200;

/**
 * Encrypts again every secret of a column that is not under the newest key or not in the current
 * format. It can be interrupted and run again at any time. A concurrent change of a row is
 * preserved, because the update requires the value that was read.
 */
export async function reseal(
  pool: Pool,
  schema: string,
  column: SealedColumn,
  secrets: Secrets,
): Promise<Resealed> {
  let total = 0;
  let resealed = 0;
  for (let after: readonly string[] | null = null; ; ) {
    const rows = await listSealed(pool, schema, column, after);
    for (const row of rows) {
      total += 1;
      if (secrets.isCurrent(row.sealed)) continue;
      const owner = column.ownerOf(row.key);
      const sealed = await secrets.seal(await secrets.open(row.sealed, owner), owner);
      resealed += await replaceSealed(pool, schema, column, { ...row, next: sealed });
    }
    if (rows.length < BATCH) return { total, resealed };
    after = rows.at(-1)!.key;
  }
}

/** Whether a column has a secret that is not encrypted under the newest key. */
export async function hasStale(
  pool: Pool,
  schema: string,
  column: SealedColumn,
  secrets: Secrets,
): Promise<boolean> {
  for (let after: readonly string[] | null = null; ; ) {
    const rows = await listSealed(pool, schema, column, after);
    if (rows.some(({ sealed }) => !secrets.hasNewestKey(sealed))) return true;
    if (rows.length < BATCH) return false;
    after = rows.at(-1)!.key;
  }
}

interface SealedRow {
  readonly key: readonly string[];
  readonly sealed: string;
}

async function listSealed(
  pool: Pool,
  schema: string,
  { table, column, key }: SealedColumn,
  after: readonly string[] | null,
): Promise<SealedRow[]> {
  const columns = key.map(quoted).join(', ');
  const beyond = after ? `and (${columns}) > (${key.map((_, index) => `$${index + 2}`).join(', ')})` : '';
  const { rows } = await pool.query<SealedRow>(
    `select array[${key.map((name) => `${quoted(name)}::text`).join(', ')}] as key, ${quoted(column)} as sealed
     from ${quoted(schema)}.${quoted(table)}
     where ${quoted(column)} is not null ${beyond}
     order by ${columns} limit $1`,
    [BATCH, ...(after ?? [])],
  );
  return rows;
}

async function replaceSealed(
  pool: Pool,
  schema: string,
  { table, column, key }: SealedColumn,
  row: SealedRow & { readonly next: string },
): Promise<number> {
  const { rowCount } = await pool.query(
    `update ${quoted(schema)}.${quoted(table)} set ${quoted(column)} = $1
     where ${quoted(column)} = $2 and ${key.map((name, index) => `${quoted(name)} = $${index + 3}`).join(' and ')}`,
    [row.next, row.sealed, ...row.key],
  );
  return rowCount ?? 0;
}
