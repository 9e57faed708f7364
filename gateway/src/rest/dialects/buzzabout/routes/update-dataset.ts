import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import {
  DATASET_ERRORS,
  DATASET_FIELDS,
  type DatasetResult,
  datasetBody,
  datasetResponse,
  nameBody,
} from '../dataset.ts';
import { refuse } from '../problems.ts';

/** `PATCH /v1/datasets/{dataset_id}`. */
export const updateDataset = route({
  operationId: 'updateDataset',
  method: 'PATCH',
  path: '/v1/datasets/{dataset_id}',
  summary: 'Rename a dataset',
  description: 'Renames a dataset.',
  scope: 'mentions:write',
  query: Type.Object({}),
  body: nameBody,
  operation: /* GraphQL */ `
    mutation RenameDataset($id: ID!, $name: String!) {
      updateDataset(id: $id, input: { name: $name }) {
        __typename
        ... on DatasetUpdated { dataset { ${DATASET_FIELDS} } }
        ... on InvalidInput { message field }
      }
    }
  `,
  variables: ({ params, body }) => ({ id: params['dataset_id'], name: body.name }),
  reply({ updateDataset: result }: { updateDataset: DatasetResult }) {
    refuse(result, 'Dataset');
    return datasetBody(result.dataset);
  },
  response: datasetResponse,
  errors: DATASET_ERRORS,
});
