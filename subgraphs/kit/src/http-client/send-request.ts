import { type Dispatcher, FormData, type Headers, type Response } from 'undici';
import { boundedFetch, RESPONSE_LIMITS, ResponseTooLargeError } from './bounded.ts';
import { reasonOf } from './failure-reason.ts';
import { PrivateAddressError } from './private-address.ts';
import { tapSockets } from './tapped-sockets.ts';
import { UpstreamError, type UpstreamFault } from './upstream-error.ts';

/** One HTTP request to an upstream. */
export interface UpstreamRequest {
  /** The label of the request in metrics; a fixed name, never user input. */
  readonly operation: string;
  /** The path below the base URL. */
  readonly path: string;
  /** Undefined members are omitted. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /**
   * With `if-none-match` or `if-modified-since`, the response may be 304; its body is then read as
   * undefined.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A form or bytes to send instead of JSON. */
  readonly payload?: FormData | { readonly contentType: string; readonly bytes: Uint8Array | string };
  /** How a successful response is read. `none` if only its status matters. Default: JSON. */
  readonly answer?: 'json' | 'text' | 'none';
  /** The maximum size of the response in bytes. Default: `RESPONSE_LIMITS.api`. */
  readonly limit?: number;
  /** Aborts the request. */
  readonly signal?: AbortSignal | undefined;
}

/** The upstream that requests are sent to. */
export interface Target {
  readonly name: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The connection pool. */
  readonly dispatcher: Dispatcher;
  /** Classifies a response whose status alone does not tell what it means. */
  readonly classify?: ((status: number, body: unknown) => UpstreamFault | undefined) | undefined;
  /**
   * Receives the headers of every response; returns the milliseconds until the vendor accepts
   * requests again.
   */
  readonly onHeaders: (operation: string, refused: boolean, headers: Headers) => number;
}

/** A successful response. */
export interface SuccessfulResponse {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Sends a request, without retries; throws an UpstreamError if it fails. */
export async function send(
  target: Target,
  request: UpstreamRequest,
  signal: AbortSignal,
): Promise<SuccessfulResponse> {
  const { answer = 'json' } = request;
  const { response, text } = await exchange(target, request, signal);
  const { headers, status } = response;
  const json = parsed(text);
  const body = json === undefined && answer !== 'json' ? text : json;
  const fault = isUnchanged(request, status) ? undefined : faultOf(target, status, body);
  const pause = target.onHeaders(request.operation, fault === 'limited', headers);
  const known = { status, body, sent: true };
  if (fault) {
    const retryAfter = fault === 'limited' || headers.has('retry-after') ? pause : null;
    throw failed(target, fault, wordsOf(fault, status), { ...known, retryAfter });
  }
  if (answer === 'json' && body === undefined && !isUnchanged(request, status))
    throw failed(target, 'malformed', `answered ${status} with a body that is not JSON`, known);
  return { status, body: answer === 'text' ? text : body, headers };
}

/** Whether a response says that the caller's copy is current; it has no body. */
function isUnchanged({ headers = {} }: UpstreamRequest, status: number): boolean {
  return status === 304 && ('if-none-match' in headers || 'if-modified-since' in headers);
}

function failed(
  { name }: Target,
  fault: UpstreamFault,
  reason: string,
  options: ConstructorParameters<typeof UpstreamError>[2],
): UpstreamError {
  return new UpstreamError(fault, `${name} ${reason}.`, { ...options, reason });
}

function wordsOf(fault: UpstreamFault, status: number): string {
  if (fault === 'redirected') return `answered ${status}, a redirect, which is not followed`;
  return `answered ${status}`;
}

async function exchange(target: Target, request: UpstreamRequest, signal: AbortSignal) {
  const { method = 'GET', headers, limit = RESPONSE_LIMITS.api } = request;
  const { type, content } = contentOf(request);
  // Distinguishes a connection that failed from a request whose response was lost: the vendor may
  // have carried out the latter.
  let sent = false;
  const onRequestStart = () => {
    sent = true;
  };
  let response: Response | undefined;
  try {
    response = await boundedFetch(addressOf(target, request), limit, {
      method,
      headers: {
        accept: 'application/json',
        ...target.headers,
        ...headers,
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      ...(content === undefined ? {} : { body: content }),
      signal,
      // A redirect would carry our key to another host, so it is a failure.
      redirect: 'manual',
      dispatcher: tapSockets(target.dispatcher, { onRequestStart }),
    });
    return { response, text: await textOf(response, request) };
  } catch (cause) {
    throw withoutResponse(target, request, { cause, signal, sent, status: response?.status });
  }
}

/**
 * Reads the body as text. If only the status matters, a body that is too large or incomplete is
 * empty.
 */
async function textOf(response: Response, { answer }: UpstreamRequest): Promise<string> {
  if (answer !== 'none') return response.text();
  return response.text().catch(() => '');
}

interface LostResponse {
  readonly cause: unknown;
  readonly signal: AbortSignal;
  readonly sent: boolean;
  /** The status, if only the body is missing. */
  readonly status: number | undefined;
}

function withoutResponse(
  target: Target,
  request: UpstreamRequest,
  { cause, signal, sent, status }: LostResponse,
) {
  const known = { cause, sent };
  if (PrivateAddressError.isBehind(cause))
    return failed(target, 'refused', 'is at an address that is not public', known);
  const tooLarge = ResponseTooLargeError.behind(cause);
  if (tooLarge) {
    // If the status determines the fault, the body is not needed.
    const fault = (status === undefined ? undefined : faultOf(target, status, undefined)) ?? 'oversized';
    const reason = `answered ${status ?? ''} with ${tooLarge.excess}`;
    return failed(target, fault, reason, { ...known, status: status ?? null });
  }
  if (!signal.aborted)
    return failed(target, 'failed', `sent no response: ${reasonOf(cause) ?? 'the connection failed'}`, known);
  return request.signal?.aborted
    ? failed(target, 'cancelled', 'was called by a caller that has disconnected', known)
    : failed(target, 'timeout', sent ? 'did not respond in time' : 'could not be reached in time', known);
}

/** Returns the body. For a form, fetch adds the content type with its boundary. */
function contentOf({ body, payload }: UpstreamRequest) {
  if (payload instanceof FormData) return { content: payload };
  if (payload) return { type: payload.contentType, content: payload.bytes };
  return body === undefined ? {} : { type: 'application/json', content: JSON.stringify(body) };
}

function addressOf({ baseUrl }: Target, { path, query = {} }: UpstreamRequest): URL {
  const url = new URL(baseUrl.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

function faultOf(target: Target, status: number, body: unknown): UpstreamFault | undefined {
  const fault = target.classify?.(status, body);
  if (fault) return fault;
  if (status >= 200 && status < 300) return undefined;
  if (status === 404 || status === 410) return 'missing';
  if (status === 429) return 'limited';
  if (status === 401 || status === 403) return 'credentials';
  if (status >= 300 && status < 400) return 'redirected';
  return status >= 500 || status < 300 ? 'failed' : 'refused';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
