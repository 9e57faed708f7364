import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  eventually,
  openTestDatabase,
  silentLog,
  type TestDatabase,
  testConfig,
} from '@tributary/kit/testing';
import { sql } from 'kysely';
import { type Database, openDatabase, openKysely } from '../src/postgres/connection/connect.ts';
import { type Pooler, startPooler } from './fixtures/pooler.ts';

let opened: TestDatabase;
let pooler: Pooler;
beforeAll(async () => {
  opened = await openTestDatabase();
  pooler = await startPooler(opened.url);
});
afterAll(async () => {
  pooler.stop();
  await opened.stop();
});

/** Counts the sleeping statements that the server reports. */
async function sleeping(): Promise<number> {
  const { rows } = await opened.database.pool.query(
    "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
  );
  return rows.length;
}

describe.each(['directly', 'through a pooler'])('a statement of a request that is over, %s', (way) => {
  let database: Database;
  beforeAll(async () => {
    const url = way === 'directly' ? opened.url : pooler.through(opened.url);
    database = await openDatabase(testConfig({ DATABASE_URL: url, DATABASE_POOL: '1' }), silentLog);
  });
  afterAll(() => database.stop());

  test('is cancelled, and its connection serves the next statement', async () => {
    const { db, forRequest } = openKysely(database.pool, 'posts', []);
    const request = new AbortController();
    const statement = sql`select pg_sleep(60)`.execute(
      forRequest({ workspaceId: 'w', signal: request.signal }),
    );
    await eventually(async () => expect(await sleeping()).toBe(1));
    request.abort(new Error('the caller is gone'));
    await expect(statement).rejects.toThrow('the caller is gone');
    expect(await sleeping()).toBe(0);
    // The pool has one connection: a late cancellation would hit this statement.
    const { rows } = await sql`select 42 as answer`.execute(db);
    expect(rows).toEqual([{ answer: 42 }]);
  });

  test('aborts its transaction', async () => {
    const { db, forRequest } = openKysely(database.pool, 'posts', []);
    const request = new AbortController();
    const work = forRequest({ workspaceId: 'w', signal: request.signal })
      .transaction()
      .execute(async (transaction) => {
        await sql`create table public.never (id int)`.execute(transaction);
        await sql`select pg_sleep(60)`.execute(transaction);
      });
    await eventually(async () => expect(await sleeping()).toBe(1));
    request.abort(new Error('the caller is gone'));
    await expect(work).rejects.toThrow('the caller is gone');
    const { rows } = await sql`select to_regclass('public.never') as found`.execute(db);
    expect(rows).toEqual([{ found: null }]);
  });
});

test('a pooler receives its own key data in each CancelRequest', () => {
  expect(pooler.cancelled).toEqual({ known: 2, unknown: 0 });
});
