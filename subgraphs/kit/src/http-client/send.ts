import { type Dispatcher, FormData, type Headers, type Response } from 'undici';
import { boundedFetch, RESPONSE_LIMITS, ResponseTooLargeError } from './bounded.ts';
import { UpstreamError, type UpstreamFault } from './error.ts';
import { reasonOf } from './failure-reason.ts';
import { PrivateAddressError } from './private-address.ts';
import { tapSockets } from './tapped-sockets.ts';

/** One HTTP request to an upstream. */
export interface UpstreamRequest {
  /** What is asked, for the metrics: a name of ours, never user input. */
  readonly operation: string;
  /** Below the base URL. */
  readonly path: string;
  /** Members that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of JSON: a form, or bytes of a type. */
  readonly payload?: FormData | { readonly contentType: string; readonly bytes: Uint8Array | string };
  /** What a good answer is read as; JSON by default. `none` where its status alone matters. */
  readonly answer?: 'json' | 'text' | 'none';
  /** Most bytes of the answer; `RESPONSE_LIMITS.api` by default. */
  readonly limit?: number;
  /** Ends the wait when the caller needs the answer no longer. */
  readonly signal?: AbortSignal | undefined;
}

/** Where and how requests are sent. */
export interface Line {
  readonly name: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Through which sockets. */
  readonly dispatcher: Dispatcher;
  /** Says what an answer means where the vendor's status alone does not. */
  readonly classify?: ((status: number, body: unknown) => UpstreamFault | undefined) | undefined;
  /** Receives the headers of every answer; returns the milliseconds for which the vendor wants to be left alone. */
  readonly onHeaders: (operation: string, refused: boolean, headers: Headers) => number;
}

/** What came back: a body, read as the request says, and headers. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Sends one request, once, and returns its answer; throws an UpstreamError for everything else. */
export async function send(line: Line, request: UpstreamRequest, signal: AbortSignal): Promise<Answered> {
  const { answer = 'json' } = request;
  const { response, text } = await exchange(line, request, signal);
  const { headers, status } = response;
  const body = parsed(text) ?? (answer === 'json' ? undefined : text);
  const fault = faultOf(line, status, body);
  const pause = line.onHeaders(request.operation, fault === 'limited', headers);
  const known = { answered: status, body, left: true };
  if (fault) {
    const retryAfter = fault === 'limited' || headers.has('retry-after') ? pause : null;
    throw failed(line, fault, wordsOf(fault, status), { ...known, retryAfter });
  }
  if (answer === 'json' && body === undefined)
    throw failed(line, 'malformed', `answered ${status} with a body that is not JSON`, known);
  return { status, body: answer === 'text' ? text : body, headers };
}

function failed(
  { name }: Line,
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

async function exchange(line: Line, request: UpstreamRequest, signal: AbortSignal) {
  const { method = 'GET', headers, limit = RESPONSE_LIMITS.api } = request;
  const { type, content } = contentOf(request);
  // Distinguishes a connection that failed from a request whose response was lost: the vendor may have carried out
  // the latter.
  let sent = false;
  const onRequestStart = () => {
    sent = true;
  };
  let response: Response | undefined;
  try {
    response = await boundedFetch(addressOf(line, request), limit, {
      method,
      headers: {
        accept: 'application/json',
        ...line.headers,
        ...headers,
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      ...(content === undefined ? {} : { body: content }),
      signal,
      // A vendor's API has no reason to send us elsewhere, with our key in hand: it is a failure, and not followed.
      redirect: 'manual',
      dispatcher: tapSockets(line.dispatcher, { onRequestStart }),
    });
    return { response, text: await textOf(response, request) };
  } catch (cause) {
    throw unanswered(line, request, { cause, signal, left: sent, status: response?.status });
  }
}

/** The body as text; where only the status matters, a body that is too large or cut off is none. */
async function textOf(response: Response, { answer }: UpstreamRequest): Promise<string> {
  if (answer !== 'none') return response.text();
  return response.text().catch(() => '');
}

interface Unanswered {
  readonly cause: unknown;
  readonly signal: AbortSignal;
  readonly left: boolean;
  /** The status, where only the body is missing. */
  readonly status: number | undefined;
}

function unanswered(line: Line, request: UpstreamRequest, { cause, signal, left, status }: Unanswered) {
  const known = { cause, left };
  if (PrivateAddressError.isBehind(cause))
    return failed(line, 'refused', 'is at an address that is not public', known);
  const tooLarge = ResponseTooLargeError.behind(cause);
  if (tooLarge) {
    // A status that says what failed needs no body.
    const fault = (status === undefined ? undefined : faultOf(line, status, undefined)) ?? 'oversized';
    const reason = `answered ${status ?? ''} with ${tooLarge.excess}`;
    return failed(line, fault, reason, { ...known, answered: status ?? null });
  }
  if (!signal.aborted)
    return failed(line, 'failed', `gave no answer: ${reasonOf(cause) ?? 'the connection failed'}`, known);
  return request.signal?.aborted
    ? failed(line, 'cancelled', 'was asked by a caller that no longer waits', known)
    : failed(line, 'timeout', left ? 'did not answer in time' : 'could not be reached in time', known);
}

/** A form's own content type has its boundary, which fetch adds. */
function contentOf({ body, payload }: UpstreamRequest) {
  if (payload instanceof FormData) return { content: payload };
  if (payload) return { type: payload.contentType, content: payload.bytes };
  return body === undefined ? {} : { type: 'application/json', content: JSON.stringify(body) };
}

function addressOf({ baseUrl }: Line, { path, query = {} }: UpstreamRequest): URL {
  const url = new URL(baseUrl.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

function faultOf(line: Line, status: number, body: unknown): UpstreamFault | undefined {
  const told = line.classify?.(status, body);
  if (told) return told;
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
