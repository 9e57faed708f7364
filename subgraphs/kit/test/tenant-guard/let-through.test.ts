import { describe, expect, test } from '@jest/globals';
import { type SqlBool, sql } from 'kysely';
import { type Case, db, OURS, ours, posts, sqlOf, useGuardedDatabase } from './support.ts';

useGuardedDatabase();

const letThrough: Case[] = [
  ['a select of the workspace', () => ours()],
  ['an unqualified column', () => posts().where('workspace_id', '=', OURS)],
  ['the value on the left', () => posts().where((eb) => eb(eb.val(OURS), '=', eb.ref('workspace_id')))],
  ['a value with a cast', () => posts().where('workspace_id', '=', sql<string>`${OURS}::uuid`)],
  [
    'a value with a cast by Kysely',
    () => posts().where((eb) => eb('workspace_id', '=', eb.cast<string>(eb.val(OURS), 'uuid'))),
  ],
  [
    'the condition among others',
    () =>
      ours()
        .where('id', '>', 1)
        .where((eb) => eb.or([eb('id', '=', 1), eb('seen', '=', true)])),
  ],
  [
    'the condition in nested parentheses',
    () =>
      posts().where((eb) => eb.parens(eb.and([eb('id', '>', 0), eb.parens(eb('workspace_id', '=', OURS))]))),
  ],
  ['a raw or within parentheses', () => ours().where(sql<SqlBool>`(id = 1 or seen)`)],
  ['a raw or within quotes', () => ours().where(sql<SqlBool>`title <> 'this or that'`)],
  ['an alias', () => db.selectFrom('posts as p').selectAll().where('p.workspace_id', '=', OURS)],
  [
    'a join tied to the other table',
    () =>
      ours().innerJoin('notes', (join) =>
        join.onRef('notes.workspace_id', '=', 'posts.workspace_id').onRef('notes.post_id', '=', 'posts.id'),
      ),
  ],
  [
    'a join through a table of no workspace',
    () =>
      ours()
        .innerJoin('visits', 'visits.workspace_id', 'posts.workspace_id')
        .innerJoin('notes', 'notes.workspace_id', 'visits.workspace_id'),
  ],
  [
    'a left join tied to the outer table',
    () =>
      ours().leftJoin('notes', (join) =>
        join.onRef('notes.workspace_id', '=', 'posts.workspace_id').onRef('notes.post_id', '=', 'posts.id'),
      ),
  ],
  [
    'a right join tied to the joined table',
    () =>
      db
        .selectFrom('notes')
        .rightJoin('posts', 'posts.workspace_id', 'notes.workspace_id')
        .selectAll('posts')
        .where('posts.workspace_id', '=', OURS),
  ],
  [
    'a full join with both in where',
    () => ours().fullJoin('notes', 'notes.post_id', 'posts.id').where('notes.workspace_id', '=', OURS),
  ],
  [
    'a correlated subquery',
    () =>
      ours().where((eb) =>
        eb.exists(
          eb.selectFrom('notes').select('notes.id').whereRef('notes.workspace_id', '=', 'posts.workspace_id'),
        ),
      ),
  ],
  [
    'a subquery two levels down',
    () =>
      ours().where((eb) =>
        eb.exists(
          eb
            .selectFrom('visits')
            .select('visits.id')
            .where((inner) =>
              inner.exists(
                inner
                  .selectFrom('notes')
                  .select('notes.id')
                  .whereRef('notes.workspace_id', '=', 'posts.workspace_id'),
              ),
            ),
        ),
      ),
  ],
  [
    'a lateral join',
    () =>
      ours().innerJoinLateral(
        (eb) =>
          eb
            .selectFrom('notes')
            .select('text')
            .whereRef('notes.workspace_id', '=', 'posts.workspace_id')
            .as('n'),
        (join) => join.onTrue(),
      ),
  ],
  ['a subquery in from', () => db.selectFrom(ours().as('p')).selectAll()],
  [
    'a join to a subquery of the workspace',
    () =>
      posts().innerJoin(
        db.selectFrom('notes').select('workspace_id').where('workspace_id', '=', OURS).as('s'),
        's.workspace_id',
        'posts.workspace_id',
      ),
  ],
  [
    'a common table expression',
    () =>
      db
        .with('p', () => ours())
        .selectFrom('p')
        .selectAll(),
  ],
  [
    'a join to a common table expression of the workspace',
    () =>
      db
        .with('p', () => ours())
        .selectFrom('p')
        .innerJoin('notes', 'notes.workspace_id', 'p.workspace_id')
        .selectAll('notes'),
  ],
  [
    'a recursive expression of the workspace',
    () =>
      db
        .withRecursive('tree', (q) =>
          q
            .selectFrom('posts')
            .select(['workspace_id', 'id'])
            .where('workspace_id', '=', OURS)
            .union(
              q
                .selectFrom('posts')
                .innerJoin('tree', 'tree.workspace_id', 'posts.workspace_id')
                .select(['posts.workspace_id', 'posts.id']),
            ),
        )
        .selectFrom('tree')
        .selectAll(),
  ],
  ['a union of the workspace', () => ours().union(ours())],
  [
    'an update of the workspace',
    () =>
      db.updateTable('posts').set({ title: 'post 1' }).where('workspace_id', '=', OURS).where('id', '=', 1),
  ],
  [
    'an update from a constrained table',
    () =>
      db
        .updateTable('posts')
        .from('notes')
        .set({ title: 'x' })
        .where('posts.workspace_id', '=', OURS)
        .whereRef('notes.workspace_id', '=', 'posts.workspace_id'),
  ],
  [
    'an update from values of the process',
    () =>
      db
        .updateTable('posts')
        .from(sql<{ workspace_id: string }>`unnest(${[OURS]}::uuid[])`.as<'given'>(sql`given(workspace_id)`))
        .set({ title: 'x' })
        .whereRef('posts.workspace_id', '=', 'given.workspace_id'),
  ],
  [
    'a delete of the workspace',
    () => db.deleteFrom('posts').where('workspace_id', '=', OURS).where('id', '=', 99),
  ],
  [
    'a delete using a constrained table',
    () =>
      db
        .deleteFrom('posts')
        .using('notes')
        .where('posts.workspace_id', '=', OURS)
        .whereRef('notes.workspace_id', '=', 'posts.workspace_id')
        .where('notes.id', '=', 99),
  ],
  [
    'an insert that names the column',
    () =>
      db
        .insertInto('posts')
        .values({ workspace_id: OURS, id: 50, title: 'x', seen: true })
        .onConflict((conflict) => conflict.doNothing()),
  ],
  [
    'an upsert by the workspace’s key',
    () =>
      db
        .insertInto('posts')
        .values({ workspace_id: OURS, id: 51, title: 'x', seen: true })
        .onConflict((conflict) =>
          conflict.columns(['workspace_id', 'id']).doUpdateSet((eb) => ({ title: eb.ref('excluded.title') })),
        ),
  ],
  [
    'an insert from a select of the workspace',
    () =>
      db
        .insertInto('visits')
        .columns(['workspace_id', 'id'])
        .expression(db.selectFrom('notes').select(['workspace_id', 'id']).where('workspace_id', '=', OURS)),
  ],
  ['a table of no workspace', () => db.selectFrom('visits').selectAll()],
  [
    'a raw select of the workspace',
    () => sqlOf(sql`select * from guarded.posts where workspace_id = ${OURS}`),
  ],
  [
    'a raw insert that names the column',
    () => sqlOf(sql`insert into guarded.visits (workspace_id, id) values (${OURS}, 1)`),
  ],
  ['raw SQL on no table', () => sqlOf(sql`select extract(year from now()) as year`)],
];

describe('the tenant guard lets through', () => {
  test.each(letThrough)('%s, which PostgreSQL then runs', async (_, query) => {
    await expect((query() as unknown as { execute(): Promise<unknown> }).execute()).resolves.toBeDefined();
  });
});

test('a transaction is guarded too', async () => {
  await expect(
    db.transaction().execute((inside) => inside.selectFrom('posts').selectAll().execute()),
  ).rejects.toThrow('tenant table "posts"');
});
