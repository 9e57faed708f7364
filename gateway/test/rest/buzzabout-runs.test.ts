import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, http, startTestApp, type TestApp } from '@tributary/test/support';
import { hackernews } from '../../../test/upstreams/listening/hackernews.ts';
import { type StandIn, startStandIn } from '../../../test/upstreams/stand-in.ts';
import { unprocessable } from './buzzabout-setup.ts';

const TEXTS = ['Kumquat cold brew is great', 'A comment on kumquat', 'Nothing of that kind'];
const STORY = 'https://news.ycombinator.com/item?id=44000001';

let standIn: StandIn;
let app: TestApp;
let key: string;
beforeAll(async () => {
  const posts = TEXTS.map((text, index) => ({
    number: index + 1,
    at: Date.now() - (TEXTS.length - index) * 60_000,
    text,
    deleted: false,
  }));
  standIn = await startStandIn(hackernews(posts));
  app = await startTestApp({
    settings: {
      TRIBUTARY_LISTENING: 'on',
      HACKERNEWS_URL: standIn.url,
      HACKERNEWS_SEARCH_URL: standIn.url,
      // Nothing else is read.
      REDDIT_URL: 'http://127.0.0.1:1',
      MASTODON_INSTANCES: '',
      BLUESKY_JETSTREAM_URL: '',
    },
  });
  key = await app.key('buzzabout');
});
afterAll(async () => {
  await app.stop();
  await standIn.stop();
});

