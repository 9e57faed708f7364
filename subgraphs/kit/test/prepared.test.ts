import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import { kyselyFor } from '../src/postgres/connection/connect.ts';
import { prepared } from '../src/postgres/queries/prepared.ts';
import { acrossWorkspaces, type Scope } from '../src/postgres/scope.ts';

interface Tables {
  rows: { workspace_id: string; id: number; title: string; at: Date };
}

const WORKSPACES = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
const [OURS] = WORKSPACES;

let opened: TestDatabase;
let db: Kysely<Tables>;
beforeAll(async () => {
  opened = await openTestDatabase();
  await opened.database.pool.query(`create schema prepared;
    create table prepared.rows (workspace_id uuid, id int, title text, at timestamptz, primary key (workspace_id, id));
    insert into prepared.rows select w, n, 'row ' || n % 5, timestamptz '2026-01-01Z' + n * interval '1 day'
      from unnest(array['${WORKSPACES.join("','")}']::uuid[]) with ordinality as v(w, o), generate_series(1, 30) n
      where n % o = 0;`);
  db = kyselyFor<Tables>(opened.database.pool, 'prepared', ['rows']);
});
afterAll(() => opened.stop());

interface Values {
  readonly from?: number | undefined;
  readonly titles: readonly string[] | null;
  readonly range: { readonly since: Date | null; readonly until?: Date };
  readonly newest: boolean;
  readonly limit: number;
}

function select({ db, workspaceId }: Scope<Tables>, { from, titles, range, newest, limit }: Values) {
  let query = db.selectFrom('rows').where('workspace_id', '=', workspaceId).select(['id', 'title']);
  if (from !== undefined) query = query.where('id', '>=', from);
  if (titles?.length) query = query.where('title', 'in', titles);
  if (range.since) query = query.where('at', '>=', range.since);
  if (range.until) query = query.where(sql<boolean>`at < ${range.until}::timestamptz + interval '1 hour'`);
  return query.orderBy('id', newest ? 'desc' : 'asc').limit(limit);
}

const day = fc.integer({ min: 1, max: 31 }).map((day) => new Date(Date.UTC(2026, 0, day)));
const values = fc.record(
  {
    from: fc.option(fc.integer({ min: 0, max: 31 }), { nil: undefined }),
    titles: fc.option(
      fc.array(
        fc.integer({ min: 0, max: 6 }).map((n) => `row ${n}`),
        { maxLength: 4 },
      ),
    ),
    range: fc.record({ since: fc.option(day), until: day }, { requiredKeys: ['since'] }),
    newest: fc.boolean(),
    limit: fc.integer({ min: 0, max: 40 }),
  },
  { requiredKeys: ['titles', 'range', 'newest', 'limit'] },
);

describe('a prepared query', () => {
  test('returns what the same query returns if it is built each time', async () => {
    const ask = prepared(select);
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom(...WORKSPACES), async (each, workspaceId) => {
        const scope = { db, workspaceId };
        expect(await ask(scope, each)).toEqual(await select(scope, each).execute());
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  test('is built once for each of its forms', async () => {
    let built = 0;
    const ask = prepared((scope: Scope<Tables>, values: Values) => {
      built += 1;
      return select(scope, values);
    });
    const plain: Values = { titles: ['row 1'], range: { since: null }, newest: true, limit: 3 };
    for (const changes of [{}, { limit: 4 }, { titles: ['row 2'] }, { from: undefined }])
      for (const workspaceId of WORKSPACES) await ask({ db, workspaceId }, { ...plain, ...changes });
    expect(built).toBe(1);
    for (const changes of [{ newest: false }, { titles: [] }, { titles: null }, { from: 1 }])
      await ask({ db, workspaceId: OURS }, { ...plain, ...changes });
    expect(built).toBe(5);
  });

  test('is built for each of its constants, which it may read', async () => {
    let built = 0;
    const build = ({ db, workspaceId }: Scope<Tables>, { from }: { from: number }, { title }: Constants) => {
      built += 1;
      const rows = db.selectFrom('rows').where('workspace_id', '=', workspaceId).where('id', '>=', from);
      return rows.where('title', '=', `row ${title}`).select('id').orderBy('id');
    };
    type Constants = { readonly title: number };
    const ask = prepared(build);
    for (const title of [1, 2])
      for (const from of [3, 12])
        for (const workspaceId of WORKSPACES) {
          const scope = { db, workspaceId };
          const before = built;
          const rows = await ask(scope, { from }, { title });
          expect(built - before).toBe(from === 3 && workspaceId === OURS ? 1 : 0);
          expect(rows).toEqual(await build(scope, { from }, { title }).execute());
          built = before;
        }
  });

  test('cannot depend on a value when it is built', async () => {
    const looks = [
      ({ limit }: Values) => (limit > 2 ? 1 : 2),
      ({ limit }: Values) => limit + 1,
      ({ titles }: Values) => `${titles![0]}%`,
    ];
    for (const look of looks) {
      const ask = prepared((scope: Scope<Tables>, values: Values) =>
        select(scope, values).where('title', '=', String(look(values))),
      );
      const values: Values = { titles: ['row 1'], range: { since: null }, newest: true, limit: 3 };
      await expect(ask({ db, workspaceId: OURS }, values)).rejects.toThrow('reads a value');
    }
  });

  test('must be limited to its workspace', async () => {
    const ask = prepared((scope: Scope<Tables>) => scope.db.selectFrom('rows').select('id'));
    const scope = { db, workspaceId: OURS };
    await expect(ask(scope, {})).rejects.toThrow('does not constrain workspace_id');
    expect(await ask({ ...scope, db: acrossWorkspaces(db, 'prepared') }, {})).toHaveLength(45);
    await expect(ask(scope, {})).rejects.toThrow('does not constrain workspace_id');
  });
});
