import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordEvents } from '@tributary/kit/events';
import type { Scope } from '@tributary/kit/postgres';
import { openServices, openTestDatabase, recordedEvents, type TestDatabase } from '@tributary/kit/testing';
import { upsertCommunityPosts } from '../src/community/data/write-community-posts.ts';
import type { Tables } from '../src/data/tables.ts';
import { posts } from '../src/index.ts';
import { ask, newScope, scoredPost } from './support.ts';

const NOW = new Date('2026-11-01T12:00:00Z');

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

/** Stores posts with these titles and ages in days. */
async function store(scope: Scope<Tables>, ages: Record<string, number>): Promise<void> {
  const batch = Object.entries(ages).map(([title, age]) => scoredPost({ title, postedAt: daysAgo(age) }));
  await upsertCommunityPosts(scope, batch);
}

async function deleteOld(retentionDays = 0): Promise<void> {
  const services = openServices(opened);
  const config = { ...services.config, RETENTION_DAYS: retentionDays };
  const job = posts
    .open({ ...services, config, clock: () => NOW.getTime() })
    .jobs.find(({ name }) => name === 'posts.delete-old')!;
  await job.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
}

async function stored({ workspaceId }: Scope<Tables>): Promise<string[]> {
  const { rows } = await opened.database.pool.query(
    'select title from posts.community_posts where workspace_id = $1 order by posted_at desc',
    [workspaceId],
  );
  return rows.map(({ title }) => title);
}

test('posts older than RETENTION_DAYS are deleted in every workspace, also more than one batch; 0 keeps all', async () => {
  const [one, other] = [newScope(opened), newScope(opened)];
  await store(one, { new: 1, young: 29.9, old: 30.1, ancient: 3_000 });
  const many = Array.from({ length: 450 }, (_, index) => [`old ${index}`, 40 + index] as const);
  await store(other, { ...Object.fromEntries(many), fresh: 2 });
  await deleteOld(0);
  expect([(await stored(one)).length, (await stored(other)).length]).toEqual([4, 451]);
  await deleteOld(30);
  expect([await stored(one), await stored(other)]).toEqual([['new', 'young'], ['fresh']]);
});

const RETENTION = `retention { days workspaceDays installationDays
  platforms { platform days workspaceDays platformDays } }`;

/** Sets a rule of a workspace as its administrator; returns the result. */
async function setRule({ workspaceId }: Scope<Tables>, rule: string) {
  const document = `mutation { setRetention(${rule}) {
    __typename ... on RetentionSet { ${RETENTION} } ... on InvalidInput { field message } } }`;
  const { data, errors } = await ask(opened, workspaceId, document, {}, { scopes: ['workspace:admin'] });
  return errors ?? data.setRetention;
}

test('the shortest of the rules of installation, workspace and platform wins, for its own posts only', async () => {
  const [one, other, none] = [newScope(opened), newScope(opened), newScope(opened)];
  for (const scope of [one, other, none]) await store(scope, { 'hn 8': 8, 'hn 21': 21, 'hn 41': 41 });
  for (const scope of [one, other])
    await upsertCommunityPosts(
      scope,
      [8, 21].map((age) => scoredPost({ title: `reddit ${age}`, source: 'reddit', postedAt: daysAgo(age) })),
    );
  expect(await setRule(one, 'days: 20')).toMatchObject({ retention: { days: 20, installationDays: null } });
  expect(await setRule(other, 'platform: REDDIT, days: 7')).toMatchObject({
    retention: { days: null, workspaceDays: null },
  });
  await setRule(other, 'platform: HACKERNEWS, days: 50');
  await deleteOld(40);
  expect(await stored(one)).toEqual(expect.arrayContaining(['hn 8', 'reddit 8']));
  expect(await stored(one)).toHaveLength(2);
  expect(await stored(other)).toEqual(['hn 8', 'hn 21']);
  expect(await stored(none)).toEqual(['hn 8', 'hn 21']);
  await setRule(other, 'platform: REDDIT, days: null');
  await store(other, { 'hn 30': 30 });
  await deleteOld();
  expect(await stored(other)).toEqual(['hn 8', 'hn 21', 'hn 30']);
});

