import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openServices, openTestDatabase, type TestDatabase, testConfig } from '@tributary/kit/testing';
import { MOST_TRACKERS } from '../../src/community/data/trackers/trackers.ts';
import { upsertCommunityPosts } from '../../src/community/data/write-community-posts.ts';
import { posts } from '../../src/index.ts';
import { ask, newScope, scoredPost } from '../support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const FIELDS = `id name query platforms languages feeds communities { source name } context status`;
const CREATE = `mutation ($input: TrackerInput!) { createTracker(input: $input) { __typename
  ... on TrackerCreated { tracker { ${FIELDS} } }
  ... on InvalidQuery { message position length suggestion }
  ... on InvalidInput { message field } } }`;
const UPDATE = `mutation ($id: ID!, $input: TrackerChanges!) { updateTracker(id: $id, input: $input) { __typename
  ... on TrackerChanged { tracker { ${FIELDS} } }
  ... on InvalidQuery { message position }
  ... on InvalidInput { message field } } }`;

const create = async (workspace: string, input: object) =>
  (await ask(opened, workspace, CREATE, { input: { name: 'crm', query: 'crm', ...input } })).data
    .createTracker;
const update = async (workspace: string, id: string, input: object) =>
  (await ask(opened, workspace, UPDATE, { id, input })).data.updateTracker;
const names = async (workspace: string) =>
  (await ask(opened, workspace, '{ trackers { name } }')).data.trackers.map(
    ({ name }: { name: string }) => name,
  );
/** The queries that sources are matched against. */
const listened = async (workspace: string) =>
  (
    await opened.database.pool.query(
      'select id, query, platforms, languages, places, active from listening.queries where workspace_id = $1',
      [workspace],
    )
  ).rows;

describe('a new tracker', () => {
  test('has its query in canonical form, and is listened for', async () => {
    const workspace = randomUUID();
    const { tracker } = await create(workspace, {
      name: ' CRM ',
      query: 'crm AND NOT   jobs',
      platforms: ['REDDIT', 'HACKERNEWS', 'REDDIT'],
      languages: ['EN'],
      feeds: ['https://example.com/feed'],
      communities: [
        { source: 'REDDIT', name: 'SaaS' },
        { source: 'REDDIT', name: 'CRM' },
      ],
      context: ' Software for sales teams. ',
    });
    expect(tracker).toEqual({
      id: expect.any(String),
      name: 'CRM',
      query: 'crm -jobs',
      platforms: ['REDDIT', 'HACKERNEWS'],
      languages: ['en'],
      feeds: ['https://example.com/feed'],
      communities: [
        { source: 'REDDIT', name: 'SaaS' },
        { source: 'REDDIT', name: 'CRM' },
      ],
      context: 'Software for sales teams.',
      status: 'ACTIVE',
    });
    expect(await listened(workspace)).toEqual([
      {
        id: tracker.id,
        query: 'crm -jobs',
        platforms: ['reddit', 'hackernews'],
        languages: ['en'],
        places: { reddit: ['SaaS', 'CRM'], feeds: ['https://example.com/feed'] },
        active: true,
      },
    ]);
  });

  test('listens to everything if nothing else is said', async () => {
    const { tracker } = await create(randomUUID(), { platforms: [] });
    expect(tracker).toMatchObject({
      platforms: null,
      languages: null,
      feeds: [],
      communities: [],
      context: '',
    });
  });

  test.each([
    ['crm "open', 4],
    ['(crm', 0],
    ['-jobs', 0],
  ])('with the invalid query %j is refused with its position', async (query, position) => {
    const workspace = randomUUID();
    expect(await create(workspace, { query })).toMatchObject({
      __typename: 'InvalidQuery',
      message: expect.any(String),
      position,
      length: expect.any(Number),
    });
    expect(await names(workspace)).toEqual([]);
  });

  test('with a misspelt field is refused with a suggestion', async () => {
    expect(await create(randomUUID(), { query: 'crm source:redit' })).toMatchObject({
      __typename: 'InvalidQuery',
      suggestion: expect.stringContaining('reddit'),
    });
  });

  test.each([
    [{ name: ' ' }, 'input.name'],
    [{ name: 'x'.repeat(201) }, 'input.name'],
    [{ languages: ['english'] }, 'input.languages'],
    [{ context: 'x'.repeat(2_001) }, 'input.context'],
    [{ feeds: Array.from({ length: 51 }, (_, n) => `https://example.com/${n}`) }, 'input.feeds'],
    [
      { communities: Array.from({ length: 51 }, (_, n) => ({ source: 'REDDIT', name: `r${n}` })) },
      'input.communities',
    ],
  ])('with the input %j is refused, naming the member', async (input, field) => {
    expect(await create(randomUUID(), input)).toMatchObject({ __typename: 'InvalidInput', field });
  });

  test('cannot have the name of another one, in any case', async () => {
    const workspace = randomUUID();
    await create(workspace, { name: 'Ärger' });
    expect(await create(workspace, { name: 'ÄRGER', query: 'other' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.name',
    });
  });

  test('is refused beyond the limit of the workspace, also concurrently', async () => {
    const workspace = randomUUID();
    await opened.database.pool.query(
      `insert into posts.trackers
         (workspace_id, name, folded, query, feeds, communities, context, status, created_at, changed_at)
       select $1, n::text, n::text, 'x', '{}', '[]', '', 'active', now(), now() from generate_series(1, $2::int) n`,
      [workspace, MOST_TRACKERS - 2],
    );
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, index) => create(workspace, { name: `new ${index}` })),
    );
    const refused = all.filter(({ __typename }) => __typename === 'InvalidInput');
    expect(refused).toHaveLength(4);
    expect(refused[0].message).toContain('at most 500 trackers');
    expect(await names(workspace)).toHaveLength(MOST_TRACKERS);
  });

  test('requires the scope to write', async () => {
    const answer = await ask(
      opened,
      randomUUID(),
      CREATE,
      { input: { name: 'x', query: 'x' } },
      { scopes: ['community:read'] },
    );
    expect(answer.errors).toHaveLength(1);
  });
});

