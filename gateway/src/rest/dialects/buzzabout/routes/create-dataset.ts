import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import {
  DATASET_FIELDS,
  type DatasetResult,
  datasetBody,
  datasetResponse,
  ERRORS,
  nameBody,
} from '../dataset.ts';
import { refuse } from '../problems.ts';

/** `POST /v1/datasets`. */
export const createDataset = route({
  operationId: 'createDataset',
  method: 'POST',
  path: '/v1/datasets',
  summary: 'Create a dataset',
  description: 'Creates an empty dataset.',
  scope: 'mentions:write',
  query: Type.Object({}),
  body: nameBody,
  operation: /* GraphQL */ `
    mutation CreateDataset($name: String!) {
      createDataset(input: { name: $name }) {
        __typename
        ... on DatasetCreated { dataset { ${DATASET_FIELDS} } }
        ... on InvalidInput { message field }
      }
    }
  `,
  variables: ({ body }) => ({ name: body.name }),
  reply({ createDataset: result }: { createDataset: DatasetResult }) {
    refuse(result, 'Dataset');
    return datasetBody(result.dataset);
  },
  status: 201,
  response: datasetResponse,
  errors: ERRORS,
});
