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

test('tracked keywords become trackers with their ids, whose query is the keyword as a phrase', async () => {
  const { database } = opened;
  await database.pool.query('drop schema posts cascade');
  const before = Object.entries(migrations).filter(([name]) => name < '0010');
  await migrate(database, [{ name: 'posts', migrations: Object.fromEntries(before) }]);
  const [one, two] = [randomUUID(), randomUUID()];
  const keywords = ['open source', 'C++', 'not OR (this', 'crm', '???'];
  await database.pool.query(
    `insert into posts.tracked_keywords (workspace_id, keyword, folded, created_at)
     select $1, keyword, lower(keyword), timestamptz '2026-01-01' + n * interval '1 hour'
     from unnest($2::text[]) with ordinality as given(keyword, n)`,
    [one, keywords],
  );
  // More than are converted at once.
  await database.pool.query(
    `insert into posts.tracked_keywords (workspace_id, keyword, folded)
     select $1, 'k' || n, 'k' || n from generate_series(1, 2500) n`,
    [two],
  );
  const { rows: old } = await database.pool.query(
    "select id, keyword from posts.tracked_keywords where workspace_id = $1 and keyword <> '???' order by created_at",
    [one],
  );
  await migrate(database, [{ name: 'posts', migrations }]);
  const { data } = await ask(opened, one, '{ trackers { id name query status platforms createdAt } }');
  expect(data.trackers).toEqual(
    old.map(({ id, keyword }, index) => ({
      id,
      name: keyword,
      query: ['"open source"', 'C++', '"not OR (this"', 'crm'][index],
      status: 'ACTIVE',
      platforms: null,
      createdAt: `2026-01-01T0${index + 1}:00:00.000Z`,
    })),
  );
  const { rows } = await database.pool.query(
    `select count(*)::int as all, count(*) filter (where q.active and q.query = t.query)::int as listened
     from posts.trackers t left join listening.queries q on q.workspace_id = t.workspace_id and q.id = t.id
     where t.workspace_id = any($1::uuid[])`,
    [[one, two]],
  );
  expect(rows).toEqual([{ all: 2_504, listened: 2_504 }]);
});

test('posts stored before have no language, matches or corrections, and are filtered as before', async () => {
  const { database } = opened;
  await database.pool.query('drop schema posts cascade');
  const before = Object.entries(migrations).filter(([name]) => name < '0010');
  await migrate(database, [{ name: 'posts', migrations: Object.fromEntries(before) }]);
  const workspaceId = randomUUID();
  await database.pool.query(
    `insert into posts.community_posts (workspace_id, source, external_id, url, title, body, author, kind, posted_at,
       score, reason, intent, urgency, buying_stage, action, suggested_play, signals, analysis_engine,
       analysis_version, search)
     values ($1, 'reddit', '1', 'https://example.org/1', 'crm', '', 'Ada', 'p', '2026-01-01', 5, '', 'buying', 'low',
       'aware', 'monitor', '', '[{"name":"budget","evidence":""}]', 'rules', 1, 'crm:1')`,
    [workspaceId],
  );
  await migrate(database, [{ name: 'posts', migrations }]);
  const { data } = await ask(
    opened,
    workspaceId,
    `{ communityPosts(filter: { source: [REDDIT], intent: [BUYING], author: ["ada"], signal: ["budget"] }) {
      nodes { title language deletedAt corrections { relevance } matches { relevance } } } }`,
  );
  expect(data.communityPosts.nodes).toEqual([
    { title: 'crm', language: null, deletedAt: null, corrections: null, matches: [] },
  ]);
});
