import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { schemas } from './support/schemas.ts';

interface Constraint {
  table: string;
  name: string;
  columns: string[];
}

describe.each(schemas)('the PostgreSQL schema $name', ({ name, tables }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.stop());

  const rows = async <Row extends object>(text: string) =>
    (await database.database.pool.query<Row>(text, [name])).rows;

  test('has exactly the tables that its subgraph declares as tenant or shared tables', async () => {
    const found = await rows<{ table: string }>(
      `select table_name as table from information_schema.tables
       where table_schema = $1 and table_name not like 'kysely_%'`,
    );
    expect(found.map((row) => row.table).sort()).toEqual([...tables.tenant, ...tables.shared].sort());
  });

  test('has workspace_id first in every key and index of a tenant table', async () => {
    const keys = await rows<Constraint>(
      `select c.relname as table, i.relname as name,
         array(select a.attname::text from unnest(x.indkey::int[]) with ordinality as k(attnum, place)
           join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum order by place) as columns
       from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
         join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1`,
    );
    const foreign = await rows<Constraint>(
      `select c.relname as table, f.conname as name,
         array(select a.attname::text from unnest(f.conkey) with ordinality as k(attnum, place)
           join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum order by place) as columns
       from pg_constraint f join pg_class c on c.oid = f.conrelid
         join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and f.contype = 'f'`,
    );
    const tenant = new Set<string>(tables.tenant);
    const wrong = [...keys, ...foreign].filter(
      ({ table, columns }) => tenant.has(table) && columns[0] !== 'workspace_id',
    );
    expect(wrong).toEqual([]);
    expect(keys.some(({ table }) => tenant.has(table))).toBe(tenant.size > 0);
  });
});
