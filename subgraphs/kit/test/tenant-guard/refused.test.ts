import { describe, expect, test } from '@jest/globals';
import { type Kysely, type SqlBool, sql } from 'kysely';
import { acrossWorkspaces } from '../../src/postgres/scope.ts';
import {
  type Case,
  db,
  OURS,
  ours,
  posts,
  sqlOf,
  type Tables,
  THEIRS,
  useGuardedDatabase,
} from './support.ts';

useGuardedDatabase();

const refused: Case[] = [
  ['a select without any condition', () => posts()],
  ['a select by another column', () => posts().where('id', '=', 1)],
  ['an inequality', () => posts().where('workspace_id', '!=', OURS)],
  ['a list of workspaces', () => posts().where('workspace_id', 'in', [OURS, THEIRS])],
  [
    'any() of an array',
    () => posts().where('workspace_id', '=', sql<string>`any(${[OURS, THEIRS]}::uuid[])`),
  ],
  [
    'the condition on one side of an or',
    () => posts().where((eb) => eb('workspace_id', '=', OURS).or('id', '=', 1)),
  ],
  ['the condition under not', () => posts().where((eb) => eb.not(eb('workspace_id', '=', OURS)))],
  [
    'the condition within case',
    () =>
      posts().where((eb) =>
        eb.case().when('workspace_id', '=', OURS).then(sql<SqlBool>`true`).else(true).end(),
      ),
  ],
  ['the column compared with itself', () => posts().whereRef('workspace_id', '=', 'workspace_id')],
  [
    'the qualified column compared with itself',
    () => posts().whereRef('posts.workspace_id', '=', 'workspace_id'),
  ],
  ['the column compared with another column', () => posts().whereRef('workspace_id', '=', 'title')],
  [
    'the column compared with a subquery that reads nothing',
    () =>
      posts().where('workspace_id', '=', db.selectNoFrom(sql<string>`posts.workspace_id`.as('workspace_id'))),
  ],
  ['the column compared with raw SQL', () => posts().where('workspace_id', '=', sql<string>`workspace_id`)],
  ['a raw value that contains an or', () => posts().where('workspace_id', '=', sql<string>`${OURS} or true`)],
  [
    'the condition only in having',
    () =>
      db.selectFrom('posts').select('workspace_id').groupBy('workspace_id').having('workspace_id', '=', OURS),
  ],
  [
    'the condition only in a filter of an aggregate',
    () =>
      db
        .selectFrom('posts')
        .select((eb) => eb.fn.count('id').filterWhere('workspace_id', '=', OURS).as('count')),
  ],
  ['a raw condition as the only one', () => posts().where(sql<SqlBool>`workspace_id = ${OURS}`)],
  ['a raw or beside the condition', () => ours().where(sql<SqlBool>`id = 1 or true`)],
  ['a raw or as an operand beside the condition', () => ours().where('id', '=', sql<number>`1 or true`)],
  ['a raw or assembled from parts', () => ours().where(sql<SqlBool>`id = 1 ${sql.raw('or')} true`)],
  ['raw parentheses that are not balanced', () => ours().where(sql<SqlBool>`true) or (true`)],
  [
    'a raw comment that hides conditions',
    () => posts().where(sql<SqlBool>`true --`).where('workspace_id', '=', OURS),
  ],
  ['a joined table without the condition', () => ours().innerJoin('notes', 'notes.post_id', 'posts.id')],
  [
    'a second table in from, without the condition',
    () => db.selectFrom(['posts', 'notes']).selectAll().where('posts.workspace_id', '=', OURS),
  ],
  [
    'an unqualified column of two tables',
    () => db.selectFrom(['posts', 'notes']).selectAll().where('workspace_id', '=', OURS),
  ],
  [
    'a left join whose ON names the outer table',
    () =>
      posts().leftJoin('notes', (join) =>
        join.on('posts.workspace_id', '=', OURS).on('notes.workspace_id', '=', OURS),
      ),
  ],
  [
    'a left join to a constrained table',
    () =>
      posts().leftJoin('notes', (join) =>
        join.onRef('notes.workspace_id', '=', 'posts.workspace_id').on('notes.workspace_id', '=', OURS),
      ),
  ],
  [
    'a right join whose ON names the joined table',
    () => ours().rightJoin('notes', (join) => join.on('notes.workspace_id', '=', OURS)),
  ],
  [
    'a full join by its ON alone',
    () =>
      posts().fullJoin('notes', (join) =>
        join.on('notes.workspace_id', '=', OURS).on('posts.workspace_id', '=', OURS),
      ),
  ],
  ['a cross join', () => ours().crossJoin('notes')],
  [
    'two tables joined only to each other',
    () => posts().innerJoin('notes', 'notes.workspace_id', 'posts.workspace_id'),
  ],
  [
    'two tables joined through one without a tenant',
    () => posts().innerJoin('visits', 'visits.workspace_id', 'posts.workspace_id'),
  ],
  ['an alias', () => db.selectFrom('posts as p').selectAll()],
  [
    'the second of two aliases of one table',
    () =>
      db
        .selectFrom('posts as p')
        .innerJoin('posts as q', 'q.id', 'p.id')
        .selectAll('q')
        .where('p.workspace_id', '=', OURS),
  ],
  ['a subquery in from', () => db.selectFrom(posts().as('p')).selectAll()],
  [
    'a condition around a subquery',
    () => db.selectFrom(posts().as('p')).selectAll().where('p.workspace_id', '=', OURS),
  ],
  [
    'a subquery in the select list',
    () => ours().select((eb) => eb.selectFrom('notes').select('text').limit(1).as('note')),
  ],
  ['a subquery in where', () => ours().where('id', 'in', (eb) => eb.selectFrom('notes').select('post_id'))],
  [
    'a subquery in exists',
    () =>
      ours().where((eb) =>
        eb.exists(eb.selectFrom('notes').select('id').whereRef('notes.post_id', '=', 'posts.id')),
      ),
  ],
  [
    'a correlated subquery that hides the alias',
    () =>
      ours().where((eb) =>
        eb.exists(
          eb
            .selectFrom('notes as posts')
            .select('posts.id')
            .whereRef('posts.workspace_id', '=', 'posts.workspace_id'),
        ),
      ),
  ],
  [
    'a subquery correlated with a table without a tenant',
    () =>
      db
        .selectFrom('visits')
        .selectAll()
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom('posts')
              .select('posts.id')
              .whereRef('posts.workspace_id', '=', 'visits.workspace_id'),
          ),
        ),
  ],
  ['a subquery in order by', () => ours().orderBy((eb) => eb.selectFrom('notes').select('text').limit(1))],
  [
    'a subquery in returning',
    () =>
      db
        .deleteFrom('posts')
        .where('workspace_id', '=', OURS)
        .returning((eb) => eb.selectFrom('notes').select('text').limit(1).as('note')),
  ],
  [
    'a join to a subquery that computes the column',
    () =>
      posts().innerJoin(
        ours().clearSelect().select(sql<string>`${THEIRS}`.as('workspace_id')).as('s'),
        's.workspace_id',
        'posts.workspace_id',
      ),
  ],
  [
    'a join to a subquery without a tenant',
    () =>
      posts().innerJoin(
        db.selectFrom('visits').select('workspace_id').as('s'),
        's.workspace_id',
        'posts.workspace_id',
      ),
  ],
  [
    'a lateral subquery that returns the outer column',
    () =>
      posts().innerJoinLateral(
        db.selectNoFrom((eb) => eb.ref('posts.workspace_id' as never).as('workspace_id')).as('s'),
        (join) => join.onRef('s.workspace_id', '=', 'posts.workspace_id'),
      ),
  ],
  [
    'a common table expression',
    () =>
      db
        .with('all_posts', (q) => q.selectFrom('posts').selectAll())
        .selectFrom('all_posts')
        .selectAll(),
  ],
  [
    'an unused common table expression',
    () =>
      db
        .with('all_posts', (q) => q.selectFrom('posts').selectAll())
        .selectFrom('visits')
        .selectAll(),
  ],
  [
    'a common table expression with the name of the table',
    () =>
      db
        .with('posts', (q) => q.selectFrom('posts').selectAll())
        .selectFrom('visits')
        .selectAll(),
  ],
  [
    'a join to a common table expression without a tenant',
    () =>
      db
        .with('v', (q) => q.selectFrom('visits').selectAll())
        .selectFrom('posts')
        .selectAll('posts')
        .innerJoin('v', 'v.workspace_id', 'posts.workspace_id'),
  ],
  [
    'the step of a recursive expression',
    () =>
      db
        .withRecursive('tree', (q) =>
          q
            .selectFrom('posts')
            .select('id')
            .where('workspace_id', '=', OURS)
            .union(q.selectFrom('posts').innerJoin('tree', 'tree.id', 'posts.id').select('posts.id')),
        )
        .selectFrom('tree')
        .selectAll(),
  ],
  ['the second part of a union', () => ours().union(posts())],
  ['the third part of a union', () => ours().unionAll(ours()).unionAll(posts())],
  ['a part of an intersection', () => ours().intersect(posts())],
  ['an update without the condition', () => db.updateTable('posts').set({ title: 'x' }).where('id', '=', 1)],
  ['an update of an alias', () => db.updateTable('posts as p').set({ title: 'x' })],
  [
    'an update from another tenant table',
    () =>
      db
        .updateTable('posts')
        .from('notes')
        .set({ title: 'x' })
        .where('posts.workspace_id', '=', OURS)
        .whereRef('notes.post_id', '=', 'posts.id'),
  ],
  [
    'an update that reads another table',
    () =>
      db
        .updateTable('posts')
        .set({ title: (eb) => eb.selectFrom('notes').select('text').limit(1) })
        .where('workspace_id', '=', OURS),
  ],
  [
    'an update that moves rows to another workspace',
    () => db.updateTable('posts').set({ workspace_id: THEIRS }).where('workspace_id', '=', OURS),
  ],
  ['a delete without the condition', () => db.deleteFrom('posts')],
  ['a delete of an alias', () => db.deleteFrom('posts as p').where('p.id', '=', 1)],
  [
    'a delete using another tenant table',
    () =>
      db
        .deleteFrom('posts')
        .using('notes')
        .where('posts.workspace_id', '=', OURS)
        .whereRef('notes.id', '=', 'posts.id'),
  ],
  [
    'an insert that does not name the column',
    () => db.insertInto('posts').values({ id: 9, title: 'x' } as never),
  ],
  ['an insert of default values', () => db.insertInto('posts').defaultValues()],
  [
    'an insert from an unconstrained select',
    () =>
      db
        .insertInto('posts')
        .columns(['workspace_id', 'id'])
        .expression(db.selectFrom('notes').select(['workspace_id', 'id'])),
  ],
  [
    'an insert elsewhere from an unconstrained select',
    () =>
      db
        .insertInto('visits')
        .columns(['workspace_id', 'id'])
        .expression(db.selectFrom('notes').select(['workspace_id', 'id'])),
  ],
  [
    'an upsert by a key without the column',
    () =>
      db
        .insertInto('posts')
        .values({ workspace_id: OURS, id: 9, title: 'x', seen: true })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ title: 'y' })),
  ],
  [
    'an upsert that moves the row',
    () =>
      db
        .insertInto('posts')
        .values({ workspace_id: OURS, id: 9, title: 'x', seen: true })
        .onConflict((conflict) =>
          conflict.columns(['workspace_id', 'id']).doUpdateSet({ workspace_id: THEIRS }),
        ),
  ],
  [
    'a merge into a tenant table',
    () => db.mergeInto('posts').using('visits', 'visits.id', 'posts.id').whenMatched().thenDelete(),
  ],
  [
    'a merge from a tenant table',
    () =>
      db
        .mergeInto('visits')
        .using('posts', 'visits.id', 'posts.id')
        .whenNotMatched()
        .thenInsertValues({ id: 1 } as never),
  ],
  ['a raw select', () => sqlOf(sql`select * from guarded.posts`)],
  ['a raw select with a quoted name', () => sqlOf(sql`select * from "guarded"."posts"`)],
  ['a raw select in capitals', () => sqlOf(sql`SELECT * FROM GUARDED.POSTS`)],
  [
    'a raw select that only returns the column',
    () => sqlOf(sql`select workspace_id, title from guarded.posts`),
  ],
  [
    'a raw select of a second table',
    () => sqlOf(sql`select * from guarded.visits v, guarded.posts p where v.id = p.id`),
  ],
  ['a raw select by a table parameter', () => sqlOf(sql`select * from ${sql.table('guarded.posts')}`)],
  ['a raw select by an id parameter', () => sqlOf(sql`select * from ${sql.id('guarded', 'posts')}`)],
  ['a raw select by a raw parameter', () => sqlOf(sql`select * from ${sql.raw('guarded.posts')}`)],
  ['a raw delete', () => sqlOf(sql`delete from guarded.posts where id = ${1}`)],
  ['a raw update', () => sqlOf(sql`update guarded.posts set title = ${'x'}`)],
  ['a raw insert', () => sqlOf(sql`insert into guarded.posts (id) values (1)`)],
  ['a raw truncate', () => sqlOf(sql`truncate guarded.posts`)],
  ['a raw `table` command', () => sqlOf(sql`table guarded.posts`)],
  ['a raw subquery as a condition', () => ours().where(sql<SqlBool>`exists (select from guarded.notes)`)],
  ['a raw source', () => db.selectFrom(sql<Tables['posts']>`guarded.posts`.as('p')).selectAll()],
  [
    'a raw source of a table parameter',
    () => db.selectFrom(sql.table('guarded.posts').as('p')).select(sql`1`.as('one')),
  ],
  ['raw SQL at the end of a query', () => ours().modifyEnd(sql`union select * from guarded.posts`)],
];

describe('the tenant guard refuses', () => {
  test.each(refused)('%s', (_, query) => {
    expect(() => query().compile()).toThrow(/tenant table "(posts|notes)"/);
  });
});

test('a refusal names the table and the column', () => {
  expect(() => posts().compile()).toThrow(
    'A query on the tenant table "posts" does not constrain workspace_id.',
  );
});

test('a rejected query is rejected again, even between accepted ones', () => {
  for (let time = 0; time < 3; time++) {
    expect(() => posts().where('id', '=', 1).compile()).toThrow('tenant table "posts"');
    expect(() => ours().where('id', '=', time).compile()).not.toThrow();
  }
});

test('a query that was accepted without the guard is still rejected with it', () => {
  const text = (from: Kysely<Tables>) => from.selectFrom('posts').where('title', '=', 'x').select('id');
  expect(() => text(acrossWorkspaces(db, 'guarded')).compile()).not.toThrow();
  expect(() => text(db).compile()).toThrow('tenant table "posts"');
});
