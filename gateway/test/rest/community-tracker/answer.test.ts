import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importPosts } from '@tributary/test/support';
import { type Client, startClient } from './setup.ts';

let client: Client;

beforeAll(async () => {
  client = await startClient();
  const { database, workspaceId } = client.app;
  const day = (index: number) => new Date(Date.UTC(2026, 0, 1 + (index % 3), 12));
  await importPosts(
    database,
    workspaceId,
    Array.from({ length: 105 }, (_, index) => ({
      url: `https://example.org/page/${String(index).padStart(3, '0')}`,
      title: `Paging through gadget ${index}`,
      posted_at: day(index),
    })),
  );
  await importPosts(database, workspaceId, [
    { url: 'https://example.org/comment', title: '', body: 'A lone zebrafish, said in passing', kind: 'c' },
    { url: 'https://example.org/plain', title: 'Nothing but okapi', source: 'lobsters' },
    { url: 'https://example.org/early', title: 'okapi', posted_at: new Date('2026-04-02T00:00:00.000Z') },
    { url: 'https://example.org/late', title: 'okapi', posted_at: new Date('2026-04-03T23:59:59.999Z') },
  ]);
});
afterAll(() => client.stop());

const urls = async (query: string) => {
  const { json } = await client.get(`/api-posts?${query}`);
  return json.data.map(({ url }: { url: string }) => url.replace('https://example.org/', ''));
};

