import type { IncomingMessage } from 'node:http';
import { pauseOf, UpstreamError, type UpstreamFault } from '@tributary/kit/http-client';
import { Headers } from 'undici';
import { WebSocket } from 'ws';

/** Messages that are buffered before the socket is paused. */
const MAX_BUFFERED = 500;
/** How long messages are collected for one batch, in milliseconds. */
const COLLECT = 250;
const HANDSHAKE = 10_000;
/** A stream of public posts is never silent for so long, in milliseconds. */
const MAX_SILENCE = 60_000;
/** Maximum bytes of one message; a record has at most 1 MiB. */
const MAX_MESSAGE = 2 * 1024 * 1024;

/** A connection was not made. */
export class ConnectError extends UpstreamError {}

/** A connection to open. */
export interface SocketOptions {
  readonly url: URL;
  readonly protocols: readonly string[];
  readonly headers: Record<string, string>;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/**
 * Receives text messages in batches until the connection ends, then throws an UpstreamError. While
 * the consumer is busy at most a few hundred messages are buffered; then the socket is not read.
 */
export async function* receive(options: SocketOptions): AsyncGenerator<string[]> {
  const socket = await connect(options);
  const buffer: string[] = [];
  let wake = () => {};
  let failure: Error | null = null;
  const end = (error: Error) => {
    failure ??= error;
    wake();
  };
  const abort = () => end(ended('cancelled', 'was not asked to continue'));
  socket.on('message', (data) => {
    buffer.push(String(data));
    if (buffer.length >= MAX_BUFFERED) socket.pause();
    wake();
  });
  socket.on('error', (cause) => end(ended('failed', 'closed the connection', { cause })));
  socket.on('close', (code) => end(ended('failed', `closed the connection (code ${code})`)));
  options.signal.addEventListener('abort', abort, { once: true });
  const waiting = (milliseconds: number, isDone: () => boolean) =>
    new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(finish, milliseconds);
      wake = () => (isDone() || failure ? finish() : undefined);
      wake();
    });
  try {
    for (;;) {
      await waiting(MAX_SILENCE, () => buffer.length > 0);
      if (buffer.length === 0) throw failure ?? ended('timeout', 'has sent nothing for a minute');
      await waiting(COLLECT, () => buffer.length >= MAX_BUFFERED);
      const batch = buffer.splice(0, MAX_BUFFERED);
      if (socket.isPaused) socket.resume();
      yield batch;
    }
  } finally {
    options.signal.removeEventListener('abort', abort);
    socket.terminate();
  }
}

/** Opens the connection; a refused upgrade becomes an UpstreamError with the vendor's body. */
function connect({ url, protocols, headers, clock, signal }: SocketOptions): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, [...protocols], {
      headers,
      handshakeTimeout: HANDSHAKE,
      maxPayload: MAX_MESSAGE,
      perMessageDeflate: false,
    });
    const abort = () => {
      reject(unconnected('cancelled', 'was not asked to continue'));
      socket.terminate();
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('open', () => {
      signal.removeEventListener('abort', abort);
      // Messages that arrive before the consumer is ready stay in the socket.
      socket.pause();
      setImmediate(() => socket.resume());
      resolve(socket);
    });
    socket.once('unexpected-response', (_, response) => {
      refusal(response, clock()).then(reject, reject);
    });
    socket.once('error', (cause) => {
      signal.removeEventListener('abort', abort);
      reject(unconnected('failed', 'could not be connected to', { cause }));
    });
    if (signal.aborted) abort();
  });
}

/** Maximum characters read of the body of a refused upgrade. */
const MAX_BODY = 4_096;

async function refusal(response: IncomingMessage, now: number): Promise<UpstreamError> {
  let body = '';
  for await (const chunk of response) {
    body += String(chunk);
    if (body.length > MAX_BODY) break;
  }
  const status = response.statusCode ?? 0;
  const fault = faultOf(status);
  const headers = new Headers(
    Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const retryAfter = fault === 'limited' ? pauseOf(true, headers, now) : null;
  return unconnected(fault, `answered ${status}`, { status, body: body.slice(0, MAX_BODY), retryAfter });
}

function faultOf(status: number): UpstreamFault {
  if (status === 429) return 'limited';
  if (status === 401 || status === 403) return 'credentials';
  if (status === 404) return 'missing';
  if (status >= 400 && status < 500) return 'refused';
  return status >= 500 ? 'failed' : 'malformed';
}

function ended(
  fault: UpstreamFault,
  reason: string,
  options: ConstructorParameters<typeof UpstreamError>[2] = {},
): UpstreamError {
  return new UpstreamError(fault, `Jetstream ${reason}.`, { sent: true, ...options, reason });
}

function unconnected(...[fault, reason, options]: Parameters<typeof ended>): ConnectError {
  return new ConnectError(fault, `Jetstream ${reason}.`, { ...options, reason });
}
