import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import {
  DATASET_ERRORS,
  DATASET_FIELDS,
  type DatasetResult,
  datasetBody,
  datasetChanges,
  datasetResponse,
  placeInDataset,
} from '../dataset.ts';
import { refuse } from '../problems.ts';

/** `PATCH /v1/datasets/{dataset_id}`. */
export const updateDataset = route({
  operationId: 'updateDataset',
  method: 'PATCH',
  path: '/v1/datasets/{dataset_id}',
  summary: 'Update a dataset',
  description: 'Renames a dataset, or makes it follow a tracker or none.',
  scope: 'mentions:write',
  query: Type.Object({}),
  body: datasetChanges,
  operation: /* GraphQL */ `
    mutation UpdateDataset($id: ID!, $input: UpdateDatasetInput!) {
      updateDataset(id: $id, input: $input) {
        __typename
        ... on DatasetUpdated { dataset { ${DATASET_FIELDS} } }
        ... on InvalidInput { message field }
      }
    }
  `,
  variables: ({ params, body: { name = null, live = null, tracker_id = null } }) => ({
    id: params['dataset_id'],
    input: { name, live, trackerId: tracker_id },
  }),
  reply({ updateDataset: result }: { updateDataset: DatasetResult }) {
    refuse(result, 'Dataset', placeInDataset);
    return datasetBody(result.dataset);
  },
  response: datasetResponse,
  errors: DATASET_ERRORS,
});
