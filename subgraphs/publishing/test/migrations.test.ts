import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kyselyFor, migrate } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { loadAccounts } from '../src/data/accounts.ts';
import { migrations } from '../src/data/migrations/index.ts';
import { listPosts } from '../src/data/post-selections.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

/** Creates the schema again as it was before a migration, without rows. */
async function migrateAgain(before: string): Promise<void> {
  await opened.database.pool.query('drop schema publishing cascade');
  const earlier = Object.entries(migrations).filter(([name]) => name < before);
  await migrate(opened.database, [{ name: 'publishing', migrations: Object.fromEntries(earlier) }]);
}

test('posts that were stored before they could be searched are found by their words', async () => {
  const { database } = opened;
  await migrateAgain('0006');
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

test('accounts of DEV keep their credentials under the new slug', async () => {
  const { database } = opened;
  await migrateAgain('0007');
  const workspaceId = randomUUID();
  await database.pool.query(
    `insert into publishing.connected_accounts
       (workspace_id, id, platform, external_id, handle, display_name, profile_url, credentials, status, connected_at)
     select $1, 'acct_' || platform, platform, '7', 'ada', 'Ada', 'https://example.org/ada', 'sealed', 'connected', now()
     from unnest('{dev,mastodon}'::text[]) platform`,
    [workspaceId],
  );
  await migrate(database, [{ name: 'publishing', migrations }]);
  const scope = { db: kyselyFor<Tables>(database.pool, 'publishing', tenantTables), workspaceId };
  const accounts = await loadAccounts(scope, ['acct_dev', 'acct_mastodon']);
  expect(Object.fromEntries(accounts.map(({ id, platform }) => [id, platform]))).toEqual({
    acct_dev: 'devto',
    acct_mastodon: 'mastodon',
  });
  const { rows } = await database.pool.query('select credentials from publishing.connected_accounts');
  expect(rows).toEqual([{ credentials: 'sealed' }, { credentials: 'sealed' }]);
});
