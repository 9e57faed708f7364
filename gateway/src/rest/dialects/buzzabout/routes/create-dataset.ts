import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import {
  DATASET_FIELDS,
  type DatasetResult,
  datasetBody,
  datasetResponse,
  ERRORS,
  newDatasetBody,
  placeInDataset,
} from '../dataset.ts';
import { refuse } from '../problems.ts';

/** `POST /v1/datasets`. */
export const createDataset = route({
  operationId: 'createDataset',
  method: 'POST',
  path: '/v1/datasets',
  summary: 'Create a dataset',
  description: 'Creates an empty dataset, which may follow a tracker.',
  scope: 'mentions:write',
  query: Type.Object({}),
  body: newDatasetBody,
  operation: /* GraphQL */ `
    mutation CreateDataset($input: CreateDatasetInput!) {
      createDataset(input: $input) {
        __typename
        ... on DatasetCreated { dataset { ${DATASET_FIELDS} } }
        ... on InvalidInput { message field }
      }
    }
  `,
  variables: ({ body: { name, live = false, tracker_id = null } }) => ({
    input: { name, live, trackerId: tracker_id },
  }),
  reply({ createDataset: result }: { createDataset: DatasetResult }) {
    refuse(result, 'Dataset', placeInDataset);
    return datasetBody(result.dataset);
  },
  status: 201,
  response: datasetResponse,
  errors: ERRORS,
});
