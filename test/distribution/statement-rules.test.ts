import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Placement } from '@tributary/kit/citus';
import { EVIDENCE } from '@tributary/kit/testing';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { readRecords } from '../support/leaks.ts';
import { findUndistributable } from './recorded-statements.ts';
import { loadParser, problemsOf } from './statement-rules.ts';

const placement: Placement = {
  distributed: ['s.a', 's.b'],
  local: new Map([['s.l', 'it is polled across workspaces']]),
};
beforeAll(() => loadParser());

describe('a statement that Citus executes as PostgreSQL does', () => {
  test.each([
    'select * from s.a where workspace_id = $1 and id = $2 for update',
    'select distinct workspace_id from s.a',
    'select * from s.a join s.b on a.workspace_id = b.workspace_id and a.id = b.a_id',
    'select * from s.a join s.b using (workspace_id, id)',
    'select * from s.a left join s.b on (b.workspace_id, b.a_id) = (a.workspace_id, a.id)',
    'select * from s.a as x, s.b as y where x.workspace_id = $1 and y.workspace_id = $1::uuid',
    'select * from s.a where exists (select from s.b where b.workspace_id = a.workspace_id and b.a_id = a.id)',
    'delete from s.a where (workspace_id, id) in (select workspace_id, a_id from s.b where at < $1)',
    // A shared and an own table, each read by itself.
    'select id from s.l where id = any($1) union all select id from s.a where workspace_id = $2 and id = any($1)',
    'update s.a set n = 1 from (select workspace_id, id from s.l where due < $1 for update) as due where a.workspace_id = due.workspace_id and a.id = due.id',
    'select * from s.l for update skip locked',
    'insert into s.a (workspace_id, id) values ($1, $2) on conflict do nothing',
    'insert into s.a (workspace_id, id) select workspace_id, id from json_to_recordset($1) as r(workspace_id uuid, id int) on conflict do nothing returning id',
    'update s.l set lease = gen_random_uuid() where due < $1',
    'with held as (select workspace_id, id from s.a where workspace_id = $1 for update) update s.b set n = 2 from held where b.workspace_id = $1 and b.a_id = held.id',
    'delete from s.a where workspace_id = $1 and ctid in (select ctid from s.a where workspace_id = $1 limit 10)',
    'delete from s.l where ctid = any(array(select ctid from s.l limit 10))',
  ])('%s', (text) => {
    expect(problemsOf(text, placement)).toEqual([]);
  });
});

describe('a statement that Citus refuses or executes differently', () => {
  test.each([
    [
      'select * from s.a where due < $1 limit 5 for update skip locked',
      'locks rows of s.a across workspaces',
    ],
    [
      'update s.l set n = 1 from (select id from s.a where id > $1 for update) as due where l.id = due.id',
      'locks rows of s.a across workspaces',
    ],
    ['select * from s.a join s.b on b.a_id = a.id', 'joins s.a with s.b without comparing workspace_id'],
    [
      'select * from s.a where a.workspace_id = $1 and exists (select from s.b where b.a_id = a.id)',
      'joins s.b with s.a without comparing workspace_id',
    ],
    [
      'select * from s.a join s.l on l.id = a.id where a.workspace_id = $1',
      'joins the distributed table s.a with the local table s.l',
    ],
    [
      'delete from s.l where not exists (select from s.a where a.id = l.id)',
      'joins the distributed table s.a with the local table s.l',
    ],
    [
      `select * from unnest($1::int[]) as wanted(id) join lateral (select at from s.l where l.id = wanted.id
       union select at from s.a where a.workspace_id = $2 and a.id = wanted.id) as found on true`,
      'unites s.a with the local table s.l for each row around them',
    ],
    [
      'insert into s.a (workspace_id, id) select $1, id from s.l on conflict do nothing',
      'inserts a selection into s.a with ON CONFLICT but without RETURNING',
    ],
    [
      'update s.a set lease = gen_random_uuid() where workspace_id = $1',
      'calls gen_random_uuid() in an update of s.a',
    ],
    [
      'delete from s.a where ctid = any(array(select ctid from s.a limit 10))',
      'identifies rows of s.a by ctid',
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(text, placement)).toContain(problem);
  });
});

/** Like the compiler of the product, not that of migrations. */
class OwnCompiler extends PostgresQueryCompiler {}

describe('the check after the run', () => {
  test('reads the statements that this run builds', async () => {
    const db = new Kysely<Record<string, { n: number }>>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (each) => new PostgresIntrospector(each),
        createQueryCompiler: () => new OwnCompiler(),
      },
    });
    const { sql } = db.selectFrom('built_by_the_test_of_the_check').select('n').compile();
    const records = await readRecords<{ text: string }>(process.env[EVIDENCE]!, 'statements');
    expect(records.map(({ text }) => text)).toContain(sql);
  });

  test('finds a statement that joins workspaces, by the placement of the product', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tributary-statements-'));
    const joined =
      'select 1 from "mentions"."runs" as r join "mentions"."datasets" as d on d.id = r.dataset_id';
    const texts = [
      'create table "x" (id int)',
      'select 1',
      `${joined} and d.workspace_id = r.workspace_id`,
      joined,
    ];
    await writeFile(
      join(folder, 'statements-1.ndjson'),
      texts.map((text) => JSON.stringify({ text })).join('\n'),
    );
    expect(await findUndistributable(folder)).toEqual([
      `joins mentions.runs with mentions.datasets without comparing workspace_id: ${joined}`,
    ]);
    await rm(folder, { recursive: true });
  });
});
