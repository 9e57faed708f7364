import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type EventReader, type EventType, eventMessage, type LoggedEvent } from '@tributary/kit/events';
import type { EndReason } from './open-streams.ts';

/** Events read at a time. */
const PAGE = 100;
/** How long the last message may take to reach a reader before the connection is cut. */
const FAREWELL = 1_000;

/** What a stream sends. */
export interface StreamSelection {
  readonly workspaceId: string;
  /** Sequence number after which it begins. */
  readonly after: number;
  /** Time of the first event to send; null for any. */
  readonly since: Date | null;
  /** Types to send; null for all. */
  readonly types: readonly EventType[] | null;
  readonly matches: (event: LoggedEvent) => boolean;
}

/** How a stream is sent. */
export interface StreamOptions {
  readonly events: EventReader;
  readonly heartbeatMs: number;
  readonly patienceMs: number;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

/**
 * Sends events until the signal is aborted, and resolves with the reason of an end that the reader
 * caused. Only one page is in memory at a time: a reader that does not keep up is waited for, and
 * after `patienceMs` it is given up, to resume by `Last-Event-ID`.
 */
export async function streamEvents(
  response: ServerResponse,
  selection: StreamSelection,
  { events, heartbeatMs, patienceMs, signal }: StreamOptions,
): Promise<EndReason | null> {
  const subscription = events.subscribe(selection.workspaceId);
  const heartbeat = setInterval(() => {
    if (!response.writableEnded && !response.writableNeedDrain) response.write(': heartbeat\n\n');
  }, heartbeatMs);
  try {
    for (let { after } = selection; !signal.aborted; ) {
      const page = await events.list(selection.workspaceId, { ...selection, after, limit: PAGE });
      if (signal.aborted) return null;
      const text = page.filter(selection.matches).map(frameOf).join('');
      if (text !== '' && !response.write(text) && !(await drained(response, patienceMs, signal)))
        return signal.aborted ? null : 'slow_reader';
      after = page.at(-1)?.sequence ?? after;
      if (page.length < PAGE) await subscription.changed(signal);
    }
    return null;
  } finally {
    clearInterval(heartbeat);
    subscription.end();
  }
}

/** Ends a response with the reason, and cuts the connection of a reader that does not read it. */
export function endStream(response: ServerResponse, reason: EndReason): void {
  if (response.writableEnded) return;
  response.end(`event: close\ndata: ${JSON.stringify({ reason })}\n\n`);
  setTimeout(() => response.destroy(), FAREWELL).unref();
}

function frameOf(event: LoggedEvent): string {
  return `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(eventMessage(event))}\n\n`;
}

/** Waits until the reader has read what was written; false if it takes too long. */
async function drained(response: ServerResponse, patienceMs: number, signal: AbortSignal): Promise<boolean> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  return once(response, 'drain', { signal: until }).then(
    () => true,
    () => false,
  );
}
