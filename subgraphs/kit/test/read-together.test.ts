import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { Kysely } from 'kysely';
import { kyselyFor } from '../src/database/connect.ts';
import { readTogether } from '../src/database/read-together.ts';

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

test('gives each query its rows, in its own order, by one statement', async () => {
  const queries = [rows('desc', 1, 3), rows('asc', 4, 2), rows('asc', 99, 5), rows('desc', 8, 9)];
  const alone = await Promise.all(queries.map((query) => query.execute()));
  const before = sent;
  expect(await readTogether(db, queries)).toEqual(alone);
  expect(sent - before).toBe(1);
  expect(alone.map((each) => each.map(({ id }) => id))).toEqual([[9, 8, 7], [4, 5], [], [9, 8]]);
  expect(alone[0]![0]!.at).toEqual(new Date('2026-01-10T00:00:00Z'));
});

test('takes none, one, and more than go into one statement', async () => {
  expect(await readTogether(db, [])).toEqual([]);
  expect((await readTogether(db, [rows('asc', 2, 1)]))[0]!.map(({ id }) => id)).toEqual([2]);
  const before = sent;
  const many = Array.from({ length: 250 }, (_, index) => rows('asc', 1 + (index % 9), 1));
  const read = await readTogether(db, many);
  expect(read.map(([row]) => row!.id)).toEqual(many.map((_, index) => 1 + (index % 9)));
  expect(sent - before).toBe(3);
});

test('lets no query through that is not held to one workspace', async () => {
  const everybodys = db.selectFrom('posts').select(['id', 'at']);
  await expect(readTogether(db, [rows('asc', 1, 1), everybodys])).rejects.toThrow(
    'does not constrain workspace_id',
  );
});
