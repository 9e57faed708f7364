import { TributaryError } from '@tributary/kit';
import { redactText } from '@tributary/kit/host';
import { isOutage, OUTAGE } from '@tributary/kit/postgres';

/**
 * Every way in which a REST request can fail. Each dialect has its own codes and envelope for them.
 */
export type ProblemCode =
  | 'UNKNOWN_ROUTE'
  | 'METHOD_NOT_ALLOWED'
  | 'URI_TOO_LONG'
  | 'BODY_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'MALFORMED_BODY'
  | 'MISSING_KEY'
  | 'INVALID_KEY'
  | 'FORBIDDEN_SCOPE'
  | 'PLAN_REQUIRED'
  | 'PAYMENT_REQUIRED'
  | 'QUOTA_EXCEEDED'
  | 'MODEL_REQUIRED'
  | 'RATE_LIMITED'
  | 'CONCURRENCY_LIMITED'
  | 'MISSING_PARAMETER'
  | 'INVALID_PARAMETER'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'UPSTREAM_FAILED'
  | 'UPSTREAM_TIMEOUT'
  | 'OVERLOADED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/** Default HTTP status of each problem; a dialect may use another. */
export const STATUS: Readonly<Record<ProblemCode, number>> = {
  UNKNOWN_ROUTE: 404,
  METHOD_NOT_ALLOWED: 405,
  URI_TOO_LONG: 414,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  MALFORMED_BODY: 400,
  MISSING_KEY: 401,
  INVALID_KEY: 401,
  FORBIDDEN_SCOPE: 403,
  PLAN_REQUIRED: 403,
  PAYMENT_REQUIRED: 402,
  QUOTA_EXCEEDED: 402,
  MODEL_REQUIRED: 501,
  RATE_LIMITED: 429,
  CONCURRENCY_LIMITED: 429,
  MISSING_PARAMETER: 400,
  INVALID_PARAMETER: 400,
  NOT_FOUND: 404,
  CONFLICT: 409,
  UPSTREAM_FAILED: 502,
  UPSTREAM_TIMEOUT: 504,
  OVERLOADED: 503,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** Value of `Retry-After` during an outage, in seconds. */
const RETRY_AFTER = '1';

/** A failed request; the dialect wraps it in its envelope. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: TributaryError['details'];
  /** Response headers, such as `Allow` or `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    message: string,
    options: { details?: TributaryError['details']; headers?: Record<string, string> } = {},
  ) {
    // The message may quote input, and callers send keys in unexpected places.
    super(redactText(message));
    this.code = code;
    this.details = options.details ?? {};
    this.headers = options.headers ?? {};
  }
}

/** Problems by the error codes of Fastify and the HTTP server. */
const SERVER: Readonly<Record<string, ProblemCode>> = {
  OVERLOADED: 'OVERLOADED',
  MALFORMED_BODY: 'MALFORMED_BODY',
  UNSUPPORTED_ENCODING: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_BODY',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_BODY',
};

/** Default messages. */
export const MESSAGES: Partial<Record<ProblemCode, string>> = {
  INVALID_KEY: 'The API key is missing or invalid.',
  FORBIDDEN_SCOPE: 'The API key lacks the scope.',
  PLAN_REQUIRED: 'Your current plan does not include this operation.',
  RATE_LIMITED: 'Too many requests. Slow down and retry.',
  INVALID_PARAMETER: 'A parameter is missing or invalid.',
  CONFLICT: 'The Idempotency-Key was used for another request, or its first request is still in progress.',
  BODY_TOO_LARGE: 'The request body is too large.',
  UNSUPPORTED_MEDIA_TYPE: 'The request body must be JSON (Content-Type: application/json).',
  MALFORMED_BODY: 'The request body is not valid JSON.',
  UNKNOWN_ROUTE: 'No such endpoint.',
  OVERLOADED: 'The server is overloaded. Try again soon.',
  UNAVAILABLE: OUTAGE,
  INTERNAL: 'An unexpected server error occurred.',
};

/**
 * Converts any thrown value to a problem; errors that were not meant for the caller become
 * INTERNAL.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TributaryError) return fromTributary(error);
  if (isOutage(error)) return unavailable(OUTAGE);
  const { code = '', message } = error as { code?: string; message: string };
  const known = SERVER[code];
  // Messages of our own server are written for the caller; those of Fastify are not.
  if (known && !code.startsWith('FST_')) return new Problem(known, message);
  return new Problem(known ?? 'INTERNAL', MESSAGES[known ?? 'INTERNAL']!);
}

function unavailable(message: string): Problem {
  return new Problem('UNAVAILABLE', message, { headers: { 'retry-after': RETRY_AFTER } });
}

function fromTributary({ code, message, details }: TributaryError): Problem {
  if (code === 'INVALID_INPUT') return new Problem('INVALID_PARAMETER', message, { details });
  // The message names a field of the graph, which a REST caller does not know.
  if (code === 'RATE_LIMITED')
    return new Problem(code, MESSAGES[code]!, {
      headers: { 'retry-after': String(details['retryAfter'] ?? 60) },
    });
  if (code === 'UNAVAILABLE') return unavailable(message);
  if (code === 'UNAUTHENTICATED') return new Problem('INVALID_KEY', message);
  return new Problem(code, message, { details });
}
