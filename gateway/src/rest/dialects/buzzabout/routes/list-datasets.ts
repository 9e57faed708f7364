import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import {
  DATASET_EXAMPLE,
  DATASET_FIELDS,
  datasetSchema,
  ERRORS,
  type SourceDataset,
  toDataset,
} from '../dataset.ts';
import { pageOf, pageQuery, pageSchema, placeInQuery, type SourcePage } from '../page.ts';

/** `GET /v1/datasets`. */
export const listDatasets = route({
  operationId: 'listDatasets',
  method: 'GET',
  path: '/v1/datasets',
  summary: 'List datasets',
  description: 'Lists the datasets of the account by time of creation.',
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