describe('changing a tracker', () => {
  test('replaces the given members, and listens for the new query', async () => {
    const workspace = randomUUID();
    const { tracker } = await create(workspace, { languages: ['en'], context: 'sales' });
    const changed = await update(workspace, tracker.id, { query: 'crm OR erp', languages: null });
    expect(changed.tracker).toEqual({ ...tracker, query: 'crm OR erp', languages: null });
    expect(await listened(workspace)).toMatchObject([{ query: 'crm OR erp', languages: null, active: true }]);
  });

  test('keeps its own name, in another case too', async () => {
    const workspace = randomUUID();
    const { tracker } = await create(workspace, {});
    expect((await update(workspace, tracker.id, { name: 'CRM' })).tracker.name).toBe('CRM');
  });

  test('changes nothing if the query is invalid', async () => {
    const workspace = randomUUID();
    const { tracker } = await create(workspace, {});
    expect(await update(workspace, tracker.id, { name: 'other', query: '"' })).toMatchObject({
      __typename: 'InvalidQuery',
    });
    expect(await names(workspace)).toEqual(['crm']);
  });

  test('of another workspace is not found', async () => {
    const { tracker } = await create(randomUUID(), {});
    for (const id of [tracker.id, randomUUID(), 'nonsense'])
      expect(await update(randomUUID(), id, { name: 'theirs' })).toEqual({ __typename: 'NotFound' });
  });
});

