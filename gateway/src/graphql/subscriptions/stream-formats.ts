import type { StreamedResult } from './open-subscription.ts';

/** How the results of a subscription are written to an HTTP response. */
export interface StreamFormat {
  readonly contentType: string;
  /** The text before the first result. */
  readonly start: string;
  /** Keeps the connection open. */
  readonly heartbeat: string;
  next(result: StreamedResult): string;
  /** The text after the last result, if the client must not subscribe again. */
  readonly complete: string;
  /** The text after the last result, if the client may subscribe again. */
  readonly interrupted: string;
}

/**
 * Server-sent events by the GraphQL over SSE protocol, in its mode of one connection for each
 * subscription. A client takes an end without `complete` for a lost connection.
 */
const eventStream: StreamFormat = {
  contentType: 'text/event-stream',
  start: '',
  heartbeat: ':\n\n',
  next: (result) => `event: next\ndata: ${JSON.stringify(result)}\n\n`,
  // `EventSource` ignores an event that has no line of data.
  complete: 'event: complete\ndata:\n\n',
  interrupted: '',
};

const BOUNDARY = 'graphql';
const partOf = (body: object) =>
  `\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(body)}\r\n--${BOUNDARY}`;

/** Parts of a multipart response by Apollo's protocol for subscriptions over HTTP. */
const multipart: StreamFormat = {
  contentType: `multipart/mixed;boundary="${BOUNDARY}";subscriptionSpec=1.0`,
  // Each part ends with the boundary of the next one, so that a client can read it at once.
  start: `\r\n--${BOUNDARY}`,
  heartbeat: partOf({}),
  next: (payload) => partOf({ payload }),
  complete: '--\r\n',
  interrupted: '--\r\n',
};

/** Returns the format of a stream that a client accepts; null if it accepts none. */
export function formatOf(accept: string | undefined): StreamFormat | null {
  if (!accept) return null;
  if (/\btext\/event-stream\b/i.test(accept)) return eventStream;
  return /\bmultipart\/mixed\b[^,]*\bsubscriptionSpec\b/i.test(accept) ? multipart : null;
}
