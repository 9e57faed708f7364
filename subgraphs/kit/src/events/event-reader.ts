import type { Kysely } from 'kysely';
import {
  type EventSelection,
  findEvent,
  findLastSequence,
  findSequenceBefore,
  type LoggedEvent,
  listEvents,
} from './data/events.ts';
import type { EventTables } from './data/tables.ts';
import type { EventFeed } from './event-feed.ts';

/** Reads the event log for the gateway's own endpoints. */
export interface EventReader extends EventFeed {
  /** Lists events of a workspace in the order of the log. */
  list(workspaceId: string, selection: EventSelection): Promise<LoggedEvent[]>;
  /** Finds an event of a workspace; undefined if it is unknown or has expired. */
  find(workspaceId: string, sequence: number): Promise<LoggedEvent | undefined>;
  /** Returns a sequence number behind which all events of a workspace since a time are. */
  before(workspaceId: string, time: Date): Promise<number>;
  /** Returns the sequence number of the newest event of all workspaces. */
  last(): Promise<number>;
}

/** Creates the reader of a process. */
export function createReader(db: Kysely<EventTables>, { subscribe }: EventFeed): EventReader {
  return {
    subscribe,
    list: (workspaceId, selection) => listEvents({ db, workspaceId }, selection),
    find: (workspaceId, sequence) => findEvent({ db, workspaceId }, sequence),
    before: (workspaceId, time) => findSequenceBefore({ db, workspaceId }, time),
    last: () => findLastSequence(db),
  };
}
