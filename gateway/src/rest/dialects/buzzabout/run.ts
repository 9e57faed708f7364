import { Type } from 'typebox';
import { withoutMilliseconds } from '../../engine/documented-times.ts';
import { nullable } from '../../engine/nullable.ts';
import { platforms } from './platforms.ts';

/** A run, as the graph returns it. */
export interface SourceRun {
  id: string;
  datasetId: string;
  status: string;
  steps: { name: string; status: string }[];
  type: string;
  numCommentsPerPost: number;
  analysis: boolean;
  mentionsCount: number;
  rejectedCount: number;
  error: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  prompt: string | null;
  urls: string[] | null;
  language: string | null;
  from: string | null;
  to: string | null;
  count: number | null;
  progress: {
    source: string;
    state: string;
    parts: number;
    finished: number;
    found: number;
    problem: string | null;
  }[];
}

/** Selection of {@link SourceRun}. */
export const RUN_FIELDS = `id datasetId status steps { name status } type numCommentsPerPost analysis mentionsCount
  rejectedCount error createdAt startedAt finishedAt prompt urls language from to count
  progress { source state parts finished found problem }`;

/** Presents a run in the vendor's documented form. */
export function toRun(run: SourceRun): object {
  const time = (value: string | null) => value && withoutMilliseconds(value);
  return {
    id: run.id,
    dataset_id: run.datasetId,
    status: {
      type: run.status.toLowerCase(),
      steps: run.steps.map(({ name, status }) => ({
        name: name.toLowerCase(),
        status: status.toLowerCase(),
      })),
    },
    params: {
      search_query: searchQueryOf(run),
      num_comments_per_post: run.numCommentsPerPost,
      analysis: run.analysis,
      ...(run.count === null ? {} : readingOf(run)),
    },
    ...(run.progress.length === 0 ? {} : { progress: run.progress.map(toProgress) }),
    mentions_count: run.mentionsCount,
    rejected_count: run.rejectedCount,
    error: run.error,
    created_at: time(run.createdAt),
    started_at: time(run.startedAt),
    finished_at: time(run.finishedAt),
  };
}

function searchQueryOf({ type, prompt, urls, progress }: SourceRun): object {
  return {
    type: type.toLowerCase(),
    ...(prompt === null
      ? {}
      : { sources: progress.map(({ source }) => platforms.nameOf(source)), search_query: prompt }),
    ...(urls === null ? {} : { source_urls: urls.map((url) => ({ url })) }),
  };
}

/** Members that only a run has that reads platforms. */
function readingOf({ count, language, from, to }: SourceRun): object {
  return { count, language, date_range: from === null && to === null ? null : { from, to } };
}

function toProgress({ source, state, parts, finished, found, problem }: SourceRun['progress'][number]) {
  return {
    source: platforms.nameOf(source),
    status: state.toLowerCase(),
    parts,
    finished,
    mentions_count: found,
    error: problem,
  };
}

const status = Type.String({ enum: ['pending', 'working', 'completed', 'failed'] });

export const runSchema = Type.Object({
  id: Type.String({ description: 'Opaque, stable id.' }),
  dataset_id: Type.String(),
  status: Type.Object({
    type: status,
    steps: Type.Array(Type.Object({ name: Type.String(), status }), {
      description: 'Steps of the run, in order.',
    }),
  }),
  params: Type.Object({
    search_query: Type.Object({
      type: Type.String({ enum: ['import', 'prompt', 'url', 'live'] }),
      sources: Type.Optional(Type.Array(Type.String(), { description: 'Platforms of a `prompt`.' })),
      search_query: Type.Optional(Type.String({ description: 'The `prompt`.' })),
      source_urls: Type.Optional(
        Type.Array(Type.Object({ url: Type.String() }), { description: 'Addresses of type `url`.' }),
      ),
    }),
    num_comments_per_post: Type.Integer(),
    analysis: Type.Boolean(),
    count: Type.Optional(Type.Integer({ description: 'Maximum number of mentions that are read.' })),
    language: Type.Optional(nullable(Type.String(), 'Language of the posts.')),
    date_range: Type.Optional(
      nullable(
        Type.Object({
          from: nullable(Type.String(), 'First day.'),
          to: nullable(Type.String(), 'Last day.'),
        }),
        'Days of the posts.',
      ),
    ),
  }),
  progress: Type.Optional(
    Type.Array(
      Type.Object({
        source: Type.String(),
        status,
        parts: Type.Integer({ description: 'Number of searches or posts.' }),
        finished: Type.Integer({ description: 'Number of them that have ended.' }),
        mentions_count: Type.Integer(),
        error: nullable(Type.String(), 'Problem with the platform.'),
      }),
      { description: 'Progress by platform; absent from a run that reads none.' },
    ),
  ),
  mentions_count: Type.Integer({ description: 'Number of mentions that the run ingested.' }),
  rejected_count: Type.Integer({ description: 'Number of rejected records.' }),
  error: nullable(Type.String(), 'Reason of a failure, or of the first rejected records.'),
  created_at: Type.String({ format: 'date-time' }),
  started_at: nullable(Type.String(), 'Time at which the run started.'),
  finished_at: nullable(Type.String(), 'Time at which the run ended.'),
});

export const RUN_EXAMPLE = {
  id: 'dr_01H...',
  dataset_id: 'ds_01H...',
  status: {
    type: 'completed',
    steps: [
      { name: 'read', status: 'completed' },
      { name: 'analyse', status: 'completed' },
      { name: 'write', status: 'completed' },
    ],
  },
  params: { search_query: { type: 'import' }, num_comments_per_post: 0, analysis: true },
  mentions_count: 200,
  rejected_count: 0,
  error: null,
  created_at: '2026-05-01T12:00:00Z',
  started_at: '2026-05-01T12:00:01Z',
  finished_at: '2026-05-01T12:00:03Z',
};

export const runResponse = {
  schema: Type.Object({ status: Type.Literal('success'), data: runSchema }),
  example: { status: 'success', data: RUN_EXAMPLE },
};
