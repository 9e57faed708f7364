import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kyselyFor, migrate } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { migrations } from '../src/data/migrations/index.ts';
import { listPosts } from '../src/data/post-selections.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

test('posts that were stored before they could be searched are found by their words', async () => {
  const { database } = opened;
  await database.pool.query('drop schema publishing cascade');
  const before = Object.entries(migrations).filter(([name]) => name < '0006');
  await migrate(database, [{ name: 'publishing', migrations: Object.fromEntries(before) }]);
  const workspaces = [randomUUID(), randomUUID()];
  // Inserts more rows than one batch of the migration.
  await database.pool.query(
    `insert into publishing.posts (workspace_id, id, status, body, thread, media_ids, created_at, updated_at)
     select w, 'post_' || lpad(n::text, 3, '0'), 'draft', 'Body number' || n, array['It''s part' || n], '{}', now(), now()
     from unnest($1::uuid[]) w, generate_series(1, 400) n`,
    [workspaces],
  );
  await migrate(database, [{ name: 'publishing', migrations }]);
  for (const workspaceId of workspaces) {
    const scope = { db: kyselyFor<Tables>(database.pool, 'publishing', tenantTables), workspaceId };
    const found = async (search: string) => {
      const page = { limit: 5, after: null, skip: 0 };
      const rows = await listPosts(scope, { search }, page, { sort: 'created', order: 'desc' });
      return rows.map(({ id }) => id);
    };
    expect(await found('body number400')).toEqual(['post_400']);
    expect(await found("it's part7")).toEqual(['post_007']);
  }
});
