import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { creators } from '@tributary/creators';
import { openServices, testConfig, testPrincipal } from '@tributary/kit/testing';
import { eventually, LAYOUTS, startTestApp, type TestApp } from '@tributary/test/support';
import { graphql } from 'graphql';
import { type StandIn, startStandIn } from '../upstreams/stand-in.ts';
import { tiktok } from '../upstreams/tiktok.ts';
import { youtube } from '../upstreams/youtube.ts';

/** A breaker that opens after two failures, for half a second. */
const BREAKER = 500;

describe.each(LAYOUTS)('sources, %s', (layout) => {
  let app: TestApp;
  let primary: StandIn;
  let videos: StandIn;

  beforeAll(async () => {
    [primary, videos] = await Promise.all([startStandIn(tiktok), startStandIn(youtube)]);
    const settings = {
      TIKTOK_KEY: 'k',
      TIKTOK_URL: primary.url,
      YOUTUBE_KEY: 'k',
      YOUTUBE_URL: videos.url,
      CREATORS_SOURCE_TIMEOUT_MS: '1000',
      CREATORS_BREAKER_FAILURES: '2',
      CREATORS_BREAKER_MS: String(BREAKER),
      CREATORS_OPTED_OUT: 'tiktok:shy.person',
    };
    app = await startTestApp({ layout, settings });
    await creators.open(openServices(app.database)).demo(app.workspaceId, new Date());
  });
  afterAll(async () => {
    await app.stop();
    await Promise.all([primary.stop(), videos.stop()]);
  });
  beforeEach(() => {
    primary.play('ok');
    primary.calls.length = 0;
    videos.calls.length = 0;
  });
  /** Waits until the breaker allows a trial request. */
  afterEach(() =>
    eventually(async () => {
      primary.play('ok');
      const { data } = await stats(`https://www.tiktok.com/@user/video/${unused()}`);
      expect(data.postStats?.source.provider).toBe('tiktok-api23');
    }),
  );

  let last = 7_500_000_000;
  const unused = () => String(++last);
  const stats = (url: string) =>
    app.graphql('query ($url: String!) { postStats(url: $url) { views source { provider cached stale } } }', {
      url,
    });
  const balance = async () =>
    (await app.graphql('{ creatorBalance { microDollars } }')).data.creatorBalance.microDollars;
  const sql = (text: string) => app.database.database.pool.query(text);

  test('the second source is used and named if the first fails', async () => {
    primary.play('broken');
    const { data } = await stats('https://www.tiktok.com/@user/video/7123456789');
    expect(data.postStats.views).toBe(1_250_000);
    expect(primary.calls.length).toBeGreaterThan(0);
  });

  test('a slow first source leaves time for the second', async () => {
    primary.play('slow');
    const startedAt = performance.now();
    const { data } = await app.graphql(
      '{ creator(platform: TIKTOK, username: "charlidamelio") { followers } }',
    );
    expect(data.creator.followers).toBe(155_000_000);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('the breaker opens after consecutive failures and closes without intervention', async () => {
    primary.play('broken');
    await stats(`https://www.tiktok.com/@user/video/${unused()}`);
    await stats(`https://www.tiktok.com/@user/video/${unused()}`);
    const calls = primary.calls.length;
    await stats(`https://www.tiktok.com/@user/video/${unused()}`);
    expect(primary.calls).toHaveLength(calls);
    primary.play('ok');
    await eventually(async () => {
      const { data } = await stats(`https://www.tiktok.com/@user/video/${unused()}`);
      expect(data.postStats.source.provider).toBe('tiktok-api23');
    });
  });

  test('if all sources fail, the error is UPSTREAM_FAILED (REST: the documented 502) and free', async () => {
    const before = await balance();
    const key = await app.key('creator-tracking');
    primary.play('broken');
    const url = `https://www.tiktok.com/@user/video/${unused()}`;
    const { errors } = await stats(url);
    expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_FAILED');
    const response = await fetch(`${app.url}/v1/post/stats`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ url }),
    });
    expect([response.status, await response.json()]).toEqual([
      502,
      { ok: false, error: 'Upstream provider error — all data sources failed' },
    ]);
    expect(await balance()).toBe(before);
  });

  test('a stale response is served, marked as such and free, while all sources fail', async () => {
    const url = `https://www.tiktok.com/@user/video/${unused()}`;
    await stats(url);
    // The gateway has it in memory and reports it as fresh; a newly started subgraph does not.
    await sql(`update creators.answers set kept_at = now() - interval '20 minutes'`);
    const open = creators.open({
      ...openServices(app.database),
      config: testConfig({
        TIKTOK_KEY: 'k',
        TIKTOK_URL: primary.url,
      }),
    });
    primary.play('broken');
    const principal = testPrincipal(app.workspaceId, {
      scopes: ['creators:read'],
      policies: ['creator-tracking:api'],
    });
    const { data } = await graphql({
      schema: open.schema,
      source: `{ postStats(url: "${url}") { views source { provider cached stale } } }`,
      contextValue: open.context({ principal, requestId: 'r', signal: new AbortController().signal }),
    });
    expect(data).toEqual({
      postStats: { views: 1000, source: { provider: 'tiktok-api23', cached: true, stale: true } },
    });
  });

  test('50 creators are fetched in one call with 50 ids', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `UC${String(index).padStart(22, '0')}`);
    const { data } = await app.graphql(
      `query ($of: [CreatorKey!]!) { creators(of: $of) { username followers bio contactEmail { found } } }`,
      { of: ids.map((username) => ({ platform: 'YOUTUBE', username })) },
    );
    expect(data.creators).toHaveLength(50);
    expect(data.creators.every(({ followers }: { followers: number }) => followers === 1200)).toBe(true);
    expect(videos.calls).toHaveLength(1);
  });

  test('a creator has all its fields', async () => {
    const { data, errors } = await app.graphql(`{
      creator(platform: TIKTOK, username: "someone") {
        fullName bio followers isVerified contactEmail { email found source }
        medianViews { value analyzed raw } engagementRate { value formula }
        videos(first: 20) { nodes { url views likes postedAt } }
        history(metric: FOLLOWERS, days: 90) { at value }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data.creator).toMatchObject({
      fullName: 'A Person',
      followers: 1200,
      contactEmail: { found: false, email: null, source: null },
      medianViews: { value: 1000, analyzed: 2, raw: [1000, 1000] },
      engagementRate: { value: 0.115 },
    });
    const again = await app.graphql(
      '{ creator(platform: TIKTOK, username: "someone") { history(metric: FOLLOWERS) { value } } }',
    );
    expect(again.data.creator.history).toEqual([{ value: 1200 }]);
  });

  test('growth of the demo is a series of weeks', async () => {
    const { data } = await app.graphql(
      '{ creator(platform: TIKTOK, username: "charlidamelio") { history(metric: FOLLOWERS, days: 60) { value } } }',
    );
    const values = data.creator.history.map(({ value }: { value: number }) => value);
    expect(values.length).toBeGreaterThan(7);
    expect(values).toEqual([...values].sort((one: number, other: number) => one - other));
  });

  test('a creator who opted out is not found, and no source is called', async () => {
    const { data } = await app.graphql('{ creator(platform: TIKTOK, username: "shy.person") { followers } }');
    expect(data.creator).toBeNull();
    expect(primary.calls).toHaveLength(0);
  });

  test('creators and posts are entities of the graph', async () => {
    const { data, errors } = await app.graphql(`{
      postStats(url: "https://www.tiktok.com/@someone/video/${unused()}") {
        postId creator { username followers } history(metric: VIEWS) { value }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data.postStats).toMatchObject({
      creator: { username: 'someone', followers: 1200 },
      history: [{ value: 1000 }],
    });
  });
});
