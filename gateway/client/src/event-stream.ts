import { HttpError, NetworkError } from './client-errors.ts';
import { readServerSentEvents } from './read-server-sent-events.ts';
import { sendRequest, type Transport } from './send-with-retries.ts';

/** An event of the workspace; see docs/events.md for the types and their data. */
export interface StreamedEvent {
  readonly sequence: number;
  readonly type: string;
  readonly timestamp: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a stream of events sends. */
export interface StreamOptions {
  /** Begins behind this event. */
  readonly afterSequence?: number;
  /** Begins in the past: `24h`, or an ISO 8601 time. */
  readonly since?: string;
  readonly types?: readonly string[];
  /** Only events whose text matches a query of the query language. */
  readonly query?: string;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
}

/** How long to wait before connecting again, in milliseconds. */
const RECONNECT = 1_000;

/**
 * Follows the events of the workspace. A connection that is lost is opened again behind the last
 * event, so none is missing or repeated. Ends when the signal is aborted; throws an HttpError if
 * the gateway refuses the stream.
 */
export async function* followEvents(
  transport: Transport,
  { afterSequence, since, types, query, signal }: StreamOptions,
): AsyncGenerator<StreamedEvent> {
  let last = afterSequence;
  const parameters = new URLSearchParams();
  if (since !== undefined) parameters.set('since', since);
  if (types) parameters.set('types', types.join());
  if (query !== undefined) parameters.set('query', query);
  while (!signal?.aborted) {
    try {
      const response = await sendRequest(transport, {
        method: 'GET',
        path: `/v1/stream?${parameters}`,
        headers: {
          accept: 'text/event-stream',
          ...(last === undefined ? {} : { 'last-event-id': String(last) }),
        },
        isRepeatable: true,
        isStream: true,
        signal,
      });
      for await (const { event, data } of readServerSentEvents(response.body!)) {
        if (event === 'close') break;
        const message = JSON.parse(data) as StreamedEvent;
        last = message.sequence;
        yield message;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof HttpError) throw error;
      if (!(error instanceof NetworkError || error instanceof TypeError)) throw error;
    }
    await transport.wait(RECONNECT, signal).catch(() => {});
  }
}
