import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import {
  DATASET_ERRORS,
  DATASET_FIELDS,
  datasetBody,
  datasetResponse,
  type SourceDataset,
} from '../dataset.ts';
import { notFound } from '../problems.ts';

/** `GET /v1/datasets/{dataset_id}`. */
export const getDataset = route({
  operationId: 'getDataset',
  method: 'GET',
  path: '/v1/datasets/{dataset_id}',
  summary: 'Retrieve a dataset',
  description: 'Returns a dataset.',
  scope: 'mentions:read',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    query GetDataset($id: ID!) { dataset(id: $id) { ${DATASET_FIELDS} } }
  `,
  variables: ({ params }) => ({ id: params['dataset_id'] }),
  reply({ dataset }: { dataset: SourceDataset | null }) {
    if (!dataset) throw notFound('Dataset');
    return datasetBody(dataset);
  },
  response: datasetResponse,
  errors: DATASET_ERRORS,
});