test('an administrator sets a rule, and the graph shows every rule; the change is in the log of events', async () => {
  const scope = newScope(opened);
  const { retention } = await setRule(scope, 'days: 90');
  expect(retention).toMatchObject({ days: 90, workspaceDays: 90 });
  await setRule(scope, 'platform: REDDIT, days: 7');
  const { data } = await ask(
    opened,
    scope.workspaceId,
    `{ ${RETENTION} }`,
    {},
    { scopes: ['community:read'] },
  );
  const rules = new Map(
    data.retention.platforms.map(({ platform, ...rule }: { platform: string }) => [platform, rule]),
  );
  expect(rules.get('REDDIT')).toEqual({ days: 7, workspaceDays: 7, platformDays: null });
  expect(rules.get('YOUTUBE')).toEqual({ days: 30, workspaceDays: null, platformDays: 30 });
  expect(rules.get('TIKTOK')).toEqual({ days: 90, workspaceDays: null, platformDays: null });
  expect(await setRule(scope, 'days: 0')).toMatchObject({ __typename: 'InvalidInput', field: 'days' });
  expect(await setRule(scope, 'days: 36501')).toMatchObject({ __typename: 'InvalidInput' });
  const document = 'mutation { setRetention(days: 1) { __typename } }';
  const { errors } = await ask(opened, scope.workspaceId, document, {}, { scopes: ['community:write'] });
  expect(errors?.[0]?.originalError).toMatchObject({ code: 'FORBIDDEN_SCOPE' });
  const events = await recordedEvents(opened, scope.workspaceId);
  expect(events.map(({ type, payload }) => [type, payload['platform'], payload['days']])).toEqual([
    ['retention.changed', null, 90],
    ['retention.changed', 'reddit', 7],
  ]);
});

test('the job waits for no lock: a post that is being changed is deleted by the next run', async () => {
  const scope = newScope(opened);
  await store(scope, { changing: 60, old: 50 });
  const changing = await opened.database.pool.connect();
  try {
    await changing.query('begin');
    await changing.query(
      "select from posts.community_posts where workspace_id = $1 and title = 'changing' for update",
      [scope.workspaceId],
    );
    await deleteOld(30);
    await changing.query('rollback');
  } finally {
    changing.release();
  }
  expect(await stored(scope)).toEqual(['changing']);
  await deleteOld(30);
  expect(await stored(scope)).toEqual([]);
});

test('what was derived from a post is deleted with it: matches, examples, and texts in events', async () => {
  const scope = newScope(opened);
  await store(scope, { old: 31, new: 1 });
  const { rows } = await opened.database.pool.query(
    'select id, title from posts.community_posts where workspace_id = $1',
    [scope.workspaceId],
  );
  const tracker = '6b0f8f0e-2f55-4f6c-8c5e-7b0a3d0f9e21';
  for (const { id, title } of rows) {
    await opened.database.pool.query(
      `with matched as (
         insert into posts.post_matches
           (workspace_id, post_id, tracker_id, spans, fields, origin, found_at, relevance, reason)
         values ($1, $2, $3, '[]', '{}', 'tail', now(), 'high', '')
       )
       insert into posts.relevance_examples (workspace_id, post_id, features, prior, label, marked_at)
       values ($1, $2, '{}', 0, 1, now())`,
      [scope.workspaceId, id, tracker],
    );
    const post = {
      postId: id,
      source: 'hackernews',
      url: 'https://example.org/',
      title,
      text: title,
      author: 'ada',
    };
    const match = { trackerId: tracker, relevance: 'high', origin: 'tail', postedAt: NOW.toISOString() };
    const payload = { ...post, ...match };
    await recordEvents(scope, NOW, [{ type: 'tracker.matched', subject: id, payload }]);
  }
  await deleteOld(30);
  const count = async (table: string) =>
    (
      await opened.database.pool.query(`select from posts.${table} where workspace_id = $1`, [
        scope.workspaceId,
      ])
    ).rowCount;
  expect([await count('post_matches'), await count('relevance_examples')]).toEqual([1, 1]);
  const events = await recordedEvents(opened, scope.workspaceId);
  expect(events.map(({ payload }) => payload['title']).sort()).toEqual(['', 'new']);
});
