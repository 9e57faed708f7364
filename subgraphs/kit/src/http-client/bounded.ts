import { TransformStream } from 'node:stream/web';
import { fetch, getGlobalDispatcher, type RequestInit, Response } from 'undici';
import { causesOf } from './error.ts';
import { type Tap, tapSockets } from './tapped-sockets.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Most bytes of one response body by what is read, counted before and after decompression. */
export const RESPONSE_LIMITS = {
  /** A vendor's JSON: a page of 100 posts with all that it refers to is below 1 MiB. */
  api: 4 * MIB,
  /** The response of a webhook, of which only the status matters. */
  notification: 64 * KIB,
  /** The completion of a language model. */
  completion: 4 * MIB,
  /** A web page that is read for its title and description; these stand at its beginning. */
  page: 2 * MIB,
  /** A picture that is shown beside a link. */
  picture: 5 * MIB,
  /** The response of a subgraph, or of the gateway to a subgraph. */
  graph: 64 * MIB,
  /** An answer of object storage that is not an object: a list of 1,000 names, or an error. */
  listing: 4 * MIB,
} as const;

/** A response body that was not read to its end, because it is larger than its kind may be. */
export class ResponseTooLargeError extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`The response is larger than ${bytes(limit)}.`);
    this.name = 'ResponseTooLargeError';
    this.limit = limit;
  }

  /** How large the body is, in words: `more than 4 MiB, which is not read`. */
  get excess(): string {
    return `more than ${bytes(this.limit)}, which is not read`;
  }

  /** The error of this kind that caused another; fetch wraps what its bodies throw. */
  static behind(error: unknown): ResponseTooLargeError | null {
    for (const each of causesOf(error)) if (each instanceof ResponseTooLargeError) return each;
    return null;
  }
}

/** Counts the bytes of one body; throws at the first byte beyond the limit. */
export function byteCounter(limit: number): (chunk: Uint8Array) => void {
  let received = 0;
  return (chunk) => {
    received += chunk.byteLength;
    if (received > limit) throw new ResponseTooLargeError(limit);
  };
}

/**
 * `fetch` whose response body has at most `limit` bytes, both on the wire and after decompression.
 * Reading further fails with a {@link ResponseTooLargeError} and destroys the connection. Every
 * response of another server is read by this.
 */
export async function boundedFetch(
  url: string | URL,
  limit: number,
  init: RequestInit = {},
): Promise<Response> {
  // Bytes are counted as they arrive too: a body that inflates to little may still be endless.
  const sockets = init.dispatcher ?? getGlobalDispatcher();
  const dispatcher = tapSockets(sockets, { onResponseData: abortBeyond(limit) });
  const response = await fetch(url, { ...init, dispatcher });
  if (!response.body) return response;
  const { status, statusText, headers, url: address } = response;
  const body = response.body.pipeThrough(boundedStream(limit));
  const bounded = new Response(body, { status, statusText, headers });
  // A response that is constructed has no address; after redirects it is the last one.
  return Object.defineProperty(bounded, 'url', { value: address });
}

/**
 * Aborts a request whose body has too many bytes. Not at once: undici's fetch loses an error that
 * comes with the headers, before it has made a stream of the body, and its reader would wait for
 * ever.
 */
function abortBeyond(limit: number): NonNullable<Tap['onResponseData']> {
  const count = byteCounter(limit);
  let aborted = false;
  return (controller, chunk) => {
    if (aborted) return false;
    try {
      count(chunk);
      return true;
    } catch (error) {
      aborted = true;
      controller.pause();
      setImmediate(() => controller.abort(error as Error));
      return false;
    }
  };
}

function boundedStream(limit: number): TransformStream<Uint8Array, Uint8Array> {
  const count = byteCounter(limit);
  return new TransformStream({
    transform(chunk, controller) {
      count(chunk);
      controller.enqueue(chunk);
    },
  });
}

function bytes(limit: number): string {
  return limit % MIB === 0 ? `${limit / MIB} MiB` : `${Math.ceil(limit / KIB)} KiB`;
}
