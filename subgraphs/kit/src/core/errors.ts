/** The code of an error. Every endpoint maps it to its own envelope and status. */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN_SCOPE'
  | 'PLAN_REQUIRED'
  | 'PAYMENT_REQUIRED'
  | 'QUOTA_EXCEEDED'
  | 'MODEL_REQUIRED'
  | 'RATE_LIMITED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'UPSTREAM_FAILED'
  | 'UPSTREAM_TIMEOUT'
  | 'UNAVAILABLE';

/** Details of an error for its caller, such as `{ field: 'first' }`. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * The only error that is shown to callers: `message` and `details` are public, `cause` is logged.
 * Any other error is reported as INTERNAL, masked, and logged once with the request id.
 */
export class TributaryError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TributaryError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Creates the error for an invalid input; `field` names the argument or member. */
export function invalidInput(field: string, message: string): TributaryError {
  return new TributaryError('INVALID_INPUT', message, { details: { field } });
}

/**
 * Creates the error for an object that does not exist or belongs to another workspace; a caller
 * cannot tell which.
 */
export function notFound(what: string): TributaryError {
  return new TributaryError('NOT_FOUND', `${what} was not found.`);
}

/** Types of failures that a mutation returns as members of its union, by error code. */
const FAILURES: Readonly<Partial<Record<ErrorCode, string>>> = {
  INVALID_INPUT: 'InvalidInput',
  NOT_FOUND: 'NotFound',
  CONFLICT: 'Conflict',
  PLAN_REQUIRED: 'PlanRequired',
  QUOTA_EXCEEDED: 'QuotaExceeded',
  MODEL_REQUIRED: 'ModelRequired',
  UPSTREAM_FAILED: 'PlatformUnreachable',
};

/**
 * Runs a mutation. Turns errors with one of the given codes into a failure of its union; rethrows
 * any other error.
 */
export async function withFailures<Result>(
  work: () => Promise<Result>,
  codes: readonly ErrorCode[] = ['INVALID_INPUT'],
) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TributaryError && codes.includes(error.code))) throw error;
    return { __typename: FAILURES[error.code]!, message: error.message, ...error.details };
  }
}
