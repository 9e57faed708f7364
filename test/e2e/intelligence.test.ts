import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importPosts, LAYOUTS, startTestApp, type TestApp } from '@tributary/test/support';
import { capture, createQuery, openIntelligence } from '../support/intelligence.ts';

const day = (text: string) => new Date(`2026-${text}T12:00:00Z`);

/** Tests that both layouts must pass. */
describe.each(LAYOUTS)('intelligence, %s', (layout) => {
  let app: TestApp;
  let airQuery: string;

  beforeAll(async () => {
    app = await startTestApp({ layout });
    await importPosts(app.database, app.workspaceId, [
      { url: 'https://example.org/1', title: 'Air is good', posted_at: day('03-10'), source: 'reddit' },
      {
        url: 'https://example.org/2',
        title: 'Air France is late',
        posted_at: day('03-11'),
        source: 'reddit',
      },
      { url: 'https://example.org/3', title: 'Air France and air', posted_at: day('03-12') },
      { url: 'https://example.org/4', title: 'airline food', posted_at: day('03-12') },
      { url: 'https://example.org/5', title: 'Air again', posted_at: day('02-01') },
    ]);
    await importPosts(app.database, app.otherId, [
      { url: 'https://example.org/theirs', title: 'Air of theirs', posted_at: day('03-10') },
    ]);
    airQuery = await createQuery(app, [{ name: 'Air' }, { name: 'Air France', aliases: ['AF'] }]);
  });
  afterAll(() => app.stop());

  test('refuses the share of voice in an unknown community, and reads a known one in any case', async () => {
    await capture(app, airQuery, '2026-03-20');
    const ask = (community: string) =>
      app.graphql(
        `query ($id: ID!, $community: String) { intelligenceQuery(id: $id) {
          shareOfVoice(community: $community) { brands { mentions } } } }`,
        { id: airQuery, community },
      );
    const { errors } = await ask('redit');
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/^`community` must be one of .*, reddit, /),
      extensions: { code: 'INVALID_INPUT' },
    });
    const { data } = await ask('Reddit');
    expect(data.intelligenceQuery.shareOfVoice).toEqual([{ brands: [{ mentions: 1 }, { mentions: 1 }] }]);
  });

  test('counts a brand whose name is part of another brand’s only where it occurs alone', async () => {
    const { snapshot } = await capture(app, airQuery, '2026-03-20');
    expect(snapshot).toMatchObject({
      from: '2026-02-19',
      total: 4,
      sources: expect.arrayContaining(['communityPostBrandCounts']),
      brands: [
        { mentions: 2, percent: 50, brand: { name: 'Air' } },
        { mentions: 2, percent: 50, brand: { name: 'Air France' } },
      ],
      byCommunity: [
        {
          community: 'hackernews',
          brands: [
            { name: 'Air', mentions: 1, percent: 50 },
            { name: 'Air France', mentions: 1, percent: 50 },
          ],
        },
        {
          community: 'reddit',
          brands: [
            { name: 'Air', mentions: 1, percent: 50 },
            { name: 'Air France', mentions: 1, percent: 50 },
          ],
        },
      ],
    });
  });

  test('finds one brand of a snapshot by its name, and none that it does not have', async () => {
    await capture(app, airQuery, '2026-03-20');
    const { data } = await app.graphql(
      `query ($id: ID!) { intelligenceQuery(id: $id) { snapshot(date: "2026-03-20") {
        found: brand(name: "air france") { mentions brand { name communityPosts { totalCount } } }
        unknown: brand(name: "Lufthansa") { mentions }
      } } }`,
      { id: airQuery },
    );
    expect(data.intelligenceQuery.snapshot).toEqual({
      found: { mentions: 2, brand: { name: 'Air France', communityPosts: { totalCount: 2 } } },
      unknown: null,
    });
  });

  test('previews the posts of a brand with phrases that no query has', async () => {
    const preview = async (brand: object) => {
      const { data, errors } = await app.graphql(
        'query ($brand: BrandInput!) { previewBrand(brand: $brand) { match { names } communityPosts { nodes { title } } } }',
        { brand },
      );
      return errors?.[0]?.extensions['code'] ?? data.previewBrand;
    };
    expect(await preview({ name: 'Food', aliases: ['airline'] })).toMatchObject({
      match: { names: expect.arrayContaining(['Food', 'airline']) },
      communityPosts: { nodes: [{ title: 'airline food' }] },
    });
    expect(await preview({ name: 'Food', excludes: ['airline'] })).toMatchObject({
      communityPosts: { nodes: [] },
    });
    expect(await preview({ name: '?' })).toBe('INVALID_INPUT');
  });

  test('resolves a snapshot’s brand to exactly the posts that were counted', async () => {
    await capture(app, airQuery, '2026-03-20');
    const { data, errors } = await app.graphql(
      `query ShareOfVoice($query: ID!, $from: Date, $to: Date) {
        intelligenceQuery(id: $query) {
          primaryBrand { name }
          snapshots(from: $from, to: $to, first: 30) {
            nodes {
              date rangeDays summary
              brands {
                percent mentions change
                brand { name communityPosts(first: 3) { totalCount nodes { title url analysis { score } } } }
                byCommunity { community mentions }
              }
            }
          }
        }
      }`,
      { query: airQuery, from: '2026-03-20', to: '2026-03-20' },
    );
    expect(errors).toBeUndefined();
    const [{ brands }] = data.intelligenceQuery.snapshots.nodes;
    expect(
      brands.map(({ mentions, brand }: never & { mentions: number; brand: never }) => [mentions, brand]),
    ).toMatchObject([
      [
        2,
        {
          name: 'Air',
          communityPosts: {
            totalCount: 2,
            nodes: [{ title: 'Air France and air' }, { title: 'Air is good' }],
          },
        },
      ],
      [
        2,
        {
          communityPosts: {
            totalCount: 2,
            nodes: [{ title: 'Air France and air' }, { title: 'Air France is late' }],
          },
        },
      ],
    ]);
  });

  test('paginates a brand’s posts', async () => {
    const page = async (after: string | null) =>
      (
        await app.graphql(
          `query ($after: String) {
            brand(name: "air") {
              communityPosts(first: 1, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } }
            }
          }`,
          { after },
        )
      ).data.brand.communityPosts;
    const titles: string[] = [];
    let cursor: string | null = null;
    for (let more = true; more; ) {
      const { nodes, pageInfo } = await page(cursor);
      titles.push(nodes[0].title);
      ({ hasNextPage: more, endCursor: cursor } = pageInfo);
    }
    expect(titles).toEqual(['Air France and air', 'Air is good', 'Air again']);
  });

  test('resolves a post’s competitor to its share of voice, or to null if it is not tracked', async () => {
    await importPosts(app.database, app.workspaceId, [
      { url: 'https://example.org/alt1', title: 'Alternative to Pulseboard?', posted_at: day('01-05') },
      { url: 'https://example.org/alt2', title: 'Alternative to Untracked?', posted_at: day('01-06') },
    ]);
    const id = await createQuery(app, [{ name: 'Mine' }, { name: 'PULSEBOARD' }]);
    await capture(app, id, '2026-01-10');
    const { data, errors } = await app.graphql(
      `{ communityPosts(filter: { keyword: "alternative" }) {
           nodes { title competitor { id name tracked shareOfVoice(days: 30) { percent mentions } } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.communityPosts.nodes).toMatchObject([
      { competitor: { name: 'Untracked', tracked: false, shareOfVoice: null } },
      { competitor: { name: 'Pulseboard', tracked: true, shareOfVoice: { percent: 100, mentions: 1 } } },
    ]);
  });

  test('replaces a snapshot of the same day, which keeps its id', async () => {
    const first = await capture(app, airQuery, '2026-03-21');
    const second = await capture(app, airQuery, '2026-03-21');
    expect([first.replaced, second.replaced]).toEqual([false, true]);
    expect(second.snapshot.id).toBe(first.snapshot.id);
  });

  test('never shows or counts another workspace’s data', async () => {
    const theirs = await app.key('native', { workspaceId: app.otherId });
    const { data } = await app.graphql(
      'query ($id: ID!) { intelligenceQuery(id: $id) { id } }',
      { id: airQuery },
      theirs,
    );
    expect(data).toEqual({ intelligenceQuery: null });
    const { snapshot } = await capture(app, airQuery, '2026-03-20');
    expect(snapshot.brands[0].mentions).toBe(2);
  });

  test('returns shares of 0 in an empty workspace', async () => {
    const key = await app.key('native', { workspaceId: app.otherId });
    const id = await createQuery(app, [{ name: 'Nobody' }, { name: 'No one' }], { key });
    const { data } = await app.graphql(
      `mutation ($id: ID!) { captureSnapshot(queryId: $id, date: "2026-03-20") {
        ... on SnapshotCaptured { snapshot { total summary brands { mentions percent positivePercent } } } } }`,
      { id },
      key,
    );
    expect(data.captureSnapshot.snapshot).toEqual({
      total: 0,
      summary: 'Nobody mentions Nobody or No one across all communities over 30 days.',
      brands: [
        { mentions: 0, percent: 0, positivePercent: null },
        { mentions: 0, percent: 0, positivePercent: null },
      ],
    });
  });

  test('does not let any key query the internal counts', async () => {
    const { errors } = await app.graphql(
      '{ communityPostTopicCounts(from: "2026-03-10T12:00:00Z", to: "2026-03-10T13:00:00Z") { posts } }',
    );
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  test('finds the topics of an hour that at least three authors write about', async () => {
    const at = (week: number, minute: number) => new Date(Date.UTC(2026, 2, 10 - 7 * week, 9, minute));
    await importPosts(app.database, app.workspaceId, [
      ...['ann', 'ben', 'cem', 'dee'].map((author, index) => ({
        url: `https://example.org/trend/${author}`,
        title: 'The quantum toaster burned my bread',
        author,
        posted_at: at(0, index),
      })),
      ...[1, 2, 3, 4].map((week) => ({
        url: `https://example.org/trend/week${week}`,
        title: 'My bread is fine',
        author: 'eve',
        posted_at: at(week, 5),
      })),
      { url: 'https://example.org/trend/fay', title: 'Bread', author: 'fay', posted_at: at(0, 20) },
      ...[1, 2, 3].map((index) => ({
        url: `https://example.org/trend/spam${index}`,
        title: 'Buy spamwidgets',
        author: 'spammer',
        posted_at: at(0, 30 + index),
      })),
    ]);
    const { data, errors } = await app.graphql(
      `{ trendingTopics(first: 50, at: "2026-03-10T09:40:00Z") {
           id topic window from to score change historyWeeks count authors sources communityPosts(first: 1) { totalCount } } }`,
    );
    expect(errors).toBeUndefined();
    const topics = new Map(data.trendingTopics.map((each: { topic: string }) => [each.topic, each]));
    expect(topics.get('quantum toaster burned')).toMatchObject({
      window: 'HOUR',
      from: '2026-03-10T09:00:00.000Z',
      to: '2026-03-10T10:00:00.000Z',
      score: expect.any(Number),
      change: null,
      historyWeeks: 8,
      count: 4,
      authors: 4,
      sources: ['hackernews'],
      communityPosts: { totalCount: 4 },
    });
    const score = (topic: string) => (topics.get(topic) as { score: number } | undefined)?.score ?? 0;
    // Every earlier post was about bread, so its share of the posts has hardly changed.
    expect(score('bread')).toBeLessThan(score('quantum toaster burned') / 2);
    expect([...topics.keys()].some((topic) => String(topic).includes('spamwidgets'))).toBe(false);
  });

  test('the daily job captures each past day that is missing since the query was created, once', async () => {
    const { jobs } = openIntelligence(app);
    const id = await createQuery(app, [{ name: 'Air' }]);
    const startedAt = new Date(Date.now() - 3 * 86_400_000);
    await app.database.database.pool.query(
      'update intelligence.intelligence_queries set created_at = $1 where id = $2',
      [startedAt, id],
    );
    const days = async () =>
      (
        await app.graphql(
          'query ($id: ID!) { intelligenceQuery(id: $id) { snapshots { totalCount nodes { id date } } } }',
          { id },
        )
      ).data.intelligenceQuery.snapshots;
    const run = () => jobs[0]!.run({ data: {}, lastAttempt: false, signal: new AbortController().signal });
    await Promise.all([run(), run()]);
    const first = await days();
    const expected = [1, 2, 3].map((ago) =>
      new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10),
    );
    expect(first.nodes.map(({ date }: { date: string }) => date)).toEqual(expected);
    await run();
    expect(await days()).toEqual(first);
  });
});
