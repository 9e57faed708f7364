import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import {
  DATASET_ERRORS,
  DATASET_EXAMPLE,
  DATASET_FIELDS,
  datasetSchema,
  ERRORS,
  type SourceDataset,
  toDataset,
} from '../dataset.ts';
import { pageOf, pageQuery, pageSchema, placeInQuery, type SourcePage } from '../page.ts';
import { type Failure, notFound, refuse } from '../problems.ts';

const nameBody = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 255, description: '1 to 255 characters.' }) },
  { additionalProperties: false },
);
const one = {
  schema: Type.Object({ status: Type.Literal('success'), data: datasetSchema }),
  example: { status: 'success', data: DATASET_EXAMPLE },
};
const success = (dataset: SourceDataset) => ({ status: 'success', data: toDataset(dataset) });

type Changed = Failure & { dataset: SourceDataset };

/** `POST /v1/datasets`. */
export const createDataset = route({
  operationId: 'createDataset',
  method: 'POST',
  path: '/v1/datasets',
  summary: 'Create a dataset',
  description: 'Makes an empty dataset.',
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
  reply({ createDataset: result }: { createDataset: Changed }) {
    refuse(result, 'Dataset');
    return success(result.dataset);
  },
  status: 201,
  response: one,
  errors: ERRORS,
});

/** `GET /v1/datasets`. */
export const listDatasets = route({
  operationId: 'listDatasets',
  method: 'GET',
  path: '/v1/datasets',
  summary: 'List datasets',
  description: 'The datasets of the account by the time they were made.',
  scope: 'mentions:read',
  query: Type.Object({
    ...pageQuery,
    order: Type.Optional(Type.String({ enum: ['asc', 'desc'], default: 'desc' })),
  }),
  operation: /* GraphQL */ `
    query ListDatasets($first: Int!, $after: String, $order: SortOrder!) {
      datasets(first: $first, after: $after, order: $order) {
        nodes { ${DATASET_FIELDS} }
        pageInfo { hasNextPage endCursor }
      }
    }
  `,
  variables: ({ limit, cursor, order }) => ({
    first: limit,
    after: cursor ?? null,
    order: order!.toUpperCase(),
  }),
  placeOf: placeInQuery,
  reply: ({ datasets }: { datasets: SourcePage<SourceDataset> }) => pageOf(datasets, toDataset),
  response: {
    schema: pageSchema(datasetSchema),
    example: { status: 'success', data: [DATASET_EXAMPLE], has_next: false, cursor: null },
  },
  errors: ERRORS,
});

/** `GET /v1/datasets/{dataset_id}`. */
export const getDataset = route({
  operationId: 'getDataset',
  method: 'GET',
  path: '/v1/datasets/{dataset_id}',
  summary: 'Retrieve a dataset',
  description: 'One dataset.',
  scope: 'mentions:read',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    query GetDataset($id: ID!) { dataset(id: $id) { ${DATASET_FIELDS} } }
  `,
  variables: ({ params }) => ({ id: params['dataset_id'] }),
  reply({ dataset }: { dataset: SourceDataset | null }) {
    if (!dataset) throw notFound('Dataset');
    return success(dataset);
  },
  response: one,
  errors: DATASET_ERRORS,
});

/** `PATCH /v1/datasets/{dataset_id}`. */
export const renameDataset = route({
  operationId: 'updateDataset',
  method: 'PATCH',
  path: '/v1/datasets/{dataset_id}',
  summary: 'Rename a dataset',
  description: 'Changes the name of a dataset.',
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
  reply({ updateDataset: result }: { updateDataset: Changed }) {
    refuse(result, 'Dataset');
    return success(result.dataset);
  },
  response: one,
  errors: DATASET_ERRORS,
});

/** `DELETE /v1/datasets/{dataset_id}`. */
export const deleteDataset = route({
  operationId: 'deleteDataset',
  method: 'DELETE',
  path: '/v1/datasets/{dataset_id}',
  summary: 'Delete a dataset',
  description: 'Deletes a dataset and the mentions that no other dataset holds.',
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
