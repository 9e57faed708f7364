import { TributaryError } from '@tributary/kit';
import { type ErrorDetails, redactText } from '@tributary/kit/host';
import { isOutage, OUTAGE } from '@tributary/kit/postgres';

/** Every way in which a REST request can fail; each dialect has its own words and envelope for them. */
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
  | 'TOO_MANY_AT_ONCE'
  | 'MISSING_PARAMETER'
  | 'INVALID_PARAMETER'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'UPSTREAM_FAILED'
  | 'UPSTREAM_TIMEOUT'
  | 'OVERLOADED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/** The usual HTTP status of each problem; a dialect may have another. */
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
  TOO_MANY_AT_ONCE: 429,
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

/** When to try again after an outage, in seconds. */
const RETRY_AFTER = '1';

/** A failed request, on its way to the dialect's envelope. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: ErrorDetails;
  /** Headers that go with it, such as `Allow` or `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    message: string,
    options: { details?: ErrorDetails; headers?: Record<string, string> } = {},
  ) {
    // It may quote what was sent, and a key may have been sent anywhere.
    super(redactText(message));
    this.code = code;
    this.details = options.details ?? {};
    this.headers = options.headers ?? {};
  }
}

/** Errors of the server in front, by their codes. */
const SERVER: Readonly<Record<string, ProblemCode>> = {
  OVERLOADED: 'OVERLOADED',
  MALFORMED_BODY: 'MALFORMED_BODY',
  UNSUPPORTED_ENCODING: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_BODY',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_BODY',
};

/** What a problem says where nothing is known of it but its code. */
export const WORDS: Partial<Record<ProblemCode, string>> = {
  INVALID_KEY: 'The API key is missing or invalid.',
  FORBIDDEN_SCOPE: 'The API key lacks the scope.',
  PLAN_REQUIRED: 'The plan does not include it.',
  RATE_LIMITED: 'Too many requests. Slow down and retry.',
  INVALID_PARAMETER: 'Something in the request is missing or wrong.',
  CONFLICT: 'The Idempotency-Key was used for another request, or its first request is still under way.',
  BODY_TOO_LARGE: 'The request body is too large.',
  UNSUPPORTED_MEDIA_TYPE: 'The request body must be JSON (Content-Type: application/json).',
  MALFORMED_BODY: 'The request body is not valid JSON.',
  UNKNOWN_ROUTE: 'There is nothing at this address.',
  OVERLOADED: 'There is too much to do at the moment. Try again soon.',
  INTERNAL: 'An unexpected server error occurred.',
};

/** Anything thrown, as a problem; what is not known to be fit for the caller is INTERNAL. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TributaryError) return fromTributary(error);
  if (isOutage(error)) return unavailable(OUTAGE);
  const { code = '', message } = error as { code?: string; message: string };
  const known = SERVER[code];
  // The server's own errors say what is wrong in words for the caller; those of its framework do not.
  if (known && !code.startsWith('FST_')) return new Problem(known, message);
  return new Problem(known ?? 'INTERNAL', WORDS[known ?? 'INTERNAL']!);
}

function unavailable(message: string): Problem {
  return new Problem('UNAVAILABLE', message, { headers: { 'retry-after': RETRY_AFTER } });
}

function fromTributary({ code, message, details }: TributaryError): Problem {
  if (code === 'INVALID_INPUT') return new Problem('INVALID_PARAMETER', message, { details });
  // The limit of one field, which has its own words: its name is none that a REST caller knows.
  if (code === 'RATE_LIMITED')
    return new Problem(code, WORDS[code]!, {
      headers: { 'retry-after': String(details['retryAfter'] ?? 60) },
    });
  if (code === 'UNAVAILABLE') return unavailable(message);
  if (code === 'UNAUTHENTICATED') return new Problem('INVALID_KEY', message);
  return new Problem(code, message, { details });
}
