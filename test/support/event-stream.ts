import { type IncomingMessage, request } from 'node:http';

/** A server-sent event of the stream. */
export interface StreamedEvent {
  readonly id?: string;
  readonly event?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
  readonly data?: any;
}

/** An open stream, as a client reads it. */
export interface EventStream {
  readonly response: IncomingMessage;
  readonly frames: StreamedEvent[];
  readonly heartbeats: () => number;
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Opens the event stream of a gateway; rejects if the gateway cannot be reached. */
export async function openEventStream(
  url: string,
  key: string | null,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<EventStream> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(`${url}/v1/stream${query}`, {
    agent: false,
    headers: { ...(key ? { 'x-api-key': key } : {}), ...headers },
  })
    .on('response', resolve)
    .on('error', reject)
    .end();
  return read(await promise);
}

function read(response: IncomingMessage): EventStream {
  const frames: StreamedEvent[] = [];
  let heartbeats = 0;
  let rest = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop()!;
    for (const part of parts)
      if (part.startsWith(':')) heartbeats += 1;
      else frames.push(frameOf(part));
  });
  // The server may be killed.
  response.on('error', () => {});
  const closed = new Promise<void>((resolve) => response.on('close', resolve));
  return { response, frames, heartbeats: () => heartbeats, closed, close: () => response.destroy() };
}

function frameOf(text: string): StreamedEvent {
  const fields = Object.fromEntries(
    text.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]),
  );
  return { ...fields, data: JSON.parse(fields['data']!) };
}
