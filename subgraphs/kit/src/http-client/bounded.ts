import { TransformStream } from 'node:stream/web';
import { fetch, getGlobalDispatcher, type RequestInit, Response } from 'undici';
import { type Tap, tapSockets } from './tapped-sockets.ts';
import { causesOf } from './upstream-error.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Maximum bytes of a response body by its kind, enforced before and after decompression. */
export const RESPONSE_LIMITS = {
  /** A vendor's JSON: a page of 100 posts with everything it references is below 1 MiB. */
  api: 4 * MIB,
  /** A webhook's response, of which only the status matters. */
  notification: 64 * KIB,
  /** The completion of a language model. */
  completion: 4 * MIB,
  /** A web page, read for the title and description at its beginning. */
  page: 2 * MIB,
  /** A picture shown beside a link. */
  picture: 5 * MIB,
  /** The response of a subgraph, or of the gateway to a subgraph. */
  graph: 64 * MIB,
  /** Any response of object storage but an object: a list of 1,000 names, or an error. */
  listing: 4 * MIB,
} as const;

/** The error of a response body that exceeds the limit of its kind. */
export class ResponseTooLargeError extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`The response is larger than ${bytes(limit)}.`);
    this.name = 'ResponseTooLargeError';
    this.limit = limit;
  }

  /** Describes the size of the body: `more than 4 MiB, which is not read`. */
  get excess(): string {
    return `more than ${bytes(this.limit)}, which is not read`;
  }

  /**
   * Finds an error of this class among the causes of another; fetch wraps the errors of its bodies.
   */
  static behind(error: unknown): ResponseTooLargeError | null {
    for (const each of causesOf(error)) if (each instanceof ResponseTooLargeError) return each;
    return null;
  }
}

/** Returns a counter of one body's bytes, which throws at the first byte beyond the limit. */
export function byteCounter(limit: number): (chunk: Uint8Array) => void {
  let received = 0;
  return (chunk) => {
    received += chunk.byteLength;
    if (received > limit) throw new ResponseTooLargeError(limit);
  };
}

/**
 * Runs `fetch` with a response body of at most `limit` bytes, both on the wire and after
 * decompression. Reading further fails with a {@link ResponseTooLargeError} and destroys the
 * connection. All responses of other servers are read through this.
 */
export async function boundedFetch(
  url: string | URL,
  limit: number,
  init: RequestInit = {},
): Promise<Response> {
  // Bytes are also counted on the wire: a body that decompresses to little may still be endless.
  const sockets = init.dispatcher ?? getGlobalDispatcher();
  const dispatcher = tapSockets(sockets, { onResponseData: abortBeyond(limit) });
  const response = await fetch(url, { ...init, dispatcher });
  if (!response.body) return response;
  const { status, statusText, headers, url: address } = response;
  const body = response.body.pipeThrough(boundedStream(limit));
  const bounded = new Response(body, { status, statusText, headers });
  // A constructed response has no URL; after redirects this is the last one.
  return Object.defineProperty(bounded, 'url', { value: address });
}

/**
 * Aborts a request whose body has too many bytes. The abort is delayed: undici's fetch loses an
 * error that arrives with the headers, before it has created the body's stream, and the reader
 * would wait forever.
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