describe('GET /api-posts', () => {
  test('returns the documented example, member by member', async () => {
    const { status, headers, json, text } = await client.get(
      '/api-posts?keyword=track+brand+mentions+across+Reddit+and+HN',
    );
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(json).toEqual({
      data: [
        {
          url: 'https://reddit.com/r/SaaS/comments/abc123',
          title: 'Looking for community monitoring tools',
          body: 'We need something to track brand mentions across Reddit and HN...',
          author: 'startup_founder',
          source: 'reddit',
          kind: 'p',
          posted_at: '2026-04-03T14:22:00Z',
          ai_score: 8.5,
          ai_reason: 'Direct buying intent for community monitoring tools.',
          intent: 'buying',
          urgency: 'high',
          buying_stage: 'evaluating',
          action_type: 'engage',
          suggested_play: 'Share a case study showing how CT solves this use case.',
          competitor_named: 'Brandwatch',
          buying_signals: ['budget_mentioned', 'timeline_given'],
          engagement_status: null,
          subreddit: 'SaaS',
        },
      ],
      meta: {
        total: 1,
        returned: 1,
        limit: 50,
        offset: 0,
        keyword: 'track brand mentions across Reddit and HN',
        filters_applied: {},
      },
    });
    expect(text.indexOf('"url"')).toBeLessThan(text.indexOf('"title"'));
    expect(text.indexOf('"data"')).toBeLessThan(text.indexOf('"meta"'));
  });

  test('returns every member of every post with its documented type', async () => {
    const { json } = await client.get('/api-posts?keyword=tool&limit=100');
    expect(json.data.length).toBeGreaterThan(3);
    const { json: all } = await client.get('/api-posts?keyword=gadget&limit=100');
    for (const post of [...json.data, ...all.data]) {
      expect(Object.keys(post)).toEqual([
        'url',
        'title',
        'body',
        'author',
        'source',
        'kind',
        'posted_at',
        'ai_score',
        'ai_reason',
        'intent',
        'urgency',
        'buying_stage',
        'action_type',
        'suggested_play',
        'competitor_named',
        'buying_signals',
        'engagement_status',
        'subreddit',
      ]);
      for (const name of ['url', 'title', 'body', 'author', 'source', 'ai_reason', 'suggested_play'])
        expect(typeof post[name]).toBe('string');
      expect(post.posted_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(post.kind).toMatch(/^[pc]$/);
      expect(post.ai_score).toBeGreaterThanOrEqual(1);
      expect(post.ai_score).toBeLessThanOrEqual(10);
      expect(['buying', 'pain_point', 'question', 'comparison', null]).toContain(post.intent);
      expect(['high', 'medium', 'low']).toContain(post.urgency);
      expect(['aware', 'evaluating', 'deciding']).toContain(post.buying_stage);
      expect(['engage', 'monitor', 'ignore']).toContain(post.action_type);
      expect(post.competitor_named === null || typeof post.competitor_named === 'string').toBe(true);
      expect(post.buying_signals.every((signal: unknown) => typeof signal === 'string')).toBe(true);
      expect(post.engagement_status).toBeNull();
      expect(post.subreddit === null || typeof post.subreddit === 'string').toBe(true);
    }
  });

  test('finds a comment and marks it as one', async () => {
    const { json } = await client.get('/api-posts?keyword=zebrafish');
    expect(json.data).toMatchObject([{ kind: 'c', title: '', source: 'hackernews', subreddit: null }]);
  });

  test('matches the keyword as a phrase, in any case, in title and body', async () => {
    expect(await urls('keyword=LONE+zebraFISH')).toEqual(['comment']);
    expect(await urls('keyword=zebrafish+lone')).toEqual([]);
    expect(await urls('keyword=nothing+BUT')).toEqual(['plain']);
  });

  test('accepts a keyword that is not tracked', async () => {
    const { data } = await client.app.graphql('{ trackers { query } }');
    expect(JSON.stringify(data)).not.toContain('okapi');
    expect((await client.get('/api-posts?keyword=okapi')).json.meta.total).toBe(3);
  });

  test('sorts by time, newest first, then by url', async () => {
    const { json } = await client.get('/api-posts?keyword=gadget&limit=100');
    const keys = json.data.map((post: { posted_at: string; url: string }) => [post.posted_at, post.url]);
    expect(keys).toEqual(
      keys.toSorted(([a, x]: string[], [b, y]: string[]) =>
        a === b ? (x! < y! ? -1 : 1) : a! < b! ? 1 : -1,
      ),
    );
  });

  test('never returns posts of another workspace', async () => {
    expect((await client.get('/api-posts?keyword=of+theirs')).json).toMatchObject({
      data: [],
      meta: { total: 0, returned: 0 },
    });
  });

  test('returns the engagement status of a post', async () => {
    const { data } = await client.app.graphql(
      '{ communityPosts(filter: { keyword: "Nothing but okapi" }) { nodes { id } } }',
    );
    const [{ id }] = data.communityPosts.nodes;
    for (const status of ['ENGAGED', 'REPLIED', 'DISMISSED']) {
      await client.app.graphql(
        `mutation ($id: ID!) { setEngagementStatus(postId: $id, status: ${status}) { __typename } }`,
        { id },
      );
      const { json } = await client.get('/api-posts?keyword=nothing+but+okapi');
      expect(json.data[0].engagement_status).toBe(status.toLowerCase());
    }
  });
});

describe('filters', () => {
  test('by source', async () => {
    expect(await urls('keyword=okapi&source=lobsters')).toEqual(['plain']);
    expect(await urls('keyword=okapi&source=devto')).toEqual([]);
  });

  test('by score, inclusive', async () => {
    const phrase = 'keyword=track+brand+mentions+across';
    expect(await urls(`${phrase}&min_score=8.5`)).toHaveLength(1);
    expect(await urls(`${phrase}&min_score=8.6`)).toHaveLength(0);
  });

  test('by intent', async () => {
    const phrase = 'keyword=track+brand+mentions+across';
    expect(await urls(`${phrase}&intent=buying`)).toHaveLength(1);
    expect(await urls(`${phrase}&intent=question`)).toHaveLength(0);
  });

  test('by days in UTC, inclusive', async () => {
    expect(await urls('keyword=okapi&from=2026-04-02&to=2026-04-03')).toEqual(['late', 'early']);
    expect(await urls('keyword=okapi&from=2026-04-03')).toEqual(['late']);
    expect(await urls('keyword=okapi&to=2026-04-02')).toEqual(['early', 'plain']);
    expect(await urls('keyword=okapi&from=2026-04-02&to=2026-04-02')).toEqual(['early']);
  });

  test('are echoed as sent, typed, and no others', async () => {
    const { json } = await client.get(
      '/api-posts?keyword=x&to=2026-04-03&from=2026-04-01&intent=pain_point&min_score=7&source=reddit&colour=red',
    );
    expect(json.meta.filters_applied).toEqual({
      source: 'reddit',
      min_score: 7,
      intent: 'pain_point',
      from: '2026-04-01',
      to: '2026-04-03',
    });
    expect((await client.get('/api-posts?keyword=x&min_score=7.25')).json.meta.filters_applied).toEqual({
      min_score: 7.25,
    });
  });
});

describe('pages', () => {
  test('have 50 posts by default', async () => {
    const { json } = await client.get('/api-posts?keyword=gadget');
    expect(json.data).toHaveLength(50);
    expect(json.meta).toMatchObject({ total: 105, returned: 50, limit: 50, offset: 0 });
  });

  test('have at most 100 posts, and report the effective limit', async () => {
    const { json } = await client.get('/api-posts?keyword=gadget&limit=101');
    expect(json.data).toHaveLength(100);
    expect(json.meta).toMatchObject({ total: 105, returned: 100, limit: 100 });
    const huge = `/api-posts?keyword=gadget&limit=${'9'.repeat(400)}`;
    expect((await client.get(huge)).json.meta.limit).toBe(100);
  });

  test('concatenated contain the whole list, each post once', async () => {
    const pages = [];
    for (const offset of [0, 40, 80, 120])
      pages.push(...(await urls(`keyword=gadget&limit=40&offset=${offset}`)));
    expect(pages).toHaveLength(105);
    expect(new Set(pages).size).toBe(105);
  });

  test('after the last are empty, and still report the total', async () => {
    const { json } = await client.get('/api-posts?keyword=gadget&offset=105');
    expect(json).toMatchObject({ data: [], meta: { total: 105, returned: 0, offset: 105 } });
  });
});
