import { type Static, Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { nullable } from '../../../engine/nullable.ts';
import { DATASET_ERRORS } from '../dataset.ts';
import { platforms } from '../platforms.ts';
import { type Failure, refuse, unprocessable } from '../problems.ts';
import { RUN_FIELDS, runResponse, type SourceRun, toRun } from '../run.ts';
import {
  checkRunBody,
  placeInRun,
  type SearchQuery,
  searchQuerySchema,
  toRunInput,
} from '../search-query.ts';

const LARGEST_BODY = 8 * 1024 * 1024;
/** Comments with each mention that a run reads by itself, as the vendor documents it. */
const COMMENTS_READ = 10;
const ANALYSES = [
  'content_category',
  'tone_of_voice',
  'narrative_structure',
  'intent',
  'hook',
  'mentioned_brands',
  'content_topics',
  'emotions',
  'cta',
  'entities',
  'questions',
  'sentiment',
];

const comments = Type.Integer({
  minimum: 0,
  maximum: 100,
  description:
    'Number of comments to store with each mention. Default: 0 for `import`, otherwise 10, where the source has comments.',
});

const source = Type.String({
  enum: [...platforms.all],
  description: 'Platform of records that do not name one.',
});

const day = Type.String({ format: 'date' });

const body = Type.Object(
  {
    search_query: searchQuerySchema,
    num_comments_per_post: Type.Optional(comments),
    source: Type.Optional(source),
    analysis: Type.Optional(Type.Boolean({ description: 'Whether to analyse the mentions. Default: true.' })),
    count: Type.Optional(
      Type.Integer({ minimum: 20, maximum: 500, default: 200, description: 'Maximum number of mentions.' }),
    ),
    date_range: Type.Optional(
      nullable(
        Type.Object({ from: Type.Optional(day), to: Type.Optional(day) }, { additionalProperties: false }),
        'Days of the posts that are searched, both inclusive. Default: the last 30 days.',
      ),
    ),
    language: Type.Optional(
      nullable(Type.String(), 'Language of the posts that are searched, such as `en`.'),
    ),
    country_code: Type.Optional(
      Type.String({
        pattern: '^[A-Z]{2}$',
        description: 'Accepted and not applied: the platforms do not say where an author lives.',
      }),
    ),
    enable_visual_recognition: Type.Optional(Type.Boolean({ description: 'Must be false.' })),
    enable_transcribing: Type.Optional(Type.Boolean({ description: 'Must be false.' })),
    content_analysis_actions: Type.Optional(
      Type.Array(Type.String({ enum: ANALYSES }), {
        description: 'Without `analysis`: any value analyses everything, an empty list nothing.',
      }),
    ),
  },
  { additionalProperties: false },
);

/**
 * `POST /v1/datasets/{dataset_id}/runs`: mentions as JSON, or as NDJSON with the settings in the
 * query string; or what the run is to read of the platforms.
 */
export const startRun = route({
  operationId: 'startRun',
  method: 'POST',
  path: '/v1/datasets/{dataset_id}/runs',
  summary: 'Start a run',
  description:
    'Starts a run that takes mentions into a dataset, in the background: posts that a search of the platforms finds ' +
    '(`prompt`), posts by their addresses (`url`), a list in `search_query` (`import`), or the body itself as ' +
    'application/x-ndjson, one JSON object a line, 8 MB at most.',
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
  body,
  text: 'application/x-ndjson',
  bodyLimit: LARGEST_BODY,
  check({ text, body: sent }) {
    if (text === null) checkRunBody(sent);
    else if (text.trim() === '') throw unprocessable('body', 'must have a record');
  },
  operation: /* GraphQL */ `
    mutation StartRun($id: ID!, $input: StartRunInput!) {
      startRun(datasetId: $id, input: $input) {
        __typename
        ... on RunStarted { run { ${RUN_FIELDS} } }
        ... on InvalidInput { message field }
        ... on InvalidQuery { message suggestion }
      }
    }
  `,
  variables({ params, body: sent, text, num_comments_per_post, source: platform, analysis }) {
    const settings =
      text === null
        ? inputOf(sent)
        : {
            type: 'IMPORT',
            ndjson: text,
            source: platform ? platforms.valueOf(platform) : null,
            numCommentsPerPost: num_comments_per_post ?? 0,
            analysis: analysis !== 'false',
          };
    return { id: params['dataset_id'], input: settings };
  },
  reply({ startRun: result }: { startRun: Failure & { run: SourceRun; suggestion?: string | null } }) {
    const { __typename, message, suggestion } = result;
    if (__typename === 'InvalidQuery')
      throw unprocessable('body.search_query.search_query', [message, suggestion].filter(Boolean).join(' '));
    refuse(result, 'Dataset', placeInRun);
    return { status: 'success', data: toRun(result.run) };
  },
  status: 202,
  response: runResponse,
  errors: { ...DATASET_ERRORS, 413: ['payload_too_large'], 415: ['unsupported_media_type'] },
});

function inputOf(sent: Static<typeof body>): Record<string, unknown> {
  const { count, date_range: range, language, source: platform } = sent;
  const actions = sent.content_analysis_actions;
  const query = sent.search_query as SearchQuery;
  return {
    ...toRunInput(query),
    source: platform ? platforms.valueOf(platform) : null,
    numCommentsPerPost: sent.num_comments_per_post ?? (query.type === 'import' ? 0 : COMMENTS_READ),
    analysis: sent.analysis ?? (actions === undefined || actions.length > 0),
    ...(count === undefined ? {} : { count }),
    ...(query.type === 'prompt'
      ? { language: language ?? null, from: range?.from ?? null, to: range?.to ?? null }
      : {}),
  };
}
