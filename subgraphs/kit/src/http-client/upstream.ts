import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import type { Headers } from 'undici';
import { upstreamChannel } from '../core/traced-work.ts';
import { type CircuitLimits, OpenCircuitError, openCircuit } from './circuit.ts';
import type { UpstreamMetrics } from './metrics.ts';
import { anywhere, publicOnly } from './private-address.ts';
import { pauseOf } from './rate.ts';
import { type SuccessfulResponse, send, type Target, type UpstreamRequest } from './send-request.ts';
import { UpstreamError, type UpstreamFault } from './upstream-error.ts';

/** Configuration of an upstream. */
export interface UpstreamOptions {
  /** The name in metrics and logs. */
  readonly name: string;
  readonly baseUrl: string;
  /** Timeout of one request including its retries, in milliseconds. */
  readonly timeout: number;
  /**
   * Number of retries of a GET that failed with a broken connection or a server error; default 1.
   */
  readonly retries?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether private addresses are allowed; default true. False for a URL from a customer: every
   * address that its host resolves to is then checked on connection.
   */
  readonly allowPrivate?: boolean;
  /** Classifies a response whose status alone is ambiguous. */
  readonly classify?: (status: number, body: unknown) => UpstreamFault | undefined;
  /** When the circuit breaker opens; after 5 failures, for 30 s, if not given. */
  readonly breaker?: CircuitLimits;
  /** Scope of the vendor's rate limits: all requests (default), or each operation separately. */
  readonly limits?: 'upstream' | 'operation';
  readonly metrics: UpstreamMetrics;
  /** Returns the current time in milliseconds: for the vendor's rate limits. */
  readonly clock: () => number;
}

/** Parses a response. */
export type Read<Answer> = (body: unknown, headers: Headers) => Answer;

/** An external system behind a timeout, retries, its own rate limits and a circuit breaker. */
export interface Upstream {
  readonly name: string;
  /**
   * Sends a request and parses the response. Throws an UpstreamError for every failure; `read`
   * throws one with `malformed` for an unexpected response, which counts as a failure of the
   * upstream.
   */
  ask<Answer>(request: UpstreamRequest, read: Read<Answer>): Promise<Answer>;
}

/** Failures that indicate an unhealthy upstream; the others concern a single request. */
const UNHEALTHY: ReadonlySet<UpstreamFault> = new Set([
  'failed',
  'timeout',
  'malformed',
  'oversized',
  'redirected',
  'credentials',
]);

/**
 * Opens an upstream. Its circuit breaker and its record of the vendor's rate limits live as long as
 * the returned object.
 */
export function openUpstream(options: UpstreamOptions): Upstream {
  const { name, metrics, clock, breaker = { after: 5, coolDown: 30_000 } } = options;
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
  const circuit = openCircuit({
    ...breaker,
    isFailure: (error) => UNHEALTHY.has((error as UpstreamError).fault),
    onChange: (isOpen) => metrics.breaker.set({ upstream: name }, isOpen ? 1 : 0),
  });
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
        const answer = await circuit.execute(() => tracedAttempts(target, options, request, read));
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

/** Sends one request with its retries, and announces it to those who trace requests. */
const tracedAttempts: typeof attempts = (target, options, request, read) => {
  if (!upstreamChannel.hasSubscribers) return attempts(target, options, request, read);
  const call = { upstream: target.name, operation: request.operation };
  return upstreamChannel.tracePromise(() => attempts(target, options, request, read), call);
};

/** Sends one request with its retries, all within the timeout. */
async function attempts<Answer>(
  target: Target,
  { timeout, retries = 1 }: UpstreamOptions,
  request: UpstreamRequest,
  read: Read<Answer>,
): Promise<Answer> {
  const limit = AbortSignal.timeout(timeout);
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
  const safe = (request.method ?? 'GET') === 'GET';
  // The backoff has decorrelated jitter, so that processes that failed together do not retry
  // together.
  const again = retry(
    handleWhen((error) => safe && (error as UpstreamError).fault === 'failed'),
    { maxAttempts: retries, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }) },
  );
  return again.execute(async () => {
    const response = await send(target, request, signal);
    return parsed(target.name, response, read);
  }, signal);
}

/**
 * Parses a response. If `read` rejects it, the upstream is at fault, and the error names the
 * problem.
 */
function parsed<Answer>(
  name: string,
  { status, body, headers }: SuccessfulResponse,
  read: Read<Answer>,
): Answer {
  try {
    return read(body, headers);
  } catch (cause) {
    const known = cause instanceof UpstreamError ? cause : null;
    const fault = known?.fault ?? 'malformed';
    const reason =
      fault === 'malformed'
        ? `answered ${status} in a form that is not documented${known ? `: ${known.reason}` : ''}`
        : known!.reason;
    throw new UpstreamError(fault, known ? known.message : `The response of ${name} could not be read.`, {
      cause,
      sent: true,
      status: fault === 'malformed' ? status : null,
      reason: reason.replace(/\.$/, ''),
    });
  }
}

/** Records until when to pause requests, by rate limit. */
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
  if (error instanceof OpenCircuitError) {
    const reason = 'has failed repeatedly and is not called for now';
    return new UpstreamError('open', `${name} ${reason}.`, { reason });
  }
  // Only the retries themselves throw anything else, if their signal is aborted before the first
  // attempt.
  return new UpstreamError('cancelled', `${name} was not called.`, { cause: error });
}
