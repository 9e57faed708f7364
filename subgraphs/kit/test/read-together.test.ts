import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { type Kysely, sql } from 'kysely';
import { kyselyFor } from '../src/postgres/connection/connect.ts';
import { readForEach } from '../src/postgres/queries/read-for-each.ts';
import { readTogether } from '../src/postgres/queries/read-together.ts';

interface Tables {
  posts: { workspace_id: string; id: number; at: Date };
}

const OURS = '11111111-1111-4111-8111-111111111111';
const THEIRS = '22222222-2222-4222-8222-222222222222';

let opened: TestDatabase;
let db: Kysely<Tables>;
let sent = 0;
beforeAll(async () => {
  opened = await openTestDatabase();
  const { pool } = opened.database;
  await pool.query(`create schema together;
    create table together.posts (workspace_id uuid, id int, at timestamptz, primary key (workspace_id, id));
    insert into together.posts select w, n, timestamptz '2026-01-01' + n * interval '1 day'
      from unnest(array['${OURS}', '${THEIRS}']::uuid[]) w, generate_series(1, 9) n`);
  db = kyselyFor<Tables>(pool, 'together', ['posts']);
  pool.on('acquire', () => {
    sent += 1;
  });
});
afterAll(() => opened.stop());

const rows = (order: 'asc' | 'desc', from: number, limit: number) =>
  db
    .selectFrom('posts')
    .where('workspace_id', '=', OURS)
    .where('id', '>=', from)
    .orderBy('id', order)
    .limit(limit)
    .select(['id', 'at']);

test('returns the rows of each query in its order, in one statement', async () => {
  const queries = [rows('desc', 1, 3), rows('asc', 4, 2), rows('asc', 99, 5), rows('desc', 8, 9)];
  const alone = await Promise.all(queries.map((query) => query.execute()));
  const before = sent;
  expect(await readTogether(db, queries)).toEqual(alone);
  expect(sent - before).toBe(1);
  expect(alone.map((each) => each.map(({ id }) => id))).toEqual([[9, 8, 7], [4, 5], [], [9, 8]]);
  expect(alone[0]![0]!.at).toEqual(new Date('2026-01-10T00:00:00Z'));
});

test('accepts no query, one, and more than fit into one statement', async () => {
  expect(await readTogether(db, [])).toEqual([]);
  expect((await readTogether(db, [rows('asc', 2, 1)]))[0]!.map(({ id }) => id)).toEqual([2]);
  const before = sent;
  const many = Array.from({ length: 250 }, (_, index) => rows('asc', 1 + (index % 9), 1));
  const read = await readTogether(db, many);
  expect(read.map(([row]) => row!.id)).toEqual(many.map((_, index) => 1 + (index % 9)));
  expect(sent - before).toBe(3);
});

test('refuses a query that is not limited to one workspace', async () => {
  const everybodys = db.selectFrom('posts').select(['id', 'at']);
  await expect(readTogether(db, [rows('asc', 1, 1), everybodys])).rejects.toThrow(
    'does not constrain workspace_id',
  );
});

describe('reading one query for each key', () => {
  const newest = (workspace: string | null) =>
    db
      .selectFrom('posts')
      .$if(workspace !== null, (query) => query.where('workspace_id', '=', workspace!))
      .where(sql<boolean>`id <= wanted.last_id`)
      .orderBy('id', 'desc')
      .limit(sql<number>`wanted.row_limit`)
      .select(['id', 'at']);
  const types = { last_id: 'integer', row_limit: 'integer' } as const;
  const key = (last_id: number, row_limit: number) => ({ last_id, row_limit });

  test('returns the rows of each key, in the query’s order, in one statement', async () => {
    const before = sent;
    const read = await readForEach(db, types, [key(9, 2), key(0, 5), key(3, 9), key(9, 2)], newest(OURS));
    expect(sent - before).toBe(1);
    expect(read.map((rows) => rows.map(({ id }) => id))).toEqual([[9, 8], [], [3, 2, 1], [9, 8]]);
    expect(read[0]![0]).toEqual({ id: 9, at: new Date('2026-01-10T00:00:00Z') });
  });

  test('sends one statement for 1,000 keys, and none for none', async () => {
    const before = sent;
    expect(await readForEach(db, types, [], newest(OURS))).toEqual([]);
    const keys = Array.from({ length: 2_500 }, (_, index) => key(1 + (index % 9), 1));
    const read = await readForEach(db, types, keys, newest(OURS));
    expect(read.map(([row]) => row!.id)).toEqual(keys.map(({ last_id }) => last_id));
    expect(sent - before).toBe(3);
  });

  test('refuses a query that is not limited to one workspace', async () => {
    await expect(readForEach(db, types, [key(9, 1)], newest(null))).rejects.toThrow(
      'does not constrain workspace_id',
    );
  });
});
