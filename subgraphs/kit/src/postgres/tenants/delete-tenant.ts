import type { Pool, PoolClient } from 'pg';
import { quoted } from '../quoted.ts';

/** A table with rows of tenants. */
interface TenantTable {
  readonly schema: string;
  readonly name: string;
}

/**
 * Deletes all rows of a workspace in the given PostgreSQL schemas, and its queued jobs; returns the
 * number of rows. The tables are read from the catalogue (every table with a column
 * `workspace_id`), so that new tables are included. They are emptied in one transaction,
 * referencing tables first.
 */
export async function deleteTenant(
  pool: Pool,
  schemas: readonly string[],
  workspaceId: string,
): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    // Permits deleting otherwise undeletable rows, such as those of a ledger, with their workspace.
    await client.query(`select set_config('tributary.deleting_workspace', $1, true)`, [workspaceId]);
    const tables = await listTenantTables(client, schemas);
    let rows = 0;
    for (const { schema, name } of tables) {
      const statement = `delete from ${quoted(schema)}.${quoted(name)} where workspace_id = $1`;
      rows += (await client.query(statement, [workspaceId])).rowCount ?? 0;
    }
    rows += await deleteJobs(client, workspaceId);
    await client.query('commit');
    return rows;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** Counts the rows of a workspace in the given schemas. */
export async function countTenantRows(
  pool: Pool,
  schemas: readonly string[],
  workspaceId: string,
): Promise<number> {
  const client = await pool.connect();
  try {
    let count = 0;
    for (const { schema, name } of await listTenantTables(client, schemas)) {
      const { rows } = await client.query<{ count: string }>(
        `select count(*) from ${quoted(schema)}.${quoted(name)} where workspace_id = $1`,
        [workspaceId],
      );
      count += Number(rows[0]!.count);
    }
    return count;
  } finally {
    client.release();
  }
}

async function deleteJobs(client: PoolClient, workspaceId: string): Promise<number> {
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('jobs.job') is not null as exists`,
  );
  if (!rows[0]!.exists) return 0;
  const statement = `delete from jobs.job where data ->> 'workspaceId' = $1`;
  return (await client.query(statement, [workspaceId])).rowCount ?? 0;
}

/**
 * Lists the tables with a column `workspace_id`, each before the tables that its foreign keys
 * reference.
 */
async function listTenantTables(client: PoolClient, schemas: readonly string[]): Promise<TenantTable[]> {
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
