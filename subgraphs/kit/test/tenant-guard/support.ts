import { afterAll, beforeAll } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { Kysely, sql } from 'kysely';
import { kyselyFor } from '../../src/postgres/connection/connect.ts';

export interface Tables {
  posts: { workspace_id: string; id: number; title: string; seen: boolean };
  notes: { workspace_id: string; id: number; post_id: number; text: string };
  /** A shared table, although it has the column. */
  visits: { workspace_id: string; id: number };
}

export const OURS = '11111111-1111-4111-8111-111111111111';

export const THEIRS = '22222222-2222-4222-8222-222222222222';

let opened: TestDatabase;

export let db: Kysely<Tables>;

/** Opens the database before the tests of the calling file, and stops it after them. */
export function useGuardedDatabase(): void {
  beforeAll(async () => {
    opened = await openTestDatabase();
    await opened.database.pool.query(`create schema guarded;
      create table guarded.posts (workspace_id uuid, id int, title text, seen boolean, primary key (workspace_id, id));
      create table guarded.notes (workspace_id uuid, id int, post_id int, text text, primary key (workspace_id, id));
      create table guarded.visits (workspace_id uuid, id int);
      insert into guarded.posts select w, n, 'post ' || n, n % 2 = 0 from unnest(array['${OURS}', '${THEIRS}']::uuid[]) w,
        generate_series(1, 3) n;
      insert into guarded.notes select workspace_id, id, id, 'note' from guarded.posts where id < 3;
      insert into guarded.visits select workspace_id, id from guarded.posts;`);
    db = kyselyFor<Tables>(opened.database.pool, 'guarded', ['posts', 'notes']);
  });
  afterAll(() => opened.stop());
}

export type Case = [name: string, query: () => { compile(): unknown }];

export const posts = () => db.selectFrom('posts').selectAll('posts');

export const ours = () => posts().where('posts.workspace_id', '=', OURS);

/** Makes a raw statement compilable and executable like a query. */
export function sqlOf(raw: ReturnType<typeof sql>) {
  return { compile: () => raw.compile(db), execute: () => raw.execute(db) };
}
