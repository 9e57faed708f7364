import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { DATASET_ERRORS } from '../dataset.ts';
import { pageOf, pageQuery, pageSchema, placeInQuery, type SourcePage } from '../page.ts';
import { notFound } from '../problems.ts';
import { RUN_EXAMPLE, RUN_FIELDS, runSchema, type SourceRun, toRun } from '../run.ts';

/** `GET /v1/datasets/{dataset_id}/runs`. */
export const listRuns = route({
  operationId: 'listRuns',
  method: 'GET',
  path: '/v1/datasets/{dataset_id}/runs',
  summary: 'List runs',
  description: 'Lists the runs of a dataset, newest first.',
  scope: 'mentions:read',
  query: Type.Object(pageQuery),
  operation: /* GraphQL */ `
    query ListRuns($id: ID!, $first: Int!, $after: String) {
      dataset(id: $id) {
        runs(first: $first, after: $after) { nodes { ${RUN_FIELDS} } pageInfo { hasNextPage endCursor } }
      }
    }
  `,
  variables: ({ params, limit, cursor }) => ({
    id: params['dataset_id'],
    first: limit,
    after: cursor ?? null,
  }),
  placeOf: placeInQuery,
  reply({ dataset }: { dataset: { runs: SourcePage<SourceRun> } | null }) {
    if (!dataset) throw notFound('Dataset');
    return pageOf(dataset.runs, toRun);
  },
  response: {
    schema: pageSchema(runSchema),
    example: { status: 'success', data: [RUN_EXAMPLE], has_next: false, cursor: null },
  },
  errors: DATASET_ERRORS,
});
