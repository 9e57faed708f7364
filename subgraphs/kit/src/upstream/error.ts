/**
 * How an upstream call can fail. `missing` is an answer (there is no such thing); `refused` is our request's fault;
 * `credentials` a key that is wrong or expired; `limited` the vendor's limit, also while we wait for it to end; `open`
 * a breaker that lets nothing through; `cancelled` a caller who no longer waits.
 */
export type UpstreamFault =
  | 'missing'
  | 'refused'
  | 'credentials'
  | 'limited'
  | 'failed'
  | 'timeout'
  | 'malformed'
  | 'open'
  | 'cancelled';

/** A failed upstream call, for the log and for who decides what to do next; never shown to a caller of ours. */
export class UpstreamError extends Error {
  readonly fault: UpstreamFault;
  /** Its HTTP status, where there was an answer. */
  readonly answered: number | null;
  /** Its body as JSON, where it had one; as text where the request reads text. */
  readonly body: unknown;
  /** Whether the request may have left: false only where nothing of it was ever written to the vendor. */
  readonly left: boolean;
  /** Milliseconds for which the vendor wants to be left alone, where it says so. */
  readonly retryAfter: number | null;

  constructor(
    fault: UpstreamFault,
    message: string,
    options: {
      answered?: number | null;
      body?: unknown;
      left?: boolean;
      retryAfter?: number | null;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UpstreamError';
    this.fault = fault;
    this.answered = options.answered ?? null;
    this.body = options.body;
    this.left = options.left ?? false;
    this.retryAfter = options.retryAfter ?? null;
  }
}
