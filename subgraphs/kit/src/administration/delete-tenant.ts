import pg, { type Pool, type PoolClient } from 'pg';
import { quoted } from '../postgres/quoted.ts';
import { listTenantTables } from '../postgres/tenants/tenant-tables.ts';

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
    // Citus passes such settings on to its workers; PostgreSQL ignores this setting.
    await client.query(`set local citus.propagate_set_commands = 'local'`);
    await client.query(`set local tributary.deleting_workspace = ${pg.escapeLiteral(workspaceId)}`);
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
