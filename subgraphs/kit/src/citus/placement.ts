import type { SchemaTables } from '../postgres/tenants/schema-tables.ts';

/** A PostgreSQL schema and its tables. */
export interface PlacedSchema {
  readonly name: string;
  readonly tables: SchemaTables;
}

/** Where each table of the product belongs on a Citus cluster, by `schema.table`. */
export interface Placement {
  /** Tables that are distributed by `workspace_id`, all rows of a workspace on one node. */
  readonly distributed: readonly string[];
  /** Tables that stay on the coordinator, and why. */
  readonly local: ReadonlyMap<string, string>;
}

const SHARED = 'its rows belong to no workspace, or are read across workspaces';

/**
 * Returns where the tables belong: tenant tables are distributed unless their schema declares
 * otherwise. Nothing becomes a reference table: each write would lock the table on all nodes, and
 * two imports of X posts deadlocked (Citus 13.2).
 */
export function placementOf(schemas: readonly PlacedSchema[]): Placement {
  const distributed: string[] = [];
  const local = new Map<string, string>();
  for (const { name, tables } of schemas) {
    const because = new Map(
      tables.undistributed?.tables.map((table) => [table, tables.undistributed!.because]),
    );
    for (const table of tables.tenant)
      if (because.has(table)) local.set(`${name}.${table}`, because.get(table)!);
      else distributed.push(`${name}.${table}`);
    for (const table of tables.shared) local.set(`${name}.${table}`, SHARED);
  }
  return { distributed: distributed.sort(), local };
}
