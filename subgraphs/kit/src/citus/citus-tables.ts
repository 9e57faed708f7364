import type { ClientBase } from 'pg';

/** The part of a connection or pool that sends statements. */
export type Queryable = Pick<ClientBase, 'query'>;

/** Whether the database has the extension, which brings this table. */
export async function hasCitus(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select to_regclass('pg_dist_partition') is not null as found`,
  );
  return rows[0]!.found;
}

/** Lists the tables that are distributed or reference tables now, as `schema.table`. */
export async function listCitusTables(client: Queryable): Promise<{ table: string; distributed: boolean }[]> {
  const { rows } = await client.query<{ table: string; distributed: boolean }>(
    `select n.nspname || '.' || c.relname as table, p.partmethod = 'h' as distributed
     from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid
       join pg_namespace n on n.oid = c.relnamespace`,
  );
  return rows;
}
