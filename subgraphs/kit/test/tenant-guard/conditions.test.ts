import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type SqlBool, sql } from 'kysely';
import { db, OURS, posts, useGuardedDatabase } from './support.ts';

useGuardedDatabase();

describe('under any conditions', () => {
  const plain = fc.constantFrom(
    'posts.id > 1',
    'posts.seen',
    "posts.title <> 'a or b'",
    '(posts.id = 1 or posts.seen)',
  );
  const others = fc.array(
    plain.map((text) => sql.raw<SqlBool>(text)),
    { maxLength: 5 },
  );

  test('a conjunction with the condition anywhere in it is let through', () => {
    fc.assert(
      fc.property(others, fc.nat(), (conditions, place) => {
        const all = [...conditions];
        all.splice(place % (all.length + 1), 0, sql.raw('false'));
        const query = all.reduce(
          (built, condition, index) =>
            index === place % all.length
              ? built.where('posts.workspace_id', '=', OURS)
              : built.where(condition),
          posts(),
        );
        expect(() => query.compile()).not.toThrow();
      }),
    );
  });

  test('a conjunction without it is refused', () => {
    fc.assert(
      fc.property(others, (conditions) => {
        const query = conditions.reduce((built, condition) => built.where(condition), posts());
        expect(() => query.compile()).toThrow('does not constrain');
      }),
    );
  });

  test('a join that is let through shows rows of the workspace only', async () => {
    const term = fc.constantFrom(
      'posts.workspace_id = ours',
      'notes.workspace_id = ours',
      'visits.workspace_id = ours',
      'posts.workspace_id = notes.workspace_id',
      'visits.workspace_id = notes.workspace_id',
      'posts.workspace_id = visits.workspace_id',
      'posts.id = notes.id',
      'visits.id = notes.id',
    );
    const terms = fc.array(term, { minLength: 1, maxLength: 3 });
    const join = fc.constantFrom('innerJoin', 'leftJoin', 'rightJoin', 'fullJoin');
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(
        terms,
        terms,
        terms,
        join,
        join,
        async (where, first, second, firstJoin, secondJoin) => {
          // biome-ignore lint/suspicious/noExplicitAny: a query made up as it goes has no type
          const add = (built: any, member: string, text: string) => {
            const [left, right] = text.split(' = ') as [string, string];
            return right === 'ours'
              ? built[member](left, '=', OURS)
              : built[`${member}Ref`](left, '=', right);
          };
          const usable = first.filter((text) => !text.includes('visits'));
          // biome-ignore lint/suspicious/noExplicitAny: as above
          let query: any = db.selectFrom('posts');
          // biome-ignore lint/suspicious/noExplicitAny: as above
          const on = (texts: string[]) => (built: any) =>
            texts.reduce((each, text) => add(each, 'on', text), built.onTrue());
          query = query[firstJoin]('notes', on(usable))[secondJoin]('visits', on(second));
          query = where.reduce((built, text) => add(built, 'where', text), query);
          query = query.select(['posts.workspace_id as p', 'notes.workspace_id as n']);
          const rows: { p: string | null; n: string | null }[] | Error = await query
            .execute()
            .catch((error: Error) => error);
          if (rows instanceof Error) {
            // PostgreSQL cannot run every full join; anything else must be the guard's refusal.
            expect(rows.message).toMatch(/does not constrain|FULL JOIN is only supported/);
            return;
          }
          passed += 1;
          for (const { p, n } of rows) for (const id of [p, n]) expect([OURS, null]).toContain(id);
        },
      ),
      { numRuns: 400 },
    );
    expect(passed).toBeGreaterThan(20);
  });
});
