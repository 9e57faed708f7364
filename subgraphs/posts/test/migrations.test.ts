import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { searchVector } from '@tributary/kit/text';
import { migrations } from '../src/data/migrations/index.ts';
import { ask } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const RIGHTS = { scopes: ['accounts:read', 'accounts:write', 'posts:read'], policies: ['xtracker:api'] };

test('posts of X that were stored before imports had an owner become each follower’s own', async () => {
  const { database } = opened;
  await database.pool.query('drop schema posts cascade');
  const before = Object.entries(migrations).filter(([name]) => name < '0005');
  await migrate(database, [{ name: 'posts', migrations: Object.fromEntries(before) }]);
  const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
  await database.pool.query(
    `with a as (
       insert into posts.x_accounts (username, folded, external_id, fetched_at)
       values ('Jack', 'jack', '12', '2026-01-01') returning id
     ), f as (
       insert into posts.x_follows (workspace_id, account_id) select w, id from a, unnest($1::uuid[]) w
     )
     insert into posts.x_posts (account_id, post_id, content, posted_at, conversation_id, in_reply_to_user, is_retweet,
       thread_length, hashtags, mentions, tags, urls, media, likes, fetched_at, search)
     select id, p, 'Post ' || p, '2026-01-01', '1', case p when '2' then 'JACK' end, false, 2, '{}', '{}', '{}', '{}', '[]',
       7, '2026-01-01', ''
     from a, unnest('{1,2}'::text[]) p`,
    [[one, two]],
  );
  await migrate(database, [{ name: 'posts', migrations }]);
  const read = async (workspaceId: string) =>
    (
      await ask(
        opened,
        workspaceId,
        `{ xPosts { nodes { id content likes thread { length } account { username externalId } } }
           imports { nodes { id kind subject inserted } } }`,
        {},
        RIGHTS,
      )
    ).data;
  const account = { username: 'Jack', externalId: '12' };
  const post = (id: string) => ({ id, content: `Post ${id}`, likes: 7, thread: { length: 2 }, account });
  for (const workspaceId of [one, two])
    expect(await read(workspaceId)).toEqual({
      xPosts: { nodes: [post('2'), post('1')] },
      imports: { nodes: [{ id: expect.anything(), kind: 'X_POSTS', subject: '@Jack', inserted: 2 }] },
    });
  expect((await database.pool.query('select * from posts.x_posts')).rows).toEqual([]);
  // Each workspace can undo its own copy, and a new follower has none.
  const [{ id }] = (await read(one)).imports.nodes;
  const undone = await ask(
    opened,
    one,
    `mutation { undoImport(id: "${id}") { ... on ImportUndone { deleted } } }`,
    {},
    RIGHTS,
  );
  expect(undone.data.undoImport).toEqual({ deleted: 2 });
  expect((await read(two)).xPosts.nodes).toHaveLength(2);
  await ask(opened, three, 'mutation { followAccount(username: "jack") { __typename } }', {}, RIGHTS);
  expect((await read(three)).xPosts.nodes).toEqual([]);
});

test('stored posts get search vectors with signed names and words as they are written', async () => {
  const { database } = opened;
  await database.pool.query('drop schema posts cascade');
  const before = Object.entries(migrations).filter(([name]) => name < '0008');
  await migrate(database, [{ name: 'posts', migrations: Object.fromEntries(before) }]);
  const workspaceId = randomUUID();
  // More than are written at once.
  await database.pool.query(
    `insert into posts.community_posts (workspace_id, source, external_id, url, title, body, author, kind, posted_at,
       score, reason, urgency, buying_stage, action, suggested_play, signals, analysis_engine, analysis_version, search)
     select $1, 'reddit', n, 'https://example.org/' || n, 'Show HN', 'C++ ' || n, 'ada', 'p', '2026-01-01',
       5, '', 'low', 'aware', 'monitor', '', '[]', 'rules', 1, 'show:1 hn:2' from generate_series(1, 2500) as n`,
    [workspaceId],
  );
  await migrate(database, [{ name: 'posts', migrations }]);
  const { rows } = await database.pool.query(
    'select body, search from posts.community_posts where workspace_id = $1',
    [workspaceId],
  );
  expect(rows).toHaveLength(2_500);
  const { rows: same } = await database.pool.query(
    'select from unnest($1::text[], $2::text[]) as pair (own, expected) where own::tsvector = expected::tsvector',
    [rows.map(({ search }) => search), rows.map(({ body }) => searchVector('Show HN', body))],
  );
  expect(same).toHaveLength(2_500);
});
