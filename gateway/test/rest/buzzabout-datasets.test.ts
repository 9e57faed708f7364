import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, http } from '@tributary/test/support';
import { type Client, clientError, startClient, unprocessable } from './buzzabout-setup.ts';

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.stop());

const text = expect.any(String);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const missing = clientError('dataset_not_found', 'Dataset not found');

const create = async (name: string): Promise<string> =>
  (await client.send('POST', '/v1/datasets', { name })).json.data.id;

const records = [
  {
    external_id: 'a',
    source: 'tiktok',
    text: 'I love this nitro!',
    posted_at: '2026-04-01T00:00:00Z',
    views: 100,
    likes: 7,
    media: ['https://a.example/1.jpg'],
  },
  {
    external_id: 'b',
    source: 'reddit',
    title: 'Worst brew ever',
    posted_at: '2026-04-02T00:00:00Z',
    comments: [{ id: 'c1', text: 'so true', likes: 3 }],
  },
];
const ndjson = records.map((each) => JSON.stringify(each)).join('\n');

/** Waits for the end of a run. */
const ended = (dataset: string, run: string) =>
  eventually(async () => {
    const { json } = await client.send('GET', `/v1/datasets/${dataset}/runs/${run}`);
    expect(['completed', 'failed']).toContain(json.data.status.type);
    return json.data;
  });

describe('datasets', () => {
  test('are created, read, renamed and deleted as documented by the vendor', async () => {
    const made = await client.send('POST', '/v1/datasets', { name: 'tea' });
    expect([made.status, made.json]).toEqual([
      201,
      {
        status: 'success',
        data: {
          id: expect.stringMatching(/^ds_/),
          name: 'tea',
          mentions_count: 0,
          created_at: time,
          updated_at: time,
          url: null,
        },
      },
    ]);
    const path = `/v1/datasets/${made.json.data.id}`;
    expect((await client.send('GET', path)).json).toEqual(made.json);
    const renamed = await client.send('PATCH', path, { name: 'green tea' });
    expect([renamed.status, renamed.json.data.name]).toEqual([200, 'green tea']);
    const deleted = await client.send('DELETE', path);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    for (const answer of [
      await client.send('GET', path),
      await client.send('DELETE', path),
      await client.send('PATCH', path, { name: 'x' }),
    ])
      expect([answer.status, answer.json]).toEqual([404, missing]);
  });

  test('are listed in pages of ten, newest or oldest first', async () => {
    const key = await client.app.key('buzzabout', { workspaceId: client.app.otherId });
    const list = (query: string) => client.send('GET', `/v1/datasets${query}`, undefined, key);
    for (let number = 1; number <= 11; number++)
      await client.send('POST', '/v1/datasets', { name: `${number}` }, key);
    const first = await list('');
    expect([first.json.data.length, first.json.has_next, first.json.cursor]).toEqual([10, true, text]);
    const second = await list(`?cursor=${first.json.cursor}`);
    expect([second.json.data.length, second.json.has_next, second.json.cursor]).toEqual([1, false, null]);
    const oldest = await list('?order=asc&limit=11');
    const names = (answer: typeof first) => answer.json.data.map(({ name }: { name: string }) => name);
    expect(names(oldest)).toEqual([...names(first), ...names(second)].reverse());
  });

  test.each([
    ['/v1/datasets?limit=0', 'query.limit'],
    ['/v1/datasets?limit=101', 'query.limit'],
    ['/v1/datasets?order=up', 'query.order'],
    ['/v1/datasets?cursor=none', 'query.cursor'],
  ])('%s is refused, naming the parameter', async (path, place) => {
    const { status, json } = await client.send('GET', path);
    expect([status, json]).toEqual([422, unprocessable({ [place]: text })]);
  });

  test('have names of 128 emoji, and 255 characters at most, in REST and GraphQL', async () => {
    const name = '🚀'.repeat(128);
    const made = await client.send('POST', '/v1/datasets', { name });
    expect([made.status, made.json.data.name]).toEqual([201, name]);
    const CREATE = `mutation ($name: String!) {
      createDataset(input: { name: $name }) {
        ... on DatasetCreated { dataset { name } }
        ... on InvalidInput { message }
      }
    }`;
    const longest = '🚀'.repeat(255);
    const created = await client.app.graphql(CREATE, { name: longest });
    expect(created.data.createDataset).toEqual({ dataset: { name: longest } });
    const { status, json } = await client.send('POST', '/v1/datasets', { name: `${longest}🚀` });
    expect([status, json]).toEqual([422, unprocessable({ 'body.name': text })]);
    const refused = await client.app.graphql(CREATE, { name: `${longest}🚀` });
    expect(refused.data.createDataset).toEqual({ message: expect.stringContaining('255') });
  });

  test.each<[unknown, string]>([
    [{}, 'body.name'],
    [{ name: '' }, 'body.name'],
    [{ name: '   ' }, 'body.name'],
    [{ name: 'x'.repeat(256) }, 'body.name'],
    [{ name: 'x', colour: 'red' }, 'body.colour'],
  ])('creating one from %j is refused, naming the member', async (body, place) => {
    const { status, json } = await client.send('POST', '/v1/datasets', body);
    expect([status, json]).toEqual([422, unprocessable({ [place]: text })]);
  });

  test('of another workspace are not found', async () => {
    const id = await create('ours');
    const theirs = await client.app.key('buzzabout', { workspaceId: client.app.otherId });
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'mine' }],
      ['DELETE', '', undefined],
      ['GET', '/runs', undefined],
      ['POST', '/runs', { search_query: { type: 'import', mentions: records } }],
    ] as const) {
      const { status, json } = await client.send(method, `/v1/datasets/${id}${path}`, body, theirs);
      expect([status, json]).toEqual([404, missing]);
    }
  });
});

