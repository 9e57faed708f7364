import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kyselyFor, migrate } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { loadAnswers } from '../src/data/answers.ts';
import { loadCreators, loadPosts } from '../src/data/catalogue.ts';
import { loadSeries } from '../src/data/history.ts';
import { listKnownCreators } from '../src/data/known-creators.ts';
import { migrations } from '../src/data/migrations/index.ts';
import { sharedTables, type Tables, tenantTables } from '../src/data/tables.ts';

const START = new Date(0);

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

/** Inserts rows about X and about TikTok, as versions before the migration did. */
async function insertOldRows(workspaceId: string): Promise<void> {
  const insert = (statement: string) => opened.database.pool.query(statement, [workspaceId]);
  const platforms = `unnest('{twitter,tiktok}'::text[]) platform`;
  await insert(
    `insert into creators.catalogue_creators
       (workspace_id, platform, creator, username, full_name, provider, measured_at)
     select $1, platform, 'ada', 'Ada', 'Ada L', 'catalogue', '2026-01-01' from ${platforms}`,
  );
  await insert(
    `insert into creators.catalogue_posts
       (workspace_id, platform, post_id, listed, creator, url, description, pinned, provider, measured_at)
     select $1, platform, '12', false, 'ada', 'https://example.org/12', 'Post', false, 'catalogue', '2026-01-01'
     from ${platforms}`,
  );
  await insert(
    `insert into creators.known_creators (workspace_id, platform, creator, username, added_at, search)
     select $1, platform, 'ada', 'Ada', '2026-01-01', '' from ${platforms}`,
  );
  await insert(
    `insert into creators.catalogue_history (workspace_id, kind, platform, subject, at, provider, followers)
     select $1, 'creator', platform, 'ada', '2026-01-01', 'catalogue', 1 from ${platforms}`,
  );
  await opened.database.pool.query(
    `insert into creators.history (kind, platform, subject, at, provider, followers)
     select 'creator', platform, 'ada', '2026-01-02', 'live', 2 from ${platforms}`,
  );
  // The id of a post may itself contain the old slug between colons.
  const keys = `unnest('{profile:twitter:ada,profile:tiktok:ada,post_stats:tiktok:a:twitter:b}'::text[]) key`;
  const values = `'{}'::jsonb, 'live', '2026-01-01'::timestamptz, '2026-01-01'::timestamptz, 7`;
  await insert(
    `insert into creators.catalogue_answers (workspace_id, key, facts, provider, fetched_at, kept_at, paid)
     select $1, key, ${values} from ${keys}`,
  );
  await opened.database.pool.query(
    `insert into creators.answers (key, facts, provider, fetched_at, kept_at, paid)
     select key, ${values} from ${keys}`,
  );
}

test('rows of X under its old slug are found under the new one, and nothing else changes', async () => {
  const { database } = opened;
  await database.pool.query('drop schema creators cascade');
  const before = Object.entries(migrations).filter(([name]) => name < '0007');
  await migrate(database, [{ name: 'creators', migrations: Object.fromEntries(before) }]);
  const workspaceId = randomUUID();
  await insertOldRows(workspaceId);
  const changed = await rowsContaining('twitter');
  await migrate(database, [{ name: 'creators', migrations }]);

  const scope = { db: kyselyFor<Tables>(database.pool, 'creators', tenantTables), workspaceId };
  for (const platform of ['x', 'tiktok'] as const) {
    expect(await loadCreators(scope, platform, ['ada'])).toMatchObject([{ username: 'Ada' }]);
    expect(await loadPosts(scope, platform, ['12'])).toMatchObject([{ post_id: '12' }]);
    const request = { kind: 'creator', platform, subject: 'ada', metric: 'followers', since: START } as const;
    expect((await loadSeries(scope, [request]))[0]).toMatchObject([{ value: 1 }, { value: 2 }]);
    const answers = await loadAnswers(scope, [`profile:${platform}:ada`], START);
    expect(answers.map(({ own, paid }) => ({ own, paid }))).toEqual([
      { own: false, paid: 7 },
      { own: true, paid: 7 },
    ]);
  }
  const page = { limit: 10, after: null, skip: 0 };
  const known = await listKnownCreators(scope, {}, page, { sort: 'added', order: 'asc' });
  expect(known.map(({ platform }) => platform).sort()).toEqual(['tiktok', 'x']);

  // Every table with rows of X had one of them; what is left is the post with the slug in its id.
  expect(changed).toEqual({
    answers: 2,
    catalogue_answers: 2,
    catalogue_creators: 1,
    catalogue_history: 1,
    catalogue_posts: 1,
    history: 1,
    known_creators: 1,
  });
  expect(await rowsContaining('twitter')).toEqual({ answers: 1, catalogue_answers: 1 });
});

/** Counts the rows that contain a text, by table. */
async function rowsContaining(text: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of [...tenantTables, ...sharedTables].sort()) {
    const { rows } = await opened.database.pool.query(
      `select 1 from creators.${table} t where t::text like '%' || $1 || '%'`,
      [text],
    );
    if (rows.length > 0) counts[table] = rows.length;
  }
  return counts;
}
