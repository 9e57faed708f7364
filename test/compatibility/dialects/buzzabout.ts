import type { Documented, Failure, Operation, OwnFailure } from '../documented.ts';
import type { World } from '../world.ts';

const DATASET = 'ds_01H...';
const UNPROCESSABLE: Failure = [422, 'unprocessable_entity'];

const DOCUMENTED_MENTION = {
  source: 'reddit',
  id: 'post_01H...',
  author: {
    avatar: null,
    title: 'u/sipdaily',
    title_url: 'https://reddit.com/u/sipdaily',
    headline: '',
    headline_url: null,
  },
  title: 'How to make perfect cold brew',
  text: 'Nobody tells you that nitro cold brew tastes...',
  url: 'https://www.reddit.com/r/coffee/comments/...',
  media: [],
  num_views: 12400,
  are_views_estimated: true,
  num_likes: 248,
  num_comments: 32,
  num_shares: 0,
  engagement_rate: '0.020',
  sentiment: { negative: '0.05', neutral: '0.15', positive: '0.80' },
  sentiment_score: '0.75',
  emotions: null,
  category: 'lifestyle',
  content_intention: 'share_experience',
  tone_of_voice: { text: 'casual' },
  narrative_structure: null,
  hook: { text: "you're missing out" },
  cta: null,
  content_topics: [{ text: 'coffee' }, { text: 'cold brew' }],
  questions: [],
  mentioned_brands: ['Stumptown'],
  entities: ['Brooklyn'],
  created_at: 1714560000,
  dataset_run_at: 1714564890,
  datasets: [{ id: DATASET, name: 'cold brew' }],
  collections: [],
  comments: null,
};

async function send(world: World, path: string, body: object) {
  const key = world.key('buzzabout');
  const { status, json, text } = await world.send('POST', `/buzzabout${path}`, { body, key });
  if (status >= 300) throw new Error(`POST ${path} is ${status}: ${text}`);
  return json;
}

const newDataset = async (world: World): Promise<string> =>
  (await send(world, '/v1/datasets', { name: 'A dataset' })).data.id;
/** A dataset that runs may fill. */
const dataset = (world: World) => world.once('a dataset', () => newDataset(world));
const run = (world: World) =>
  world.once('a run', async (): Promise<string> => {
    const search_query = { type: 'import', mentions: [MENTION] };
    return (await send(world, `/v1/datasets/${await dataset(world)}/runs`, { search_query })).data.id;
  });
const collection = (world: World) =>
  world.once('a collection', async (): Promise<string> => {
    const { data } = await world.app.graphql(
      'mutation { createCollection(name: "Mine") { ... on CollectionCreated { collection { id } } } }',
    );
    return data.createCollection.collection.id;
  });
/** A cursor of the usual sort and order. */
const cursor = (world: World) =>
  world.once(
    'a cursor',
    async (): Promise<string> => (await send(world, '/v1/mentions', { limit: 1 })).cursor,
  );
const datasetCursor = (order: string) => (world: World) =>
  world.once(`a cursor of datasets ${order}`, async (): Promise<string> => {
    await dataset(world);
    const key = world.key('buzzabout');
    const path = `/buzzabout/v1/datasets?limit=1&order=${order}`;
    return (await world.send('GET', path, { key })).json.cursor;
  });

const MENTION = { source: 'reddit', id: 'one', text: 'Nitro cold brew', url: 'https://example.org/one' };

/** Each kind of filter that the document has. */
const FILTERS = [
  { type: 'keyword', operator: 'is', value: 'nitro' },
  { type: 'keyword', operator: 'is_not', value: 'nitro' },
  { type: 'sentiment', values: ['positive', 'negative', 'neutral'] },
  { type: 'metric_change', metric: 'likes', operator: { type: 'greater_than', value: 10 } },
  { type: 'metric_change', metric: 'views', operator: { type: 'less_than', value: 10 } },
  { type: 'metric_change', metric: 'comments', operator: { type: 'in_range', min: 1, max: 9 } },
  { type: 'metric_change', metric: 'engagement_rate', operator: { type: 'changed_by', value: 5 } },
  { type: 'source', values: ['reddit', 'tiktok'] },
  { type: 'content_topic', operator: 'any_of', values: ['coffee'] },
  { type: 'content_intention', operator: 'any_of', values: ['share_experience'] },
  { type: 'tone_of_voice', operator: 'any_of', values: ['casual'] },
  { type: 'hook', operator: 'any_of', values: ["you're missing out"] },
  { type: 'cta', operator: 'any_of', values: ['buy'] },
  { type: 'mentioned_brands', operator: { type: 'any_of', values: ['Stumptown'] } },
  { type: 'mentioned_brands', operator: { type: 'equals', value: 'Stumptown' } },
  { type: 'mentioned_brands', operator: { type: 'contains', value: 'stump' } },
  { type: 'country_code', values: ['US', 'GB'] },
  { type: 'has_media', value: true },
  { type: 'dominant_emotion', values: ['joy'] },
];
const eleven = Array(11).fill(FILTERS[0]);

