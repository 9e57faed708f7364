import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** How long the last piece may take to reach a reader before the connection is cut. */
const FAREWELL = 1_000;

/** Times of a stream, in milliseconds. */
export interface StreamTimes {
  /** Interval of the pieces that keep the connection open. */
  readonly heartbeatMs: number;
  /** How long a reader may fail to read before the stream ends. */
  readonly patienceMs: number;
}

/** A response that is sent piece by piece. */
export interface ResponseStream {
  /**
   * Sends a piece, and waits until its reader keeps up. Returns false if it does not within
   * `patienceMs`, or if the stream has ended.
   */
  send(piece: string): Promise<boolean>;
  /** Sends the last piece, and cuts the connection of a reader that does not read it. */
  end(piece: string): void;
}

interface ResponseStreamOptions extends StreamTimes {
  readonly headers: Readonly<Record<string, string>>;
  /** The piece that keeps the connection open. */
  readonly heartbeat: string;
  /** Ends the wait for the reader. */
  readonly signal: AbortSignal;
}

/** Sends the head of a response, and heartbeats until it ends. */
export function openResponseStream(
  response: ServerResponse,
  { headers, heartbeat, heartbeatMs, patienceMs, signal }: ResponseStreamOptions,
): ResponseStream {
  response.writeHead(200, {
    ...headers,
    'cache-control': 'no-store, no-transform',
    // Otherwise nginx would collect pieces before it forwards them.
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const hasEnded = () => response.writableEnded || response.destroyed;
  const timer = setInterval(() => {
    if (hasEnded()) clearInterval(timer);
    else if (!response.writableNeedDrain) response.write(heartbeat);
  }, heartbeatMs);
  return {
    async send(piece) {
      if (hasEnded()) return false;
      return response.write(piece) || within(patienceMs, signal, (until) => once(response, 'drain', until));
    },
    end(piece) {
      clearInterval(timer);
      if (hasEnded()) return;
      response.end(piece);
      setTimeout(() => response.destroy(), FAREWELL).unref();
    },
  };
}

/** Waits for some milliseconds; returns false if the work takes longer, fails or is aborted. */
export async function within(
  milliseconds: number,
  signal: AbortSignal,
  work: (options: { readonly signal: AbortSignal }) => Promise<unknown>,
): Promise<boolean> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
  return work({ signal: until }).then(
    () => true,
    () => false,
  );
}
