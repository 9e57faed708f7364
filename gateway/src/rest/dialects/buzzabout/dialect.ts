import { Type } from 'typebox';
import type { Dialect } from '../../engine/dialect.ts';
import { type Problem, type ProblemCode, STATUS } from '../../engine/problem.ts';
import { createDataset } from './routes/create-dataset.ts';
import { deleteDataset } from './routes/delete-dataset.ts';
import { getDataset } from './routes/get-dataset.ts';
import { getRun } from './routes/get-run.ts';
import { listDatasets } from './routes/list-datasets.ts';
import { listMentions } from './routes/list-mentions.ts';
import { listRuns } from './routes/list-runs.ts';
import { startRun } from './routes/start-run.ts';
import { updateDataset } from './routes/update-dataset.ts';

/**
 * Error codes from the document and the vendor's public pages; where they define none, our own in
 * the same form.
 */
const CODES: Readonly<Record<ProblemCode, string>> = {
  UNKNOWN_ROUTE: 'not_found',
  METHOD_NOT_ALLOWED: 'method_not_allowed',
  URI_TOO_LONG: 'uri_too_long',
  BODY_TOO_LARGE: 'payload_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
  MALFORMED_BODY: 'bad_request',
  MISSING_KEY: 'unauthorized',
  INVALID_KEY: 'unauthorized',
  FORBIDDEN_SCOPE: 'forbidden',
  PLAN_REQUIRED: 'payment_required',
  PAYMENT_REQUIRED: 'payment_required',
  QUOTA_EXCEEDED: 'payment_required',
  MODEL_REQUIRED: 'internal_server_error',
  RATE_LIMITED: 'too_many_requests',
  CONCURRENCY_LIMITED: 'too_many_requests',
  MISSING_PARAMETER: 'unprocessable_entity',
  INVALID_PARAMETER: 'unprocessable_entity',
  NOT_FOUND: 'not_found',
  CONFLICT: 'conflict',
  UPSTREAM_FAILED: 'internal_server_error',
  UPSTREAM_TIMEOUT: 'internal_server_error',
  OVERLOADED: 'service_unavailable',
  UNAVAILABLE: 'service_unavailable',
  INTERNAL: 'internal_server_error',
};

const UNPROCESSABLE = 422;
const PAYMENT_REQUIRED = 402;

/** Problems that a retry may resolve. */
const TRANSIENT: ReadonlySet<ProblemCode> = new Set([
  'RATE_LIMITED',
  'CONCURRENCY_LIMITED',
  'UPSTREAM_FAILED',
  'UPSTREAM_TIMEOUT',
  'OVERLOADED',
  'UNAVAILABLE',
]);

/** Buzzabout: filterable mentions across datasets. */
export const buzzabout: Dialect = {
  name: 'buzzabout',
  title: 'Buzzabout',
  description: 'Filterable, paginated mentions across one or more datasets.',
  hosts: ['api.buzzabout.ai'],
  credentials: ['x-api-key'],
  policy: 'buzzabout:api',
  headers: (budget) => ({
    'x-ratelimit-limit': String(budget.limit),
    'x-ratelimit-remaining': String(budget.remaining),
    'x-ratelimit-reset': String(Math.ceil(budget.resetsAt.getTime() / 1_000)),
  }),
  fail(problem) {
    const status = statusOf(problem.code);
    return {
      status,
      body: {
        status: status >= 500 ? 'server_error' : 'client_error',
        error_code: codeOf(problem),
        detail: detailOf(problem),
        transient: TRANSIENT.has(problem.code),
      },
    };
  },
  errorSchema: Type.Object({
    status: Type.String({ description: '`client_error` or `server_error`.' }),
    error_code: Type.String({ description: 'Error code, in snake_case.' }),
    detail: Type.Union(
      [
        Type.String(),
        Type.Object({
          message: Type.String(),
          errors: Type.Record(Type.String(), Type.String(), {
            description: 'Messages by location in the request, such as `body.filters`.',
          }),
        }),
      ],
      { description: 'Human-readable description of the error.' },
    ),
    transient: Type.Boolean({ description: 'Whether the same request may succeed later.' }),
  }),
  routes: [
    listMentions,
    createDataset,
    listDatasets,
    getDataset,
    updateDataset,
    deleteDataset,
    startRun,
    listRuns,
    getRun,
  ],
};

function statusOf(code: ProblemCode): number {
  if (code === 'MISSING_PARAMETER' || code === 'INVALID_PARAMETER') return UNPROCESSABLE;
  if (code === 'PLAN_REQUIRED') return PAYMENT_REQUIRED;
  return CODES[code] === 'internal_server_error' ? 500 : STATUS[code];
}

/** Names the missing object in the code, such as `dataset_not_found`. */
function codeOf({ code, message }: Problem): string {
  if (code !== 'NOT_FOUND') return CODES[code];
  const what = /\b(dataset|collection|run)\b/i.exec(message)?.[1];
  return what ? `${what.toLowerCase()}_not_found` : CODES.NOT_FOUND;
}

function detailOf({ code, message, details }: Problem): string | object {
  if (code === 'NOT_FOUND') return message.replace(/ was not found\.$/, ' not found');
  if (CODES[code] !== 'unprocessable_entity') return message;
  const errors = details['errors'] ?? { [`query.${details['parameter'] ?? details['field']}`]: message };
  return { message: 'Invalid request data', errors };
}