const listMentions: Operation = {
  source: 'document',
  scope: 'mentions:read',
  examples: [
    {
      title: 'the first documented request',
      sends: { body: { dataset_ids: [DATASET], limit: 20 } },
      status: 200,
      shows: { status: 'success' },
    },
    {
      title: 'the documented mention',
      sends: { body: { filters: [[{ type: 'keyword', operator: 'is', value: 'perfect cold' }]] } },
      status: 200,
      shows: { status: 'success', data: [DOCUMENTED_MENTION], has_next: false, cursor: null },
    },
    {
      title: 'the second documented request',
      sends: {
        body: {
          dataset_ids: [DATASET],
          sources: ['reddit', 'tiktok'],
          sort: 'engagement_rate',
          order: 'desc',
          limit: 50,
          filters: [
            [
              { type: 'sentiment', values: ['positive'] },
              { type: 'has_media', value: true },
            ],
            [{ type: 'keyword', operator: 'is', value: 'nitro' }],
          ],
        },
      },
      status: 200,
      shows: { status: 'success' },
    },
    {
      title: 'the documented curl',
      sends: {
        body: {
          dataset_ids: [DATASET],
          limit: 20,
          sort: 'engagement_rate',
          order: 'desc',
          filters: [[{ type: 'sentiment', values: ['positive'] }]],
        },
      },
      status: 200,
      shows: { status: 'success' },
    },
  ],
  failures: [
    {
      title: 'a dataset that is not there',
      sends: { body: { dataset_ids: ['ds_nothing'] } },
      failure: [404, 'dataset_not_found'],
      names: 'Dataset not found',
    },
    {
      title: 'a collection that is not there',
      sends: { body: { collection_ids: ['col_nothing'] } },
      failure: [404, 'collection_not_found'],
    },
    {
      title: 'a cursor of another sort',
      sends: async (world) => ({ body: { cursor: await cursor(world), sort: 'likes' } }),
      failure: UNPROCESSABLE,
      names: 'body.cursor',
    },
    {
      title: 'the documented twelve filters',
      sends: { body: { filters: [[...eleven, FILTERS[0]]] } },
      failure: UNPROCESSABLE,
      names: '"body.filters":"Maximum 10 filters allowed, got 12"',
    },
    {
      title: 'a keyword of three words',
      sends: { body: { filters: [[{ type: 'keyword', operator: 'is', value: 'one two three' }]] } },
      failure: UNPROCESSABLE,
      names: 'body.filters.0.0.value',
    },
  ],
  values: {
    dataset_ids: [null, [DATASET]],
    order: ['desc', 'asc'],
    cursor: [null, cursor],
    collection_ids: [null, async (world) => [await collection(world)]],
    filters: [null, [], ...FILTERS.map((filter) => [[filter]]), [FILTERS.slice(0, 5), FILTERS.slice(5, 10)]],
  },
  wrong: {
    dataset_ids: [[]],
    collection_ids: [[]],
    sources: [[], ['myspace']],
    cursor: ['nonsense', ''],
    filters: [[[]], [eleven], [[{ type: 'colour' }]], [[{ type: 'has_media', value: 'yes' }]]],
  },
  exclusive: { 'sort+cursor': 'body.cursor', 'order+cursor': 'body.cursor' },
  deviates: [
    'The inner shape of `metric_change`, and `changed_by` as per cent, are ours: the document names the operators only.',
    'The cursor is signed, and longer than the one that the document shows.',
  ],
};

const noDataset = (sends: object = {}): OwnFailure => ({
  title: 'a dataset that is not there',
  sends: { params: { dataset_id: 'ds_nothing' }, ...sends },
  failure: [404, 'dataset_not_found'],
});
const VENDOR = { source: 'vendor' } as const;
const READ = { ...VENDOR, scope: 'mentions:read' } as const;
const WRITE = { ...VENDOR, scope: 'mentions:write' } as const;

