import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { DATASET_ERRORS } from '../dataset.ts';
import { type Failure, refuse } from '../problems.ts';

/** `DELETE /v1/datasets/{dataset_id}`. */
export const deleteDataset = route({
  operationId: 'deleteDataset',
  method: 'DELETE',
  path: '/v1/datasets/{dataset_id}',
  summary: 'Delete a dataset',
  description: 'Deletes a dataset, and those of its mentions that are in no other dataset.',
  scope: 'mentions:write',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    mutation DeleteDataset($id: ID!) { deleteDataset(id: $id) { __typename } }
  `,
  variables: ({ params }) => ({ id: params['dataset_id'] }),
  reply({ deleteDataset: result }: { deleteDataset: Failure }) {
    refuse(result, 'Dataset');
    return null;
  },
  status: 204,
  response: { schema: Type.Null(), example: null },
  errors: DATASET_ERRORS,
});
