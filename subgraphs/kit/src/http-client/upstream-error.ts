/**
 * How an upstream call can fail. `missing`: a valid response that there is no such object;
 * `refused`: our request is at fault; `credentials`: the key is wrong or expired; `limited`: the
 * vendor's rate limit, also while we wait for its reset; `redirected`: a redirect, which is not
 * followed; `malformed`: a response that deviates from the vendor's documentation; `oversized`: a
 * response larger than its limit; `failed`: the connection or the server failed; `open`: the
 * circuit breaker is open; `cancelled`: the caller no longer waits.
 */
export type UpstreamFault =
  | 'missing'
  | 'refused'
  | 'credentials'
  | 'limited'
  | 'redirected'
  | 'failed'
  | 'timeout'
  | 'malformed'
  | 'oversized'
  | 'open'
  | 'cancelled';

/**
 * The error of a failed upstream request. It is logged and handled, and never shown to a caller.
 */
export class UpstreamError extends Error {
  readonly fault: UpstreamFault;
  /** The HTTP status, if there was a response. */
  readonly status: number | null;
  /** The body as JSON, or as text if the request reads text. */
  readonly body: unknown;
  /** Whether the vendor may have received the request; false only if no byte of it was sent. */
  readonly sent: boolean;
  /** Milliseconds until the vendor accepts requests again; null if unknown. */
  readonly retryAfter: number | null;
  /** The reason, to be written after the upstream's name. */
  readonly reason: string;

  constructor(
    fault: UpstreamFault,
    message: string,
    options: {
      status?: number | null;
      body?: unknown;
      sent?: boolean;
      retryAfter?: number | null;
      reason?: string;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UpstreamError';
    this.fault = fault;
    this.status = options.status ?? null;
    this.body = options.body;
    this.sent = options.sent ?? false;
    this.retryAfter = options.retryAfter ?? null;
    this.reason = options.reason ?? message;
  }
}

/** Maximum length of a chain of causes, which may be circular. */
const MOST = 10;

/**
 * The members of an error that are read. Its class is not checked, because it differs between
 * realms.
 */
export interface Cause {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/**
 * Lists an error and its causes, outermost first. Fetch wraps the errors of its sockets and bodies.
 */
export function causesOf(error: unknown): Cause[] {
  const found: Cause[] = [];
  for (let each = error; typeof each === 'object' && each !== null && found.length < MOST; ) {
    found.push(each);
    each = (each as Cause).cause;
  }
  return found;
}
