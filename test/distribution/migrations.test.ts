import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Placement, placementOf } from '@tributary/kit/citus';
import { schemas } from '../support/schemas.ts';
import { migrationProblems } from './migration-rules.ts';
import { listStatements } from './migration-statements.ts';
import { loadParser } from './statement-rules.ts';

beforeAll(() => loadParser());

/**
 * Landed before tables could be distributed, and never edited. A cluster is distributed after the
 * migrations of a version that can distribute, so it never runs them.
 */
const LANDED = [
  'creators 0004-deleting-workspaces adds a trigger to creators.ledger',
  'creators 0005-paid-answers-and-ledger-numbers adds the identity column number to creators.ledger',
  'creators 0008-rewrite-search-vectors identifies rows of creators.known_creators by ctid',
  'mentions 0004-rewrite-search-vectors identifies rows of mentions.mentions by ctid',
  'posts 0008-rewrite-search-vectors identifies rows of posts.community_posts by ctid',
];

describe('the migrations of the product', () => {
  test('are read completely: they create every table', async () => {
    const statements = await listStatements(schemas);
    const created = statements.flatMap(({ text }) => {
      const [, schema, table] = /^create table "?(\w+)"?\."?(\w+)/i.exec(text) ?? [];
      return schema ? [`${schema}.${table}`] : [];
    });
    const { distributed, local } = placementOf(schemas);
    expect([...distributed, ...local.keys()].filter((table) => !created.includes(table))).toEqual([]);
  });

  test('run on Citus too, and make tables that can be distributed', async () => {
    const problems = migrationProblems(await listStatements(schemas), placementOf(schemas));
    expect([...new Set(problems)].sort()).toEqual(LANDED);
  });
});

const placement: Placement = {
  distributed: ['s.a', 's.b'],
  local: new Map([['s.l', 'it is polled across workspaces']]),
};
/** A migration that creates the tables. */
const FIRST = [
  'create table s.l (id int primary key)',
  'create table s.a (workspace_id uuid, id int generated always as identity, primary key (workspace_id, id))',
  'create table s.b (workspace_id uuid, a int, unique (workspace_id, a), foreign key (workspace_id, a) references s.a (workspace_id, id) on delete cascade)',
  'create trigger t before delete on s.a execute function f()',
  'update s.a set n = gen_random_uuid()',
].map((text) => ({ migration: '1', text }));

describe('a statement that Citus permits in a migration', () => {
  test.each([
    'alter table s.a add column n int not null default 0, add constraint positive check (n > 0)',
    'alter table s.a add column at timestamptz not null default now()',
    'alter table s.b add constraint b_n unique (workspace_id, n)',
    'alter table s.l add column number bigint generated always as identity',
    'create index a_n on s.a (n)',
    'create unique index a_n on s.a (workspace_id, lower(n))',
    'create unique index l_n on s.l (n)',
    'create trigger t before update on s.l execute function f()',
    'update s.a set n = 1 where workspace_id = $1',
    'alter table s.a drop column n',
  ])('%s', (text) => {
    expect(migrationProblems([...FIRST, { migration: '2', text }], placement)).toEqual([]);
  });
});

describe('a statement that Citus refuses in a migration, or does not enforce', () => {
  test.each([
    ['alter table s.a add column n int unique', 'makes (n) of s.a unique without workspace_id'],
    ['create unique index a_n on s.a (n)', 'makes (n) of s.a unique without workspace_id'],
    [
      'alter table s.a add constraint a_n exclude using gist (n with &&)',
      'makes (n) of s.a unique without workspace_id',
    ],
    [
      'alter table s.a add column l int references s.l (id)',
      'refers from s.a to s.l, of which one is distributed',
    ],
    [
      'alter table s.l add foreign key (workspace_id, a) references s.a (workspace_id, id)',
      'refers from s.l to s.a, of which one is distributed',
    ],
    [
      'alter table s.b add foreign key (a) references s.a (id)',
      'refers from s.b to s.a without workspace_id',
    ],
    [
      'alter table s.b add foreign key (a, workspace_id) references s.a (workspace_id, id)',
      'refers from s.b to s.a without workspace_id',
    ],
    [
      'alter table s.a add column number bigint generated always as identity',
      'adds the identity column number to s.a',
    ],
    ['alter table s.a add column number bigserial', 'adds the identity column number to s.a'],
    ['create trigger t before update on s.a execute function f()', 'adds a trigger to s.a'],
    ['alter table s.a alter column workspace_id type text', 'changes workspace_id of s.a'],
    [
      'create index concurrently a_n on s.a (n)',
      'builds or drops an index concurrently, inside a transaction',
    ],
    ['drop index concurrently s.a_n', 'builds or drops an index concurrently, inside a transaction'],
    ['create index a_n on s.a (n); create index a_m on s.a (m)', 'sends several statements in one text'],
    ['update s.a set n = gen_random_uuid()', 'calls gen_random_uuid() in an update of s.a'],
    ['update s.a set n = b.n from s.b where b.a = a.id', 'joins s.a with s.b without comparing workspace_id'],
  ])('%s', (text, problem) => {
    expect(migrationProblems([...FIRST, { migration: '2', text }], placement)).toContain(`2 ${problem}`);
  });
});
