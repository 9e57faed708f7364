import type { Operation, OwnFailure } from '../../documented.ts';
import { dataset, datasetCursor, MENTION, newDataset, run } from './world.ts';

const DATASET = 'ds_01H...';

const noDataset = (sends: object = {}): OwnFailure => ({
  title: 'a dataset that is not there',
  sends: { params: { dataset_id: 'ds_nothing' }, ...sends },
  failure: [404, 'dataset_not_found'],
});
/** A dataset is live if it names a tracker: neither succeeds alone. */
const LIVE = { live: [false], tracker_id: [] };
const VENDOR = { source: 'vendor' } as const;
const READ = { ...VENDOR, scope: 'mentions:read' } as const;
const WRITE = { ...VENDOR, scope: 'mentions:write' } as const;

/** Datasets, as on the vendor's public pages. */
export const datasets: Record<string, Operation> = {
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
    values: LIVE,
    failures: [
      {
        title: 'a live dataset without a tracker',
        sends: { body: { name: 'A dataset', live: true } },
        failure: [422, 'unprocessable_entity'],
        names: 'tracker_id',
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
    values: LIVE,
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
const prompt = { type: 'prompt', sources: ['reddit'], search_query: 'cold AND "brew' };
/** Members that a run of type `import`, which the requests below start, must not have. */
const OF_PROMPTS = {
  count: [],
  date_range: [],
  language: [],
  country_code: [],
  enable_transcribing: [false],
  enable_visual_recognition: [false],
};
/** Runs of datasets. */
export const runs: Record<string, Operation> = {
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
    failures: [
      noDataset({ body: { search_query: search } }),
      {
        title: 'a prompt that is an invalid query',
        sends: async (world) => ({
          params: { dataset_id: await dataset(world) },
          body: { search_query: prompt },
        }),
        failure: [422, 'unprocessable_entity'],
      },
    ],
    values: { search_query: [search], ...OF_PROMPTS },
    wrong: {
      search_query: [
        { type: 'import', mentions: [] },
        { type: 'search', mentions: [MENTION] },
      ],
    },
    deviates: [
      '`type: "import"`, which takes mentions that are sent, and NDJSON with settings in the query string are ours. `country_code` is accepted and not applied.',
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