function send(method: string, path: string, body?: unknown) {
  return http(app.url, path, {
    method,
    key,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
}

const create = async (name: string): Promise<string> =>
  (await send('POST', '/v1/datasets', { name })).json.data.id;

/** Starts a run, and waits for its end. */
async function run(dataset: string, body: object) {
  const started = await send('POST', `/v1/datasets/${dataset}/runs`, body);
  expect([started.status, started.json.data?.status.type]).toEqual([202, 'pending']);
  return eventually(async () => {
    const { json } = await send('GET', `/v1/datasets/${dataset}/runs/${started.json.data.id}`);
    expect(['completed', 'failed']).toContain(json.data.status.type);
    return json.data;
  });
}

const prompt = { type: 'prompt', sources: ['hackernews'], search_query: 'kumquat' };

describe('a run', () => {
  test('of a prompt, as the vendor documents it, fills the dataset from the platforms', async () => {
    const dataset = await create('by prompt');
    const ended = await run(dataset, {
      search_query: prompt,
      count: 200,
      num_comments_per_post: 10,
      country_code: 'US',
      enable_visual_recognition: false,
      enable_transcribing: false,
      content_analysis_actions: ['sentiment', 'hook'],
    });
    expect(ended).toMatchObject({
      status: {
        type: 'completed',
        steps: ['collect', 'analyse', 'write'].map((name) => ({ name, status: 'completed' })),
      },
      params: {
        search_query: prompt,
        num_comments_per_post: 10,
        analysis: true,
        count: 200,
        language: null,
        date_range: null,
      },
      progress: [
        { source: 'hackernews', status: 'completed', parts: 1, finished: 1, mentions_count: 2, error: null },
      ],
      mentions_count: 2,
      error: null,
    });
    const { json } = await send('POST', '/v1/mentions', { dataset_ids: [dataset] });
    expect(json.data).toMatchObject([
      { source: 'hackernews', comments: [] },
      { title: 'Show HN: Tea', num_likes: 10, comments: [{ text: expect.stringContaining('kumquat') }] },
    ]);
  });

  test('of addresses reads the posts, with ten comments by default', async () => {
    const dataset = await create('by address');
    const ended = await run(dataset, {
      search_query: { type: 'url', source_urls: [{ source: 'hackernews', url: STORY }] },
    });
    expect(ended).toMatchObject({
      status: { type: 'completed' },
      params: { search_query: { type: 'url', source_urls: [{ url: STORY }] }, num_comments_per_post: 10 },
      mentions_count: 1,
    });
  });

  test.each<[object, string]>([
    [{ search_query: { type: 'search' } }, 'body.search_query.type'],
    [{ search_query: { type: 'prompt', sources: ['reddit'] } }, 'body.search_query.search_query'],
    [{ search_query: { type: 'prompt', search_query: 'tea' } }, 'body.search_query.sources'],
    [{ search_query: { ...prompt, sources: [] } }, 'body.search_query.sources'],
    [{ search_query: { ...prompt, sources: ['tiktok'] } }, 'body.search_query.sources'],
    [{ search_query: { ...prompt, search_query: 'tea AND "ope' } }, 'body.search_query.search_query'],
    [{ search_query: { ...prompt, limit: 5 } }, 'body.search_query.limit'],
    [{ search_query: prompt, count: 19 }, 'body.count'],
    [{ search_query: prompt, count: 501 }, 'body.count'],
    [{ search_query: prompt, date_range: { from: 'yesterday' } }, 'body.date_range.from'],
    [{ search_query: prompt, date_range: { from: '2026-02-01', to: '2026-01-01' } }, 'body.date_range.from'],
    [{ search_query: prompt, language: 'english' }, 'body.language'],
    [{ search_query: prompt, enable_transcribing: true }, 'body.enable_transcribing'],
    [{ search_query: { type: 'url', source_urls: [] } }, 'body.search_query.source_urls'],
    [
      { search_query: { type: 'url', source_urls: [{ source: 'reddit', url: STORY }] } },
      'body.search_query.source_urls.0.url',
    ],
    [
      {
        search_query: { type: 'url', source_urls: [{ source: 'hackernews', url: 'https://blog.example/a' }] },
      },
      'body.search_query.source_urls.0.url',
    ],
    [
      { search_query: { type: 'url', source_urls: [{ source: 'hackernews', url: STORY, text: 'tea' }] } },
      'body.search_query.source_urls.0.text',
    ],
    [{ search_query: { type: 'import', mentions: [{ external_id: '1' }] }, count: 50 }, 'body.count'],
  ])('of %j is refused, naming the member', async (body, place) => {
    const dataset = await create('refused');
    const { status, json } = await send('POST', `/v1/datasets/${dataset}/runs`, body);
    expect([status, json]).toEqual([422, unprocessable({ [place]: expect.any(String) })]);
  });
});

describe('a live dataset', () => {
  const track = async (query: string): Promise<string> => {
    const input = { name: query, query, platforms: ['HACKERNEWS'] };
    const { data } = await app.graphql(
      'mutation ($input: TrackerInput!) { createTracker(input: $input) { ... on TrackerCreated { tracker { id } } } }',
      { input },
    );
    return data.createTracker.tracker.id;
  };

  test('follows a tracker, shows which, and stops', async () => {
    const tracker = await track('kumquat');
    const made = await send('POST', '/v1/datasets', { name: 'live', live: true, tracker_id: tracker });
    expect([made.status, made.json.data]).toMatchObject([
      201,
      { name: 'live', live: true, tracker_id: tracker },
    ]);
    const path = `/v1/datasets/${made.json.data.id}`;
    await eventually(async () => {
      expect((await send('GET', path)).json.data.mentions_count).toBeGreaterThan(0);
    });
    const runs = await send('GET', `${path}/runs`);
    expect(runs.json.data).toMatchObject([
      { status: { type: 'working' }, params: { search_query: { type: 'live' } } },
    ]);
    const stopped = await send('PATCH', path, { live: false });
    expect([stopped.status, stopped.json.data.live, stopped.json.data.tracker_id]).toEqual([
      200,
      undefined,
      undefined,
    ]);
    expect((await send('PATCH', path, {})).json).toEqual(stopped.json);
  });

  test.each<[object]>([[{ live: true }], [{ live: true, tracker_id: 'none' }], [{ tracker_id: 'none' }]])(
    'of %j is refused, naming the tracker',
    async (members) => {
      const { status, json } = await send('POST', '/v1/datasets', { name: 'refused', ...members });
      expect([status, json]).toEqual([422, unprocessable({ 'body.tracker_id': expect.any(String) })]);
    },
  );
});
