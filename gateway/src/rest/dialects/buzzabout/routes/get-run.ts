import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { DATASET_ERRORS } from '../dataset.ts';
import { notFound } from '../problems.ts';
import { RUN_FIELDS, runResponse, type SourceRun, toRun } from '../run.ts';

/** `GET /v1/datasets/{dataset_id}/runs/{run_id}`. */
export const getRun = route({
  operationId: 'getRun',
  method: 'GET',
  path: '/v1/datasets/{dataset_id}/runs/{run_id}',
  summary: 'Retrieve a run',
  description: 'Returns a run of a dataset.',
  scope: 'mentions:read',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    query GetRun($id: ID!, $run: ID!) { dataset(id: $id) { run(id: $run) { ${RUN_FIELDS} } } }
  `,
  variables: ({ params }) => ({ id: params['dataset_id'], run: params['run_id'] }),
  reply({ dataset }: { dataset: { run: SourceRun | null } | null }) {
    if (!dataset) throw notFound('Dataset');
    if (!dataset.run) throw notFound('Run');
    return { status: 'success', data: toRun(dataset.run) };
  },
  response: runResponse,
  errors: { ...DATASET_ERRORS, 404: ['dataset_not_found', 'run_not_found'] },
});
