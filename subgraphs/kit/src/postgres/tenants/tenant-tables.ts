import type { ClientBase } from 'pg';

/** A table with rows of tenants. */
interface TenantTable {
  readonly schema: string;
  readonly name: string;
}

/**
 * Lists the tables with a column `workspace_id`, each before the tables that its foreign keys
 * reference.
 */
export async function listTenantTables(
  client: Pick<ClientBase, 'query'>,
  schemas: readonly string[],
): Promise<TenantTable[]> {
  const { rows: tables } = await client.query<TenantTable & { id: string }>(
    `select c.oid::text as id, n.nspname as schema, c.relname as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
     where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition
     order by n.nspname, c.relname`,
    [schemas],
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `select conrelid::oid::text as "from", confrelid::oid::text as "to"
     from pg_constraint where contype = 'f' and conrelid <> confrelid`,
  );
  const byId = new Map(tables.map((table) => [table.id, table]));
  const ordered = new Set<TenantTable>();
  const visit = (id: string, path: ReadonlySet<string>): void => {
    const table = byId.get(id);
    if (!table || ordered.has(table) || path.has(id)) return;
    for (const { from, to } of references) if (to === id) visit(from, new Set([...path, id]));
    ordered.add(table);
  };
  for (const { id } of tables) visit(id, new Set());
  return [...ordered];
}