describe('a paused tracker', () => {
  const set = async (workspace: string, field: string, id: string) =>
    (
      await ask(
        opened,
        workspace,
        `mutation ($id: ID!) { result: ${field}(id: $id) { __typename ... on TrackerChanged { tracker { status } } } }`,
        { id },
      )
    ).data.result;

  test('is not listened for until it is resumed', async () => {
    const workspace = randomUUID();
    const { tracker } = await create(workspace, {});
    expect(await set(workspace, 'pauseTracker', tracker.id)).toMatchObject({ tracker: { status: 'PAUSED' } });
    expect(await listened(workspace)).toMatchObject([{ active: false }]);
    await update(workspace, tracker.id, { query: 'erp' });
    expect(await listened(workspace)).toMatchObject([{ active: false }]);
    expect(await set(workspace, 'resumeTracker', tracker.id)).toMatchObject({
      tracker: { status: 'ACTIVE' },
    });
    expect(await listened(workspace)).toMatchObject([{ active: true, query: 'erp' }]);
  });

  test('of another workspace is not found', async () => {
    const { tracker } = await create(randomUUID(), {});
    expect(await set(randomUUID(), 'pauseTracker', tracker.id)).toEqual({ __typename: 'NotFound' });
  });
});

describe('deleting a tracker', () => {
  const remove = async (workspace: string, id: string) =>
    (
      await ask(
        opened,
        workspace,
        'mutation ($id: ID!) { deleteTracker(id: $id) { __typename ... on TrackerDeleted { id } } }',
        { id },
      )
    ).data.deleteTracker;

  test('stops listening, and frees its name', async () => {
    const workspace = randomUUID();
    const { tracker } = await create(workspace, {});
    expect(await remove(workspace, tracker.id)).toEqual({ __typename: 'TrackerDeleted', id: tracker.id });
    expect(await remove(workspace, tracker.id)).toEqual({ __typename: 'NotFound' });
    expect(await names(workspace)).toEqual([]);
    expect(await listened(workspace)).toMatchObject([{ active: false }]);
    expect(await create(workspace, {})).toMatchObject({ __typename: 'TrackerCreated' });
  });

  test('deletes its matches in the background, and keeps the posts', async () => {
    const scope = newScope(opened);
    const { tracker } = await create(scope.workspaceId, {});
    await upsertCommunityPosts(scope, [scoredPost({ title: 'a crm' })]);
    await opened.database.pool.query(
      `insert into posts.post_matches
         (workspace_id, post_id, tracker_id, spans, fields, origin, found_at, relevance, reason)
       select workspace_id, id, $2, '[]', '{}', 'tail', now(), 'high', '' from posts.community_posts
       where workspace_id = $1`,
      [scope.workspaceId, tracker.id],
    );
    await opened.database.pool.query(
      `update posts.community_posts set match_tags = array['relevance:high'] where workspace_id = $1`,
      [scope.workspaceId],
    );
    await remove(scope.workspaceId, tracker.id);
    const job = posts.open(openServices(opened)).jobs.find(({ name }) => name === 'posts.forget-trackers')!;
    await job.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
    const count = async (table: string) =>
      (
        await opened.database.pool.query(`select from posts.${table} where workspace_id = $1`, [
          scope.workspaceId,
        ])
      ).rowCount;
    expect([await count('post_matches'), await count('trackers'), await count('community_posts')]).toEqual([
      0, 0, 1,
    ]);
    const relevant = await ask(
      opened,
      scope.workspaceId,
      '{ communityPosts(filter: { relevance: [HIGH] }) { totalCount } }',
    );
    expect(relevant.data.communityPosts.totalCount).toBe(0);
  });
});