describe('a run', () => {
  test('ingests a list of mentions and completes, including its steps', async () => {
    const dataset = await create('by JSON');
    const started = await client.send('POST', `/v1/datasets/${dataset}/runs`, {
      search_query: { type: 'import', mentions: records },
      num_comments_per_post: 5,
    });
    expect([started.status, started.json.data]).toEqual([
      202,
      expect.objectContaining({ dataset_id: dataset, status: { type: 'pending', steps: expect.any(Array) } }),
    ]);
    const run = await ended(dataset, started.json.data.id);
    expect(run).toMatchObject({
      status: {
        type: 'completed',
        steps: ['read', 'analyse', 'write'].map((name) => ({ name, status: 'completed' })),
      },
      params: { search_query: { type: 'import' }, num_comments_per_post: 5, analysis: true },
      mentions_count: 2,
      rejected_count: 0,
      error: null,
      finished_at: time,
    });
    const { json } = await client.mentions({ dataset_ids: [dataset] });
    expect(json.data).toMatchObject([
      { title: 'Worst brew ever', comments: [{ id: 'c1', text: 'so true', num_likes: 3 }], num_views: null },
      { text: 'I love this nitro!', engagement_rate: '0.070', comments: [], media: [{ type: 'image' }] },
    ]);
    expect(Number(json.data[1].sentiment_score)).toBeGreaterThan(0);
    expect((await client.send('GET', `/v1/datasets/${dataset}`)).json.data.mentions_count).toBe(2);
  });

  test('ingests NDJSON; without analysis the analysed members are null', async () => {
    const dataset = await create('by NDJSON');
    const started = await http(client.app.url, `/v1/datasets/${dataset}/runs?analysis=false`, {
      method: 'POST',
      key: client.key,
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${ndjson}\n{"external_id":"c"}\nnot json\n`,
    });
    expect(started.status).toBe(202);
    const run = await ended(dataset, started.json.data.id);
    expect(run).toMatchObject({
      mentions_count: 2,
      rejected_count: 2,
      error: expect.stringContaining('Line 4: Not valid JSON'),
    });
    const { json } = await client.mentions({ dataset_ids: [dataset], sort: 'likes' });
    expect(json.data[0].datasets).toContainEqual({ id: dataset, name: 'by NDJSON' });
    const list = await client.send('GET', `/v1/datasets/${dataset}/runs`);
    expect(list.json).toMatchObject({
      status: 'success',
      data: [{ id: run.id }],
      has_next: false,
      cursor: null,
    });
  });

  test('rejects the NDJSON lines that contain half a surrogate pair, in any member', async () => {
    const dataset = await create('half a character');
    const record = (id: string, members: object) =>
      JSON.stringify({ external_id: id, source: 'x', text: 'Whole.', posted_at: '2026-04-01', ...members });
    const started = await http(client.app.url, `/v1/datasets/${dataset}/runs?analysis=false`, {
      method: 'POST',
      key: client.key,
      headers: { 'content-type': 'application/x-ndjson' },
      body: [
        record('whole', { text: 'A rocket 🚀' }),
        record('text', { text: 'half \ud83d' }),
        record('comment', { comments: [{ id: 'c', text: '\ude80 half' }] }),
      ].join('\n'),
    });
    expect(started.status).toBe(202);
    const half = 'contains half a surrogate pair (U+D800 to U+DFFF).';
    expect(await ended(dataset, started.json.data.id)).toMatchObject({
      mentions_count: 1,
      rejected_count: 2,
      error: `Line 2: text ${half}\nLine 3: comments ${half}`,
    });
    const { json } = await client.mentions({ dataset_ids: [dataset] });
    expect(json.data.map((each: { text: string }) => each.text)).toEqual(['A rocket 🚀']);
  });

  test('without a valid record fails visibly', async () => {
    const dataset = await create('nothing in it');
    const mentions = [{ external_id: 'x', source: 'nowhere', text: 'a', posted_at: '2026-01-01' }];
    const started = await client.send('POST', `/v1/datasets/${dataset}/runs`, {
      search_query: { type: 'import', mentions },
    });
    const run = await ended(dataset, started.json.data.id);
    expect(run).toMatchObject({
      status: { type: 'failed' },
      error: expect.stringContaining('source must be one of'),
    });
  });

  test.each<[unknown, string]>([
    [{}, 'body.search_query'],
    [{ search_query: { type: 'search', mentions: records } }, 'body.search_query.type'],
    [{ search_query: { type: 'import' } }, 'body.search_query.mentions'],
    [{ search_query: { type: 'import', mentions: [] } }, 'body.search_query.mentions'],
    [
      { search_query: { type: 'import', mentions: records }, num_comments_per_post: 101 },
      'body.num_comments_per_post',
    ],
    [{ search_query: { type: 'import', mentions: records }, count: 5 }, 'body.count'],
  ])('of %j is refused, naming the member', async (body, place) => {
    const { status, json } = await client.send('POST', '/v1/datasets/ds_01H.../runs', body);
    expect([status, json]).toEqual([422, unprocessable({ [place]: text })]);
  });

  test('that does not exist, or belongs to another dataset, is run_not_found', async () => {
    const { json: list } = await client.send('GET', '/v1/datasets/ds_01H.../runs');
    const dataset = await create('without runs');
    for (const run of ['dr_none', list.data[0].id]) {
      const { status, json } = await client.send('GET', `/v1/datasets/${dataset}/runs/${run}`);
      expect([status, json]).toEqual([404, clientError('run_not_found', 'Run not found')]);
    }
  });

  test('as NDJSON is accepted for runs only, with at least one record', async () => {
    const send = (path: string, body: string) =>
      http(client.app.url, path, {
        method: 'POST',
        key: client.key,
        headers: { 'content-type': 'application/x-ndjson' },
        body,
      });
    const elsewhere = await send('/v1/mentions', '{}');
    expect([elsewhere.status, elsewhere.json]).toEqual([415, clientError('unsupported_media_type', text)]);
    const empty = await send('/v1/datasets/ds_01H.../runs', '\n');
    expect([empty.status, empty.json]).toEqual([422, unprocessable({ body: text })]);
  });

  test('larger than the usual body limit is ingested', async () => {
    const dataset = await create('large');
    const mention = { source: 'x', text: 'word '.repeat(4_000), posted_at: '2026-04-01' };
    const body = Array.from({ length: 80 }, (_, index) =>
      JSON.stringify({ ...mention, external_id: `${index}` }),
    ).join('\n');
    const started = await http(client.app.url, `/v1/datasets/${dataset}/runs?analysis=false`, {
      method: 'POST',
      key: client.key,
      headers: { 'content-type': 'application/x-ndjson' },
      body,
    });
    expect([body.length > 1_500_000, started.status]).toEqual([true, 202]);
    expect((await ended(dataset, started.json.data.id)).mentions_count).toBe(80);
  });
});

test('a write-only key creates a dataset, and reads none', async () => {
  const key = await client.app.key('buzzabout', { scopes: ['mentions:write'] });
  const made = await client.send('POST', '/v1/datasets', { name: 'written' }, key);
  expect([made.status, made.json.data.name]).toEqual([201, 'written']);
  const { id } = made.json.data;
  const read = await client.send('GET', `/v1/datasets/${id}`, undefined, key);
  expect([read.status, read.json.error_code]).toEqual([403, 'forbidden']);
  for (const field of [`dataset(id: "${id}") { name }`, 'datasets { totalCount }', 'collections { name }']) {
    const { errors } = await client.app.graphql(`{ ${field} }`, undefined, key);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
  }
});

test('values that mentions have in responses are accepted by filters and `sources`', async () => {
  const dataset = await create('every platform');
  const words = 'Nobody tells you this about Acme. I love it so much! Tap the link in bio.';
  const platforms = [
    'reddit',
    'tiktok',
    'youtube',
    'instagram',
    'linkedin',
    'facebook',
    'x',
    'hackernews',
    'bluesky',
    'mastodon',
  ];
  const mentions = platforms.map((source, at) => ({
    external_id: String(at),
    source,
    text: words,
    posted_at: '2026-04-01',
    country_code: 'USA',
  }));
  const run = await client.send('POST', `/v1/datasets/${dataset}/runs`, {
    search_query: { type: 'import', mentions },
  });
  await ended(dataset, run.json.data.id);
  const list = async (body: object) =>
    (await client.mentions({ dataset_ids: [dataset], limit: 100, ...body })).json;
  const { data } = await list({});
  expect(data.map(({ source }: { source: string }) => source).toSorted()).toEqual(platforms.toSorted());
  const mention = data[0];
  expect([mention.hook, mention.cta]).toEqual([{ text: expect.any(String) }, { text: expect.any(String) }]);
  const any = (type: string, value: string) => ({ type, operator: 'any_of', values: [value] });
  const top = (values: Record<string, string>) =>
    Object.entries(values).toSorted(([, one], [, other]) => Number(other) - Number(one))[0]![0];
  const carried = [
    any('hook', mention.hook.text),
    any('hook', 'TELLS YOU'),
    any('cta', mention.cta.text),
    any('cta', 'Link in Bio'),
    any('tone_of_voice', mention.tone_of_voice?.text ?? ''),
    any('content_intention', mention.content_intention ?? ''),
    ...mention.content_topics.map((topic: { text: string }) => any('content_topic', topic.text)),
    { type: 'sentiment', values: [top(mention.sentiment)] },
    { type: 'dominant_emotion', values: [top(mention.emotions)] },
    { type: 'country_code', values: ['US'] },
  ].filter((each) => !('operator' in each && each.values[0] === ''));
  for (const filter of carried)
    expect([filter, (await list({ filters: [[filter]] })).data?.length]).toEqual([filter, 10]);
  for (const source of platforms) {
    expect((await list({ sources: [source] })).data).toHaveLength(1);
    expect((await list({ filters: [[{ type: 'source', values: [source] }]] })).data).toHaveLength(1);
  }
  expect((await list({ filters: [[any('hook', 'hook:')]] })).data).toEqual([]);
});
