import { httpErrorOf, NetworkError, retryAfterOf } from './client-errors.ts';

/** How requests are sent. */
export interface Transport {
  readonly url: string;
  readonly key: string | (() => string | Promise<string>) | undefined;
  readonly fetch: typeof globalThis.fetch;
  /** Maximum number of repetitions of a request that may be repeated. */
  readonly retries: number;
  /** Maximum duration of an attempt, in milliseconds; not of streams. */
  readonly timeout: number;
  /** Waits before a repetition; replaced in tests. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** A request to the gateway. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether the request may be repeated although it may have been executed: it reads, or it has an
   * `Idempotency-Key`.
   */
  readonly isRepeatable: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Whether the response stays open. */
  readonly isStream?: boolean;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** Statuses with which a request was refused before it was executed. */
const NOT_EXECUTED = new Set([429, 503]);
/** Statuses that may be different the next time. */
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Sends a request, and returns the response of the first attempt that succeeds. Throws an HttpError
 * or a NetworkError.
 */
export async function sendRequest(transport: Transport, request: SentRequest): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await sendOnce(transport, request);
    if (outcome instanceof Response && outcome.ok) return outcome;
    const failed = outcome instanceof Response ? await errorOf(outcome) : outcome;
    if (request.signal?.aborted || attempt >= transport.retries || !mayRepeat(outcome, request)) throw failed;
    const asked = outcome instanceof Response ? retryAfterOf(outcome.headers) : null;
    await transport.wait(asked === null ? delayOf(attempt) : asked * 1_000, request.signal);
  }
}

function mayRepeat(outcome: Response | Error, { isRepeatable }: SentRequest): boolean {
  if (outcome instanceof Response)
    return NOT_EXECUTED.has(outcome.status) || (isRepeatable && TRANSIENT.has(outcome.status));
  return isRepeatable;
}

/** Doubles with each attempt, with jitter, so that clients do not return all at once. */
function delayOf(attempt: number): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt) * (0.5 + Math.random() / 2);
}

async function sendOnce(transport: Transport, request: SentRequest): Promise<Response | Error> {
  const { method, path, body, headers, isStream = false, signal } = request;
  const key = typeof transport.key === 'function' ? await transport.key() : transport.key;
  const signals = [signal, isStream ? undefined : AbortSignal.timeout(transport.timeout)];
  try {
    return await transport.fetch(transport.url + path, {
      method,
      headers: {
        ...credentialOf(key),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        accept: 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any(signals.filter((each) => each !== undefined)),
    });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    return new NetworkError(`${method} ${path} got no response: ${(cause as Error).message}`, { cause });
  }
}

/** Every API accepts keys in `X-API-Key`; access tokens, which are JWTs, are sent as bearers. */
function credentialOf(key: string | undefined): Record<string, string> {
  if (key === undefined) return {};
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(key) ? { authorization: `Bearer ${key}` } : { 'x-api-key': key };
}

async function errorOf(response: Response): Promise<Error> {
  const text = await response.text().catch(() => '');
  return httpErrorOf({
    status: response.status,
    requestId: response.headers.get('x-request-id'),
    body: parsed(text),
    headers: response.headers,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Waits for some milliseconds; rejects with the reason of the signal if it is aborted. */
export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