describe('a preview', () => {
  const PREVIEW = `query ($query: String!, $platforms: [CommunitySource!], $languages: [String!]) {
    previewTracker(query: $query, platforms: $platforms, languages: $languages) { __typename
      ... on TrackerPreview { query count removed removedBy { exclusion count } samples { title } }
      ... on InvalidQuery { position }
      ... on InvalidInput { field } } }`;
  const preview = async (workspace: string, query: string, more: object = {}) =>
    (await ask(opened, workspace, PREVIEW, { query, ...more })).data.previewTracker;
  const recent = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  let workspace: string;
  beforeAll(async () => {
    const scope = newScope(opened);
    workspace = scope.workspaceId;
    await upsertCommunityPosts(scope, [
      scoredPost({ title: 'crm for us', postedAt: recent(1), source: 'reddit' }, { language: 'en' }),
      scoredPost({ title: 'crm jobs', postedAt: recent(2), source: 'hackernews' }, { language: null }),
      scoredPost({ title: 'crm jobs and spam', postedAt: recent(3), source: 'reddit' }, { language: 'de' }),
      scoredPost({ title: 'erp', postedAt: recent(4), source: 'reddit' }),
      scoredPost({ title: 'linked', postedAt: recent(5), links: ['https://shop.example/a'] }),
      scoredPost({
        title: 'pictured',
        postedAt: recent(6),
        media: [{ type: 'photo', url: 'https://a.example/b.png', alt: null }],
      }),
      scoredPost({ title: 'link post', postedAt: recent(7), link: 'https://shop.example/b' }),
      scoredPost({ title: 'an old crm', postedAt: recent(8 * 24 * 60), source: 'reddit' }),
    ]);
    await upsertCommunityPosts(newScope(opened), [
      scoredPost({ title: 'crm of others', postedAt: recent(1) }),
    ]);
  });

  test.each([
    ['has:link', ['linked', 'link post']],
    ['domain:shop.example', ['linked', 'link post']],
    ['url:shop.example/a', ['linked']],
    ['has:media', ['pictured']],
  ])('%s finds posts by their links and media', async (query, titles) => {
    const { samples } = await preview(workspace, `${query} (linked OR pictured OR post OR erp)`);
    expect(samples.map(({ title }: { title: string }) => title)).toEqual(titles);
  });

  test('counts the posts of the last 7 days, with the newest as samples', async () => {
    expect(await preview(workspace, 'crm')).toEqual({
      __typename: 'TrackerPreview',
      query: 'crm',
      count: 3,
      removed: 0,
      removedBy: [],
      samples: [{ title: 'crm for us' }, { title: 'crm jobs' }, { title: 'crm jobs and spam' }],
    });
  });

  test('tells what each exclusion removes', async () => {
    expect(await preview(workspace, 'crm -jobs -spam')).toMatchObject({
      count: 1,
      removed: 2,
      removedBy: [
        { exclusion: '-jobs', count: 2 },
        { exclusion: '-spam', count: 1 },
      ],
      samples: [{ title: 'crm for us' }],
    });
  });

  test('is limited to platforms, and to languages and posts whose language cannot be told', async () => {
    expect(await preview(workspace, 'crm', { platforms: ['HACKERNEWS'] })).toMatchObject({ count: 1 });
    const english = await preview(workspace, 'crm', { languages: ['en'] });
    expect(english.samples).toEqual([{ title: 'crm for us' }, { title: 'crm jobs' }]);
  });

  test('of an invalid query or language tells why', async () => {
    expect(await preview(workspace, 'crm "')).toEqual({ __typename: 'InvalidQuery', position: 4 });
    expect(await preview(workspace, 'crm', { languages: ['?'] })).toEqual({
      __typename: 'InvalidInput',
      field: 'languages',
    });
  });
});

describe('the health of a tracker', () => {
  test('lists the platforms for trackers that do not exist yet', async () => {
    const { data } = await ask(
      opened,
      randomUUID(),
      '{ trackerSources { source state problem lastSuccess } }',
    );
    expect(data.trackerSources).toContainEqual({
      source: 'HACKERNEWS',
      state: 'OFF',
      problem: 'Listening is off (TRIBUTARY_LISTENING).',
      lastSuccess: null,
    });
    expect(data.trackerSources.length).toBeGreaterThan(5);
  });

  test('says that listening is off', async () => {
    const workspace = randomUUID();
    await create(workspace, { platforms: ['HACKERNEWS'] });
    const { data } = await ask(opened, workspace, '{ trackers { health { source state problem } } }');
    expect(data.trackers).toEqual([
      {
        health: [{ source: 'HACKERNEWS', state: 'OFF', problem: 'Listening is off (TRIBUTARY_LISTENING).' }],
      },
    ]);
  });
});

