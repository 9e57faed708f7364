import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillDemo, http, importPosts, startTestApp, type TestApp } from '@tributary/test/support';
import { capture, createQuery, openIntelligence } from '../support/intelligence.ts';

const DOCUMENTED = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const NOWHERE = '00000000-0000-4000-8000-000000000000';

/** `GET /api-intelligence` over the demo's query and sample posts. */
describe('GET /api-intelligence', () => {
  let app: TestApp;
  let key: string;

  beforeAll(async () => {
    app = await startTestApp();
    const now = new Date();
    await fillDemo(app.database, app.workspaceId, now);
    await openIntelligence(app).demo(app.workspaceId, now);
    key = await app.key('community-tracker');
  });
  afterAll(() => app.stop());

  const get = (query: string, options = {}) =>
    http(app.url, `/api-intelligence${query}`, { key, ...options });
  const refusal = async (query: string, options = {}) => {
    const { status, json } = await get(query, options);
    return [status, json.error.code];
  };

  describe('the modes of the document', () => {
    test('without parameters: 400 with the active queries, without range_days', async () => {
      const { status, json, headers } = await get('');
      expect(status).toBe(400);
      expect(json).toEqual({
        error: { code: 'MISSING_QUERY_ID', message: 'The query_id parameter is required.' },
        queries: [
          {
            id: DOCUMENTED,
            primary_brand: 'YourBrand',
            competitor_brands: ['Competitor A', 'Competitor B'],
            communities: ['reddit', 'hackernews', 'producthunt'],
          },
        ],
      });
      expect(headers).toHaveProperty('x-ratelimit-remaining');
    });

    test('query_id and date: the documented snapshot, flattened', async () => {
      const { status, json } = await get(`?query_id=${DOCUMENTED}&date=2026-04-03`);
      expect(status).toBe(200);
      expect(Object.keys(json.data)).toEqual([
        'snapshot_date',
        'time_range',
        'range_days',
        'ai_summary',
        'brands',
        'by_community',
      ]);
      expect(json).toMatchObject({
        data: {
          snapshot_date: '2026-04-03',
          time_range: '30d',
          range_days: 30,
          ai_summary: 'YourBrand leads with 42% SOV across tracked communities...',
          brands: {
            YourBrand: { mentions: 84, sov_pct: 42 },
            'Competitor A': { mentions: 62, sov_pct: 31 },
          },
          by_community: {
            reddit: { YourBrand: 35, 'Competitor A': 28 },
            hackernews: { YourBrand: 22, 'Competitor A': 12 },
          },
        },
        query: {
          id: DOCUMENTED,
          primary_brand: 'YourBrand',
          competitor_brands: ['Competitor A', 'Competitor B'],
          communities: ['reddit', 'hackernews', 'producthunt'],
          range_days: 30,
        },
        // The daily job captures the days since then as soon as the gateway runs.
        meta: { snapshots_returned: 1, latest_snapshot_date: expect.stringMatching(/^2\d{3}-\d\d-\d\d$/) },
      });
    });

    test('query_id in upper case is the same query', async () => {
      const { json } = await get(`?query_id=${DOCUMENTED.toUpperCase()}&date=2026-04-03`);
      expect(json.query.id).toBe(DOCUMENTED);
    });

    test('query_id with from and to: an array, newest first', async () => {
      const { status, json } = await get(`?query_id=${DOCUMENTED}&from=2026-03-01&to=2026-04-03`);
      expect(status).toBe(200);
      expect(json.data.map((each: { snapshot_date: string }) => each.snapshot_date)).toEqual([
        '2026-04-03',
        '2026-03-27',
      ]);
      expect(json.meta).toEqual({ snapshots_returned: 2, from: '2026-03-01', to: '2026-04-03' });
    });

    test('query_id alone: the newest snapshot, as over GraphQL', async () => {
      const date = new Date().toISOString().slice(0, 10);
      const id = await createQuery(app, [
        { name: 'YourBrand' },
        { name: 'Competitor A' },
        { name: 'Competitor B' },
      ]);
      await capture(app, id, '2026-03-01');
      const { snapshot } = await capture(app, id, date);
      const { json } = await get(`?query_id=${id}`);
      expect(json.meta).toEqual({ snapshots_returned: 1, latest_snapshot_date: date });
      expect(json.data).toMatchObject({ snapshot_date: date, ai_summary: snapshot.summary });
      expect(snapshot.total).toBeGreaterThan(10);
      expect(json.data.brands).toEqual(
        Object.fromEntries(
          snapshot.brands.map(({ brand, mentions, percent }: never & Record<string, never>) => [
            (brand as { name: string }).name,
            { mentions, sov_pct: percent },
          ]),
        ),
      );
    });
  });

  describe('ranges', () => {
    test('from alone ends today', async () => {
      const { json } = await get(`?query_id=${DOCUMENTED}&from=2026-03-28`);
      expect(json.meta).toEqual({
        snapshots_returned: json.data.length,
        from: '2026-03-28',
        to: new Date().toISOString().slice(0, 10),
      });
      expect(json.data.at(-1).snapshot_date).toBe('2026-04-03');
    });

    test('to alone starts at the first snapshot', async () => {
      const { json } = await get(`?query_id=${DOCUMENTED}&to=2026-03-30`);
      expect(json.meta).toEqual({ snapshots_returned: 1, from: '2026-03-27', to: '2026-03-30' });
    });

    test('an empty range is an empty array', async () => {
      const { status, json } = await get(`?query_id=${DOCUMENTED}&from=2020-01-01&to=2020-02-01`);
      expect([status, json.data, json.meta.snapshots_returned]).toEqual([200, [], 0]);
    });

    test('a limit keeps the newest, and one above 100 is 100', async () => {
      const { json } = await get(`?query_id=${DOCUMENTED}&from=2026-03-01&to=2026-04-03&limit=1`);
      expect(json.data.map((each: { snapshot_date: string }) => each.snapshot_date)).toEqual(['2026-04-03']);
      expect((await get(`?query_id=${DOCUMENTED}&from=2026-03-01&limit=1000`)).status).toBe(200);
    });
  });

  describe('errors', () => {
    test.each([
      ['', [400, 'MISSING_QUERY_ID']],
      ['?query_id=', [400, 'MISSING_QUERY_ID']],
      ['?date=2026-04-03', [400, 'MISSING_QUERY_ID']],
      ['?query_id=a1b2c3d4', [404, 'QUERY_NOT_FOUND']],
      [`?query_id=${NOWHERE}`, [404, 'QUERY_NOT_FOUND']],
      [`?query_id=${DOCUMENTED}&date=2026-04-02`, [404, 'SNAPSHOT_NOT_FOUND']],
      [`?query_id=${DOCUMENTED}&date=2026-04-03&from=2026-04-01`, [400, 'INVALID_PARAMETER']],
      [`?query_id=${DOCUMENTED}&date=2026-04-03&to=2026-04-04`, [400, 'INVALID_PARAMETER']],
      [`?query_id=${DOCUMENTED}&from=2026-04-04&to=2026-04-03`, [400, 'INVALID_PARAMETER']],
      [`?query_id=${DOCUMENTED}&date=03.04.2026`, [400, 'INVALID_PARAMETER']],
      [`?query_id=${DOCUMENTED}&from=2026-02-30`, [400, 'INVALID_PARAMETER']],
      [`?query_id=${DOCUMENTED}&from=2026-04-01&limit=0`, [400, 'INVALID_PARAMETER']],
      [`?query_id=${DOCUMENTED}&from=2026-04-01&limit=many`, [400, 'INVALID_PARAMETER']],
    ])('%s', async (query, expected) => {
      expect(await refusal(query)).toEqual(expected);
    });

    test('no key, a wrong key, and a plan without the API', async () => {
      expect(await refusal('', { key: '' })).toEqual([401, 'MISSING_API_KEY']);
      expect(await refusal('', { key: 'ct_live_wrong' })).toEqual([401, 'INVALID_API_KEY']);
      const { id } = await app.app.admin.createWorkspace('on-trial');
      const trial = await app.key('community-tracker', { workspaceId: id });
      expect(await refusal('', { key: trial })).toEqual([403, 'PLAN_NO_API_ACCESS']);
    });

    test('a query without any snapshot', async () => {
      const id = await createQuery(app, [{ name: 'Fresh' }]);
      expect(await refusal(`?query_id=${id}`)).toEqual([404, 'SNAPSHOT_NOT_FOUND']);
      const { json } = await get(`?query_id=${id}&to=2026-04-03`);
      expect(json).toMatchObject({ data: [], meta: { snapshots_returned: 0, from: null, to: '2026-04-03' } });
    });

    test('another workspace’s query is not found, and is not listed', async () => {
      const theirs = await app.key('community-tracker', { workspaceId: app.otherId });
      expect(await refusal(`?query_id=${DOCUMENTED}`, { key: theirs })).toEqual([404, 'QUERY_NOT_FOUND']);
      expect((await get('', { key: theirs })).json.queries).toEqual([]);
    });

    test('the error message of a parameter names it', async () => {
      const { json } = await get(`?query_id=${DOCUMENTED}&date=2026-04-03&from=2026-04-01`);
      expect(json.error.message).toContain('date');
    });
  });

  test('an archived query is not listed, but can be read by its id', async () => {
    const id = await createQuery(app, [{ name: 'Archived' }]);
    await capture(app, id, '2026-03-01');
    await app.graphql('mutation ($id: ID!) { archiveIntelligenceQuery(id: $id) { __typename } }', { id });
    const { json } = await get('');
    expect(json.queries.map((query: { id: string }) => query.id)).not.toContain(id);
    expect((await get(`?query_id=${id}`)).status).toBe(200);
  });

  test('brands with regular expression syntax, quotes and markup are counted literally', async () => {
    const names = ['C++', '.NET', 'A.*B', 'What (if)?', "O'Reilly", '<b>bold</b>', '[x]', '100%'];
    await importPosts(app.database, app.workspaceId, [
      { url: 'https://example.org/s1', title: 'C++ and C', posted_at: new Date('2025-06-01T00:00:00Z') },
      { url: 'https://example.org/s2', title: 'C only', posted_at: new Date('2025-06-01T00:00:00Z') },
      { url: 'https://example.org/s3', title: '.NET, or a net', posted_at: new Date('2025-06-01T00:00:00Z') },
      { url: 'https://example.org/s4', title: 'a net', posted_at: new Date('2025-06-01T00:00:00Z') },
      { url: 'https://example.org/s5', title: 'axxxb', posted_at: new Date('2025-06-01T00:00:00Z') },
      {
        url: 'https://example.org/s6',
        title: "what if o'reilly is 100 bold",
        posted_at: new Date('2025-06-01T00:00:00Z'),
      },
    ]);
    const id = await createQuery(app, [{ name: 'C' }, ...names.map((name) => ({ name }))]);
    await capture(app, id, '2025-06-10');
    const { json } = await get(`?query_id=${id}`);
    const mentions = Object.entries(json.data.brands).map(([name, each]) => [
      name,
      (each as { mentions: number }).mentions,
    ]);
    expect(Object.fromEntries(mentions)).toEqual({
      C: 2,
      'C++': 1,
      '.NET': 1,
      'A.*B': 0,
      'What (if)?': 1,
      "O'Reilly": 1,
      '<b>bold</b>': 0,
      '[x]': 0,
      '100%': 1,
    });
  });
});
