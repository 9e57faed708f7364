import type { Pool } from 'pg';
import { hasCitus, listCitusTables } from './citus-tables.ts';
import type { Placement } from './placement.ts';

/** A table in the wrong place. */
export interface MisplacedTable {
  readonly table: string;
  /** What is wrong, and the statement or command that corrects it. */
  readonly problem: string;
}

/**
 * Finds tables that are not where they belong, such as new tables after an upgrade. Returns null if
 * the database has no Citus.
 */
export async function findMisplaced(
  pool: Pool,
  { distributed, local }: Placement,
): Promise<MisplacedTable[] | null> {
  if (!(await hasCitus(pool))) return null;
  const found = new Map((await listCitusTables(pool)).map((each) => [each.table, each.distributed]));
  const missing = distributed
    .filter((table) => !found.get(table))
    .map((table) => ({ table, problem: 'is not distributed: run `tributary database distribute`' }));
  const wrong = [...local]
    .filter(([table]) => found.has(table))
    .map(([table, because]) => ({
      table,
      problem: `must stay on the coordinator, because ${because}: run \`select undistribute_table('${table}', cascade_via_foreign_keys => true)\``,
    }));
  return [...missing, ...wrong];
}
