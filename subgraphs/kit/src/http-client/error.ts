/**
 * How an upstream call can fail. `missing` is an answer (there is no such thing); `refused` is our request's fault;
 * `credentials` a key that is wrong or expired; `limited` the vendor's rate limit, also while we wait for it to end;
 * `redirected` an answer that points elsewhere, which is not followed; `malformed` an answer that is not what the vendor
 * documents; `oversized` one with more bytes than are read; `failed` a broken connection or server; `open` a circuit
 * breaker that lets nothing through; `cancelled` a caller who no longer waits.
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

/** A failed upstream call, for the log and for the code that decides what to do next; never shown to a caller. */
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
  /** What happened, without the upstream's name: words that follow it. */
  readonly reason: string;

  constructor(
    fault: UpstreamFault,
    message: string,
    options: {
      answered?: number | null;
      body?: unknown;
      left?: boolean;
      retryAfter?: number | null;
      reason?: string;
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
    this.reason = options.reason ?? message;
  }
}

/** Most errors that are followed: a chain of causes may be a circle. */
const MOST = 10;

/** What is read of an error; not by its class, which differs between realms. */
export interface Cause {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** An error and what caused it, outermost first: fetch wraps what its sockets and bodies throw. */
export function causesOf(error: unknown): Cause[] {
  const found: Cause[] = [];
  for (let each = error; typeof each === 'object' && each !== null && found.length < MOST; ) {
    found.push(each);
    each = (each as Cause).cause;
  }
  return found;
}
