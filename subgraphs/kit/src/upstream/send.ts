import { UpstreamError, type UpstreamFault } from './error.ts';

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
  /** Ends the wait when the caller needs the answer no longer. */
  readonly signal?: AbortSignal | undefined;
}

/** Where and how requests are sent. */
export interface Line {
  readonly name: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Says what an answer means where the vendor's status alone does not. */
  readonly classify?: ((status: number, body: unknown) => UpstreamFault | undefined) | undefined;
  /** Told every answer's headers. */
  readonly onHeaders: (refused: boolean, headers: Headers) => void;
}

/** Sends one request, once, and gives its JSON; throws an UpstreamError for everything else. */
export async function send(line: Line, request: UpstreamRequest, signal: AbortSignal): Promise<unknown> {
  const { response, text } = await exchange(line, request, signal);
  const body = parsed(text);
  const fault = faultOf(line, response.status, body);
  line.onHeaders(fault === 'limited', response.headers);
  const answered = response.status;
  if (fault) throw new UpstreamError(fault, `${line.name} answered ${answered}.`, { answered, body });
  if (body === undefined) throw new UpstreamError('malformed', `${line.name} sent no JSON.`, { answered });
  return body;
}

async function exchange(line: Line, request: UpstreamRequest, signal: AbortSignal) {
  const { method = 'GET', headers, body } = request;
  try {
    const response = await fetch(addressOf(line, request), {
      method,
      headers: {
        accept: 'application/json',
        ...line.headers,
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
      // A vendor's API has no reason to send us elsewhere, with our key in hand.
      redirect: 'error',
    });
    return { response, text: await response.text() };
  } catch (cause) {
    const fault = !signal.aborted ? 'failed' : request.signal?.aborted ? 'cancelled' : 'timeout';
    throw new UpstreamError(fault, `${line.name} gave no answer (${fault}).`, { cause });
  }
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
  return status >= 500 ? 'failed' : 'refused';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
