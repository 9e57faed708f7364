import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { DATASET_ERRORS } from '../dataset.ts';
import { platforms } from '../platforms.ts';
import { type Failure, refuse, unprocessable } from '../problems.ts';
import { RUN_FIELDS, runResponse, type SourceRun, toRun } from '../run.ts';

const LARGEST_BODY = 8 * 1024 * 1024;

const comments = Type.Integer({
  minimum: 0,
  maximum: 100,
  default: 0,
  description: 'Number of comments to store with each mention.',
});

const source = Type.String({
  enum: [...platforms.all],
  description: 'Platform of records that do not name one.',
});

/**
 * `POST /v1/datasets/{dataset_id}/runs`: mentions as JSON, or as NDJSON with the settings in the
 * query string.
 */
export const startRun = route({
  operationId: 'startRun',
  method: 'POST',
  path: '/v1/datasets/{dataset_id}/runs',
  summary: 'Start a run',
  description:
    'Starts a run that takes mentions into a dataset, in the background. The mentions are a list in `search_query`, or ' +
    'the body itself as application/x-ndjson, one JSON object a line, 8 MB at most.',
  scope: 'mentions:write',
  query: Type.Object({
    num_comments_per_post: Type.Optional(comments),
    source: Type.Optional(source),
    analysis: Type.Optional(
      Type.String({
        enum: ['true', 'false'],
        description: 'Whether to analyse the mentions. Default: true.',
      }),
    ),
  }),
  body: Type.Object(
    {
      search_query: Type.Object(
        {
          type: Type.String({ enum: ['import'] }),
          mentions: Type.Array(Type.Object({}, { additionalProperties: true }), { minItems: 1 }),
        },
        { additionalProperties: false },
      ),
      num_comments_per_post: Type.Optional(comments),
      source: Type.Optional(source),
      analysis: Type.Optional(Type.Boolean({ default: true })),
    },
    { additionalProperties: false },
  ),
  text: 'application/x-ndjson',
  bodyLimit: LARGEST_BODY,
  check({ text }) {
    if (text !== null && text.trim() === '') throw unprocessable('body', 'must have a record');
  },
  operation: /* GraphQL */ `
    mutation StartRun($id: ID!, $input: StartRunInput!) {
      startRun(datasetId: $id, input: $input) {
        __typename
        ... on RunStarted { run { ${RUN_FIELDS} } }
        ... on InvalidInput { message field }
      }
    }
  `,
  variables({ params, body, text, num_comments_per_post, source: platform, analysis }) {
    const settings =
      text === null
        ? { ...body, ndjson: body.search_query.mentions.map((each) => JSON.stringify(each)).join('\n') }
        : { ndjson: text, num_comments_per_post, source: platform, analysis: analysis !== 'false' };
    return {
      id: params['dataset_id'],
      input: {
        type: 'IMPORT',
        ndjson: settings.ndjson,
        source: settings.source ? platforms.valueOf(settings.source) : null,
        numCommentsPerPost: settings.num_comments_per_post ?? 0,
        analysis: settings.analysis ?? true,
      },
    };
  },
  reply({ startRun: result }: { startRun: Failure & { run: SourceRun } }) {
    refuse(result, 'Dataset');
    return { status: 'success', data: toRun(result.run) };
  },
  status: 202,
  response: runResponse,
  errors: { ...DATASET_ERRORS, 413: ['payload_too_large'], 415: ['unsupported_media_type'] },
});
