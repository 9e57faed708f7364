import { Type } from 'typebox';
import type { Dialect } from '../../engine/dialect.ts';
import { MESSAGES, type Problem, type ProblemCode, STATUS } from '../../engine/problem.ts';
import { getIntelligence } from './routes/get-intelligence.ts';
import { listPosts } from './routes/list-posts.ts';
import { querySchema } from './snapshot.ts';

/** Error codes from the document; where it defines none, our own in the same form. */
const CODES: Readonly<Record<ProblemCode, string>> = {
  UNKNOWN_ROUTE: 'NOT_FOUND',
  METHOD_NOT_ALLOWED: 'METHOD_NOT_ALLOWED',
  URI_TOO_LONG: 'URI_TOO_LONG',
  BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  MALFORMED_BODY: 'MALFORMED_BODY',
  MISSING_KEY: 'MISSING_API_KEY',
  INVALID_KEY: 'INVALID_API_KEY',
  FORBIDDEN_SCOPE: 'FORBIDDEN_SCOPE',
  PLAN_REQUIRED: 'PLAN_NO_API_ACCESS',
  PAYMENT_REQUIRED: 'PLAN_NO_API_ACCESS',
  QUOTA_EXCEEDED: 'RATE_LIMIT_EXCEEDED',
  MODEL_REQUIRED: 'INTERNAL_ERROR',
  RATE_LIMITED: 'RATE_LIMIT_EXCEEDED',
  CONCURRENCY_LIMITED: 'RATE_LIMIT_EXCEEDED',
  MISSING_PARAMETER: 'INVALID_PARAMETER',
  INVALID_PARAMETER: 'INVALID_PARAMETER',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  UPSTREAM_FAILED: 'INTERNAL_ERROR',
  UPSTREAM_TIMEOUT: 'INTERNAL_ERROR',
  OVERLOADED: 'SERVICE_UNAVAILABLE',
  UNAVAILABLE: 'INTERNAL_ERROR',
  INTERNAL: 'INTERNAL_ERROR',
};

/** Required parameters whose absence has its own error code. */
const MISSING: Readonly<Record<string, string>> = {
  keyword: 'MISSING_KEYWORD',
  query_id: 'MISSING_QUERY_ID',
};

/** CommunityTracker: scored community posts, and share of voice. */
export const communityTracker: Dialect = {
  name: 'community-tracker',
  title: 'CommunityTracker',
  description:
    'Programmatic access to community intelligence data: AI-scored community posts matching a keyword, and share of voice.',
  // The document names no host: `<your-base-url>`.
  hosts: [],
  credentials: ['x-api-key'],
  policy: 'community-tracker:api',
  headers: (budget) => ({
    'x-ratelimit-limit': String(budget.limit),
    'x-ratelimit-remaining': String(budget.remaining),
    'x-ratelimit-reset': budget.resetsAt.toISOString(),
  }),
  fail(problem, budget) {
    const code = codeOf(problem);
    const status = CODES[problem.code] === 'INTERNAL_ERROR' ? 500 : STATUS[problem.code];
    if (problem.code !== 'RATE_LIMITED' || !budget)
      return { status, body: { error: { code, message: messageOf(problem) }, ...besideOf(problem) } };
    return {
      status,
      body: {
        error: {
          code,
          message: `Daily API limit of ${budget.limit} requests exceeded. Resets at midnight UTC.`,
          limit: budget.limit,
          used: budget.used,
          resets_at: budget.resetsAt.toISOString(),
        },
      },
    };
  },
  errorSchema: Type.Object({
    error: Type.Object({
      code: Type.String({ description: 'Error code, in UPPER_SNAKE_CASE.' }),
      message: Type.String({ description: 'Human-readable description of the error.' }),
      limit: Type.Optional(Type.Integer({ description: 'With RATE_LIMIT_EXCEEDED: requests per day.' })),
      used: Type.Optional(Type.Integer({ description: 'With RATE_LIMIT_EXCEEDED: requests counted today.' })),
      resets_at: Type.Optional(
        Type.String({
          format: 'date-time',
          description: 'With RATE_LIMIT_EXCEEDED: time at which the count is reset.',
        }),
      ),
    }),
    queries: Type.Optional(
      Type.Array(querySchema, { description: 'With MISSING_QUERY_ID: the active intelligence queries.' }),
    ),
  }),
  routes: [listPosts, getIntelligence],
};

/**
 * Returns the documented code of a problem. Where a problem has several codes, the route specifies
 * one.
 */
function codeOf({ code, details }: Problem): string {
  if (code === 'NOT_FOUND' && typeof details['documented'] === 'string') return details['documented'];
  return (code === 'MISSING_PARAMETER' && MISSING[details['parameter'] as string]) || CODES[code];
}

/**
 * Returns the message of a problem. The document has no 503, so an outage is reported as an
 * internal error.
 */
function messageOf({ code, message }: Problem): string {
  return code === 'UNAVAILABLE' ? MESSAGES.INTERNAL! : message;
}

/** Returns members that a route adds to the error envelope. */
function besideOf({ details }: Problem): object {
  return (details['beside'] as object | undefined) ?? {};
}