describe('a backfill', () => {
  const BACKFILL = `mutation ($id: ID!, $days: Int!, $estimateOnly: Boolean!) {
    backfillTracker(id: $id, days: $days, estimateOnly: $estimateOnly) { __typename
      ... on BackfillPlanned { isStarted estimate { requests mostRequests dollars sources }
        tracker { backfill { searches finished failed pages matches problem } } }
      ... on InvalidInput { field }
      ... on Conflict { message } } }`;
  const backfill = async (workspace: string, id: string, days = 30, estimateOnly = false, by = opened) =>
    (await ask(by, workspace, BACKFILL, { id, days, estimateOnly })).data.backfillTracker;

  test('is estimated without starting, then started with its progress', async () => {
    const workspace = randomUUID();
    const { tracker } = await create(workspace, { platforms: ['HACKERNEWS'] });
    const estimate = { requests: 1, mostRequests: 50, dollars: 0, sources: ['HACKERNEWS'] };
    expect(await backfill(workspace, tracker.id, 30, true)).toEqual({
      __typename: 'BackfillPlanned',
      isStarted: false,
      estimate,
      tracker: { backfill: null },
    });
    const rows = async () =>
      (
        await opened.database.pool.query('select from listening.backfills where workspace_id = $1', [
          workspace,
        ])
      ).rowCount;
    expect(await rows()).toBe(0);
    expect(await backfill(workspace, tracker.id)).toEqual({
      __typename: 'BackfillPlanned',
      isStarted: true,
      estimate,
      tracker: {
        backfill: { searches: 1, finished: 0, failed: 0, pages: 0, matches: 0, problem: null },
      },
    });
    // Again replaces it.
    await backfill(workspace, tracker.id);
    expect(await rows()).toBe(1);
  });

  test('ends when the tracker gets another query, and not when only its name changes', async () => {
    const workspace = randomUUID();
    const { tracker } = await create(workspace, { platforms: ['HACKERNEWS'] });
    await backfill(workspace, tracker.id);
    const progress = async () =>
      (await ask(opened, workspace, '{ trackers { backfill { searches } } }')).data.trackers[0].backfill;
    await update(workspace, tracker.id, { name: 'renamed' });
    expect(await progress()).toEqual({ searches: 1 });
    await update(workspace, tracker.id, { query: 'erp' });
    expect(await progress()).toBeNull();
  });

  test('leaves out a platform that charges for requests unless there is a spending cap', async () => {
    const workspace = randomUUID();
    const { tracker } = await create(workspace, { platforms: ['HACKERNEWS', 'X'] });
    const estimated = async (settings: Record<string, string>) => {
      const config = testConfig({ DATABASE_URL: opened.url, X_TOKEN: 'token', ...settings });
      const answer = await backfill(workspace, tracker.id, 30, true, { ...opened, config });
      return answer.estimate;
    };
    expect((await estimated({})).sources).toEqual(['HACKERNEWS']);
    const paid = await estimated({ LISTENING_DAILY_DOLLARS: '5' });
    expect(new Set(paid.sources)).toEqual(new Set(['HACKERNEWS', 'X']));
    expect(paid.dollars).toBeGreaterThan(0);
  });

  test('is refused for a paused tracker, for platforms without a search, and for too many days', async () => {
    const workspace = randomUUID();
    const { tracker } = await create(workspace, { platforms: ['LOBSTERS'] });
    expect(await backfill(workspace, tracker.id)).toMatchObject({ __typename: 'Conflict' });
    expect(await backfill(workspace, tracker.id, 366)).toEqual({ __typename: 'InvalidInput', field: 'days' });
    await ask(opened, workspace, `mutation { pauseTracker(id: "${tracker.id}") { __typename } }`);
    expect(await backfill(workspace, tracker.id)).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringContaining('paused'),
    });
  });

  test('of another workspace is not found', async () => {
    const { tracker } = await create(randomUUID(), {});
    expect(await backfill(randomUUID(), tracker.id)).toEqual({ __typename: 'NotFound' });
  });
});
