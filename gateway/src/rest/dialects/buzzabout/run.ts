import { Type } from 'typebox';
import { withoutMilliseconds } from '../../engine/documented-times.ts';
import { nullable } from '../../engine/nullable.ts';

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
}

/** Selection of {@link SourceRun}. */
export const RUN_FIELDS = `id datasetId status steps { name status } type numCommentsPerPost analysis mentionsCount
  rejectedCount error createdAt startedAt finishedAt`;

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
      search_query: { type: run.type.toLowerCase() },
      num_comments_per_post: run.numCommentsPerPost,
      analysis: run.analysis,
    },
    mentions_count: run.mentionsCount,
    rejected_count: run.rejectedCount,
    error: run.error,
    created_at: time(run.createdAt),
    started_at: time(run.startedAt),
    finished_at: time(run.finishedAt),
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
    search_query: Type.Object({ type: Type.String({ description: 'Always `import`.' }) }),
    num_comments_per_post: Type.Integer(),
    analysis: Type.Boolean(),
  }),
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