const datasets: Record<string, Operation> = {
  createDataset: {
    ...WRITE,
    examples: [
      {
        title: 'a new dataset',
        sends: { body: { name: 'A dataset' } },
        status: 201,
        shows: { status: 'success', data: { id: /^ds_/, name: 'A dataset', mentions_count: 0 } },
      },
    ],
  },
  listDatasets: {
    ...READ,
    examples: [
      { title: 'the datasets', sends: {}, status: 200, shows: { status: 'success', data: [{ id: /^ds_/ }] } },
    ],
    values: { cursor: [datasetCursor('desc')], order: ['asc', 'desc'] },
    wrong: { cursor: ['nonsense'] },
  },
  getDataset: {
    ...READ,
    examples: [
      {
        title: 'the documented dataset',
        sends: { params: { dataset_id: DATASET } },
        status: 200,
        shows: { status: 'success', data: { id: DATASET, name: 'cold brew', url: null } },
      },
    ],
    failures: [noDataset()],
  },
  updateDataset: {
    ...WRITE,
    examples: [
      {
        title: 'another name',
        sends: async (world) => ({ params: { dataset_id: await dataset(world) }, body: { name: 'Renamed' } }),
        status: 200,
        shows: { status: 'success', data: { name: 'Renamed' } },
      },
    ],
    failures: [noDataset({ body: { name: 'Renamed' } })],
  },
  deleteDataset: {
    ...WRITE,
    examples: [
      {
        title: 'a dataset',
        sends: async (world) => ({ params: { dataset_id: await newDataset(world) } }),
        status: 204,
      },
    ],
    failures: [noDataset()],
  },
};

const search = { type: 'import', mentions: [MENTION] };
const runs: Record<string, Operation> = {
  startRun: {
    ...WRITE,
    examples: [
      {
        title: 'mentions as JSON',
        sends: async (world) => ({
          params: { dataset_id: await dataset(world) },
          body: { search_query: search },
        }),
        status: 202,
        shows: { status: 'success', data: { id: /^dr_/, params: { search_query: { type: 'import' } } } },
      },
      {
        title: 'mentions as NDJSON',
        sends: async (world) => ({
          params: { dataset_id: await dataset(world) },
          text: `${JSON.stringify(MENTION)}\n`,
          headers: { 'content-type': 'application/x-ndjson' },
        }),
        status: 202,
        shows: { status: 'success', data: { id: /^dr_/ } },
      },
    ],
    failures: [noDataset({ body: { search_query: search } })],
    values: { search_query: [search] },
    wrong: {
      search_query: [
        { type: 'import', mentions: [] },
        { type: 'search', mentions: [MENTION] },
      ],
    },
    deviates: [
      'A run takes mentions that are sent to it (`type: "import"`); the vendor fetches them. NDJSON with the settings in the query string is ours.',
    ],
  },
  listRuns: {
    ...READ,
    examples: [
      {
        title: 'the runs of the documented dataset',
        sends: { params: { dataset_id: DATASET } },
        status: 200,
        shows: {
          status: 'success',
          data: [{ id: /^dr_/, dataset_id: DATASET, status: { type: 'completed' } }],
        },
      },
    ],
    failures: [noDataset()],
    values: {
      cursor: [
        async (world) => {
          const path = `/buzzabout/v1/datasets/${DATASET}/runs?limit=1`;
          return (await world.send('GET', path, { key: world.key('buzzabout') })).json.cursor;
        },
      ],
    },
    wrong: { cursor: ['nonsense'] },
  },
  getRun: {
    ...READ,
    examples: [
      {
        title: 'a run',
        sends: async (world) => ({ params: { dataset_id: await dataset(world), run_id: await run(world) } }),
        status: 200,
        shows: { status: 'success', data: { id: /^dr_/ } },
      },
    ],
    failures: [
      noDataset({ params: { dataset_id: 'ds_nothing', run_id: 'dr_nothing' } }),
      {
        title: 'a run that is not there',
        sends: { params: { dataset_id: DATASET, run_id: 'dr_nothing' } },
        failure: [404, 'run_not_found'],
      },
    ],
  },
};

/** Buzzabout. */
export const buzzabout: Documented = {
  name: 'buzzabout',
  title: 'Buzzabout',
  foreign: 'community-tracker',
  hosts: ['buzzabout.localhost', 'api.buzzabout.ai'],
  failures: {
    'missing key': [401, 'unauthorized'],
    'invalid key': [401, 'unauthorized'],
    'key of another product': [401, 'unauthorized'],
    scope: [403, 'forbidden'],
    plan: [402, 'payment_required'],
    limit: [429, 'too_many_requests'],
    fault: [500, 'internal_server_error'],
    method: [405, 'method_not_allowed'],
    'malformed body': [400, 'bad_request'],
    'media type': [415, 'unsupported_media_type'],
    'body too large': [413, 'payload_too_large'],
    value: UNPROCESSABLE,
  },
  codeOf: ({ error_code }: { error_code: string }) => error_code,
  rate: {
    'x-ratelimit-limit': /^600$/,
    'x-ratelimit-remaining': /^\d+$/,
    'x-ratelimit-reset': /^177\d{7}$/,
  },
  unknownMember: 'refused',
  operations: { listMentions, ...datasets, ...runs },
  deviates: [
    "The document has `POST /v1/mentions` alone; datasets and runs follow the vendor's public pages.",
    'The document has no rate headers; they are the three of the other APIs, the reset in Unix seconds.',
  ],
};
