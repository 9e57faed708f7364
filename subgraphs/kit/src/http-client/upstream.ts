import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
} from 'cockatiel';
import type { Headers } from 'undici';
import { UpstreamError, type UpstreamFault } from './error.ts';
import type { UpstreamMetrics } from './metrics.ts';
import { anywhere, publicOnly } from './private-address.ts';
import { pauseOf } from './rate.ts';
import { type Answered, send, type Target, type UpstreamRequest } from './send.ts';

/** How an upstream is reached. */
export interface UpstreamOptions {
  /** By which it is known in metrics and logs. */
  readonly name: string;
  readonly baseUrl: string;
  /** Longest that one question may take, with its retries, in milliseconds. */
  readonly timeout: number;
  /** Further attempts at a GET whose connection broke or whose server failed; 1 without. */
  readonly retries?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether it may be at a private address; true without. False for an address that a customer has
   * written: every address that its name resolves to is then looked at as the connection is made.
   */
  readonly allowPrivate?: boolean;
  /** What an answer means where the vendor's status alone does not say it. */
  readonly classify?: (status: number, body: unknown) => UpstreamFault | undefined;
  /** Opens after so many failures in a row, and tries again after so many milliseconds. */
  readonly breaker?: { readonly after: number; readonly coolDown: number };
  /**
   * What the vendor's rate limits count: all requests (default), or those of each operation by
   * themselves.
   */
  readonly limits?: 'upstream' | 'operation';
  readonly metrics: UpstreamMetrics;
  readonly clock?: () => number;
}

/** Understands an answer. */
export type Read<Answer> = (body: unknown, headers: Headers) => Answer;

/** One outside system behind a timeout, retries, its own rate headers and a circuit breaker. */
export interface Upstream {
  readonly name: string;
  /**
   * Asks, and reads the answer; `read` throws an UpstreamError `malformed` for one that it does not
   * understand, which counts as the upstream's failure. Throws an UpstreamError, whatever goes
   * wrong.
   */
  ask<Answer>(request: UpstreamRequest, read: Read<Answer>): Promise<Answer>;
}

/** Failures that say that the upstream is not well; others say something about one question. */
const UNWELL: ReadonlySet<UpstreamFault> = new Set([
  'failed',
  'timeout',
  'malformed',
  'oversized',
  'redirected',
  'credentials',
]);

/**
 * Opens an upstream. Its breaker and what it knows of the vendor's limit live as long as the value.
 */
export function openUpstream(options: UpstreamOptions): Upstream {
  const { name, metrics, clock = Date.now, breaker = { after: 5, coolDown: 30_000 } } = options;
  const pauses = openPauses(options.limits ?? 'upstream', clock);
  const target: Target = {
    name,
    baseUrl: options.baseUrl,
    headers: options.headers ?? {},
    classify: options.classify,
    dispatcher: options.allowPrivate === false ? publicOnly() : anywhere(),
    onHeaders(operation, refused, headers) {
      const pause = pauseOf(refused, headers, clock());
      pauses.extend(operation, pause);
      return pause;
    },
  };
  const circuit = circuitBreaker(
    handleWhen((error) => UNWELL.has((error as UpstreamError).fault)),
    { halfOpenAfter: breaker.coolDown, breaker: new ConsecutiveBreaker(breaker.after) },
  );
  circuit.onStateChange((state) =>
    metrics.breaker.set({ upstream: name }, state === CircuitState.Closed ? 0 : 1),
  );
  return {
    name,
    async ask(request, read) {
      const started = performance.now();
      const observe = (outcome: string) =>
        metrics.attempts.observe(
          { upstream: name, operation: request.operation, outcome },
          (performance.now() - started) / 1_000,
        );
      try {
        const pause = pauses.left(request.operation);
        if (pause > 0) {
          const reason = `allows no request before ${new Date(clock() + pause).toISOString()} (rate limit)`;
          throw new UpstreamError('limited', `${name} ${reason}.`, { retryAfter: pause, reason });
        }
        const answer = await circuit.execute(() => attempts(target, options, request, read));
        observe('ok');
        return answer;
      } catch (error) {
        const known = asUpstreamError(name, error);
        observe(known.fault);
        throw known;
      }
    },
  };
}

/** One question with its retries, all within the timeout. */
async function attempts<Answer>(
  target: Target,
  { timeout, retries = 1 }: UpstreamOptions,
  request: UpstreamRequest,
  read: Read<Answer>,
): Promise<Answer> {
  const limit = AbortSignal.timeout(timeout);
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
  const safe = (request.method ?? 'GET') === 'GET';
  // Backing off has jitter (decorrelated): processes that failed together do not come back
  // together.
  const again = retry(
    handleWhen((error) => safe && (error as UpstreamError).fault === 'failed'),
    { maxAttempts: retries, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }) },
  );
  return again.execute(async () => {
    const answered = await send(target, request, signal);
    return understood(target.name, answered, read);
  }, signal);
}

/**
 * Reads an answer; one that `read` does not understand is the upstream's failure, and the error
 * says in what.
 */
function understood<Answer>(name: string, { status, body, headers }: Answered, read: Read<Answer>): Answer {
  try {
    return read(body, headers);
  } catch (cause) {
    const known = cause instanceof UpstreamError ? cause : null;
    const fault = known?.fault ?? 'malformed';
    const reason =
      fault === 'malformed'
        ? `answered ${status} in a form that is not documented${known ? `: ${known.reason}` : ''}`
        : known!.reason;
    throw new UpstreamError(fault, known ? known.message : `The answer of ${name} could not be read.`, {
      cause,
      left: true,
      answered: fault === 'malformed' ? status : null,
      reason: reason.replace(/\.$/, ''),
    });
  }
}

/** Until when the vendor wants to be left alone. */
function openPauses(per: 'upstream' | 'operation', clock: () => number) {
  const until = new Map<string, number>();
  const keyOf = (operation: string) => (per === 'upstream' ? '' : operation);
  return {
    left: (operation: string) => (until.get(keyOf(operation)) ?? 0) - clock(),
    extend(operation: string, pause: number) {
      const key = keyOf(operation);
      until.set(key, Math.max(until.get(key) ?? 0, clock() + pause));
    },
  };
}

function asUpstreamError(name: string, error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (error instanceof BrokenCircuitError) {
    const reason = 'has failed too often and is left alone for now';
    return new UpstreamError('open', `${name} ${reason}.`, { reason });
  }
  // Nothing else is thrown but by the retries themselves, when their signal has ended before the
  // first attempt.
  return new UpstreamError('cancelled', `${name} was not asked.`, { cause: error });
}
