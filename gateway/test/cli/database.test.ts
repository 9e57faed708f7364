import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase, testCluster } from '@tributary/kit/testing';
import { runCommand } from '@tributary/test/support';

/** The statements of a trial on a cluster (Citus 13.2, a coordinator and two workers). */
const TRIAL = fileURLToPath(new URL('../../../../shared/scale/citus-distribute.sql', import.meta.url));
const testTrial = existsSync(TRIAL) ? test : test.skip;

/** What holds on a plain server, and on a cluster, where each database is distributed. */
const cluster = testCluster();
const describePlain = cluster ? describe.skip : describe;
const testDistributed = cluster ? test : test.skip;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.stop());

const rows = async (text: string) => (await database.database.pool.query(text)).rows;

function run(args: readonly string[], url = database.url) {
  return runCommand(['database', ...args], { env: { DATABASE_URL: url } });
}

/** Runs a command that succeeds; returns its report. */
async function report(args: readonly string[], url?: string) {
  const { code, stdout, stderr } = await run([...args, '--json'], url);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

/** The tables that statements distribute, in order. */
function distributedBy(statements: readonly string[]): string[] {
  return statements.flatMap((text) => /create_distributed_table\('([\w.]+)'/.exec(text)?.[1] ?? []);
}

/** Foreign keys of the product, as [referencing table, referenced table]. */
async function foreignKeys(): Promise<[string, string][]> {
  const found = await rows(
    `select f.relnamespace::regnamespace::text || '.' || f.relname as "from",
       t.relnamespace::regnamespace::text || '.' || t.relname as "to"
     from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
     where k.contype = 'f' and f.relnamespace::regnamespace::text not in ('jobs', 'pg_catalog')`,
  );
  return found.map(({ from, to }) => [from, to]);
}

describePlain('on plain PostgreSQL', () => {
  test('check says that nothing is distributed', async () => {
    expect(await report(['check'])).toEqual({ citus: false, misplaced: [] });
    expect((await run(['check'])).stdout).toBe('The database has no Citus: nothing is distributed.\n');
  });

  test('distribute fails and says what is missing', async () => {
    const { code, stderr } = await run(['distribute']);
    expect(code).toBe(1);
    expect(stderr).toContain('Citus is not installed in this database.');
  });

  test('distribute --dry-run prints one transaction, each table after those that it references', async () => {
    const { statements, distributed, local } = await report(['distribute', '--dry-run']);
    expect([statements[0], statements.at(-1)]).toEqual(['begin', 'commit']);
    expect(statements).toContain("set local citus.multi_shard_modify_mode = 'sequential'");
    const order = distributedBy(statements);
    expect(order).toEqual(distributed);
    expect(statements.filter((text: string) => text.includes("=> 'none'"))).toHaveLength(1);
    for (const [from, to] of await foreignKeys())
      if (from !== to && order.includes(from)) expect(order.indexOf(to)).toBeLessThan(order.indexOf(from));
    for (const table of order) expect(local[table]).toBeUndefined();
  });

  test('no foreign key connects a distributed table with a local one', async () => {
    const { distributed } = await report(['distribute', '--dry-run']);
    const isDistributed = (table: string) => distributed.includes(table);
    const keys = await foreignKeys();
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter(([from, to]) => isDistributed(from) !== isDistributed(to))).toEqual([]);
  });

  test('distribute --dry-run registers the nodes that it is given', async () => {
    const { statements } = await report([
      'distribute',
      '--dry-run',
      '--coordinator',
      'db:5432',
      '--workers',
      'one:5432,two:5433',
    ]);
    expect(statements.slice(0, 3)).toEqual([
      "select citus_set_coordinator_host('db', 5432)",
      "select citus_add_node('one', 5432)",
      "select citus_add_node('two', 5433)",
    ]);
  });

  test('a node without a port is incorrect usage', async () => {
    const { code, stderr } = await run(['distribute', '--workers', 'one']);
    expect(code).toBe(2);
    expect(stderr).toContain('Expected host:port, got "one".');
  });

  testTrial(
    `the placement is that of the trial${existsSync(TRIAL) ? '' : ', whose file is absent'}`,
    async () => {
      const { distributed, local } = await report(['distribute', '--dry-run']);
      const tried = [
        ...readFileSync(TRIAL, 'utf8').matchAll(/'((?:posts|intelligence|mentions|creators)\.\w+)'/g),
      ];
      const names = new Set(tried.map(([, name]) => name!));
      // Trackers have replaced this table.
      names.delete('posts.tracked_keywords');
      expect(names.size).toBe(17);
      expect([...names].filter((name) => !distributed.includes(name))).toEqual([]);
      for (const name of ['publishing.deliveries', 'posts.x_follows', 'limits.windows', 'creators.answers'])
        expect(local[name]).toBeTruthy();
    },
  );
});

/**
 * The part of Citus that the command uses, in Citus's own signatures: its catalogue, and functions
 * that record what they were called for and refuse what Citus refuses.
 */
const STAND_IN = `
  create table public.pg_dist_partition (logicalrelid regclass primary key, partmethod "char");
  create table public.truncated (name text);
  create function public.create_distributed_table(table_name regclass, distribution_column text,
    distribution_type text default 'hash', colocate_with text default 'default', shard_count int default null)
    returns void language plpgsql as $$ begin
      if colocate_with <> 'none' and not exists (
        select from pg_dist_partition where logicalrelid = colocate_with::regclass) then
        raise exception 'relation % is not distributed', colocate_with;
      end if;
      if exists (select from pg_constraint where conrelid = table_name and contype = 'f'
        and confrelid <> conrelid and confrelid not in (select logicalrelid from pg_dist_partition)) then
        raise exception 'referenced table must be a distributed table or a reference table';
      end if;
      insert into pg_dist_partition values (table_name, 'h');
    end $$;
  create function public.truncate_local_data_after_distributing_table(function_name regclass)
    returns void language sql as $$ insert into truncated values (function_name::text) $$;`;

describePlain('with the catalogue and functions of Citus', () => {
  beforeAll(async () => {
    await database.database.pool.query(STAND_IN);
  });

  test('check lists every table that is not distributed', async () => {
    const { code, stdout, stderr } = await run(['check', '--json']);
    expect(code).toBe(1);
    expect(stderr).toContain('Tables in the wrong place');
    const { misplaced } = JSON.parse(stdout);
    expect(misplaced).toContainEqual({
      table: 'mentions.mentions',
      problem: 'is not distributed: run `tributary database distribute`',
    });
  });

  test('distribute distributes all tables, deletes copies of rows, and has nothing to do afterwards', async () => {
    await rows('insert into mentions.brand_names (workspace_id, folded) values (gen_random_uuid(), $$a$$)');
    const first = await report(['distribute']);
    expect(first.distributed.length).toBeGreaterThan(20);
    expect(await rows('select count(*) as count from pg_dist_partition')).toEqual([
      { count: first.distributed.length },
    ]);
    expect(await rows('select name from truncated')).toEqual([{ name: 'mentions.brand_names' }]);
    expect(await report(['check'])).toEqual({ citus: true, misplaced: [] });
    const second = await report(['distribute']);
    expect(distributedBy(second.statements)).toEqual([]);
  });

  test('after an upgrade, distribute adds the new table to the group of the others', async () => {
    await rows(`delete from pg_dist_partition where logicalrelid = 'mentions.collections'::regclass`);
    const { distributed, statements } = await report(['distribute']);
    expect(distributed).toEqual(['mentions.collections']);
    expect(statements.join()).not.toContain("=> 'none'");
  });

  test('check finds a table that must not be distributed', async () => {
    await rows(`insert into pg_dist_partition values ('publishing.deliveries', 'h')`);
    const { code, stdout } = await run(['check', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).misplaced).toEqual([
      { table: 'publishing.deliveries', problem: expect.stringContaining('must stay on the coordinator') },
    ]);
  });
});

testDistributed(
  `on a cluster${cluster ? '' : ', which CITUS_URL does not name'}: distribute is idempotent`,
  async () => {
    expect(await report(['check'])).toEqual({ citus: true, misplaced: [] });
    expect((await report(['distribute'])).distributed).toEqual([]);
    expect(await report(['check'])).toEqual({ citus: true, misplaced: [] });
  },
);
