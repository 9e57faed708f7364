import type { EventSelection, LoggedEvent } from './data/events.ts';
import type { EventReader } from './event-reader.ts';

/** Events read at a time. */
const PAGE = 100;

/** Which events of a workspace to follow. */
export interface FollowedEvents extends Pick<EventSelection, 'after' | 'types' | 'since'> {
  readonly workspaceId: string;
}

/**
 * Reads the events of a workspace in the order of the log, page by page, and then waits for new
 * ones until the signal is aborted. Only one page is in memory, so a slow reader delays itself.
 */
export async function* followEvents(
  events: EventReader,
  { workspaceId, after: start, ...filters }: FollowedEvents,
  signal: AbortSignal,
): AsyncGenerator<LoggedEvent[], void, undefined> {
  const subscription = events.subscribe(workspaceId);
  try {
    for (let after = start; !signal.aborted; ) {
      // Events of other types are not read again: the next page begins after the newest event that
      // existed before this page was read.
      const last = filters.types === null ? after : await events.last();
      const page = await events.list(workspaceId, { ...filters, after, limit: PAGE });
      if (page.length > 0 && !signal.aborted) yield page;
      if (page.length === PAGE) after = page.at(-1)!.sequence;
      else {
        after = Math.max(last, page.at(-1)?.sequence ?? after);
        await subscription.changed(signal);
      }
    }
  } finally {
    subscription.end();
  }
}
