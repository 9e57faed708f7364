import { type Dispatcher, FormData, fetch, type Headers } from 'undici';
import { noteDeparture } from './departure.ts';
import { UpstreamError, type UpstreamFault } from './error.ts';
import { PrivateAddressError } from './private-address.ts';

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
  /** What a good answer is read as; JSON without. */
  readonly answer?: 'json' | 'text';
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
  /** Told every answer's headers; gives the milliseconds for which the vendor wants to be left alone. */
  readonly onHeaders: (refused: boolean, headers: Headers) => number;
}

/** What came back: a body, read as the request says, and headers. */
export interface Answered {
  readonly body: unknown;
  readonly headers: Headers;
}

/** Sends one request, once, and gives its answer; throws an UpstreamError for everything else. */
export async function send(line: Line, request: UpstreamRequest, signal: AbortSignal): Promise<Answered> {
  const { response, text } = await exchange(line, request, signal);
  const body = parsed(text) ?? (request.answer === 'text' ? text : undefined);
  const fault = faultOf(line, response.status, body);
  const { headers, status: answered } = response;
  const pause = line.onHeaders(fault === 'limited', headers);
  const known = { answered, body, left: true };
  if (fault) {
    const retryAfter = fault === 'limited' || headers.has('retry-after') ? pause : null;
    throw new UpstreamError(fault, `${line.name} answered ${answered}.`, { ...known, retryAfter });
  }
  if (body === undefined) throw new UpstreamError('malformed', `${line.name} sent no JSON.`, known);
  return { body: request.answer === 'text' ? text : body, headers };
}

async function exchange(line: Line, request: UpstreamRequest, signal: AbortSignal) {
  const { method = 'GET', headers } = request;
  const { type, content } = contentOf(request);
  const departure = noteDeparture(line.dispatcher);
  try {
    const response = await fetch(addressOf(line, request), {
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
      dispatcher: departure.dispatcher,
    });
    return { response, text: await response.text() };
  } catch (cause) {
    const { left } = departure;
    if (PrivateAddressError.isBehind(cause))
      throw new UpstreamError('refused', `${line.name} is at an address that is not public.`, {
        cause,
        left,
      });
    const fault = !signal.aborted ? 'failed' : request.signal?.aborted ? 'cancelled' : 'timeout';
    throw new UpstreamError(fault, `${line.name} gave no answer (${fault}).`, { cause, left });
  }
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
  return status >= 500 || status < 400 ? 'failed' : 'refused';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
