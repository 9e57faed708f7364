import {
  type EventReader,
  type EventType,
  eventMessage,
  followEvents,
  type LoggedEvent,
} from '@tributary/kit/events';
import type { EndReason, ResponseStream } from '../../streams/index.ts';

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

/**
 * Sends events until the signal is aborted, and resolves with the reason of an end that the reader
 * caused: one that does not keep up is given up, to resume by `Last-Event-ID`.
 */
export async function streamEvents(
  stream: ResponseStream,
  { matches, ...followed }: StreamSelection,
  events: EventReader,
  signal: AbortSignal,
): Promise<EndReason | null> {
  for await (const page of followEvents(events, followed, signal)) {
    const frames = page.filter(matches).map(frameOf).join('');
    if (frames !== '' && !(await stream.send(frames))) return signal.aborted ? null : 'slow_reader';
  }
  return null;
}

/** Returns the last frame of a stream. */
export function closeFrame(reason: EndReason): string {
  return `event: close\ndata: ${JSON.stringify({ reason })}\n\n`;
}

function frameOf(event: LoggedEvent): string {
  return `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(eventMessage(event))}\n\n`;
}
