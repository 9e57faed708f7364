import type { Generated, JSONColumnType } from 'kysely';

/**
 * `events.recorded`: committed events that have no sequence number yet, in the order of insertion.
 */
interface RecordedTable {
  id: Generated<number>;
  workspace_id: string;
  type: string;
  subject: string;
  payload: JSONColumnType<object>;
  at: Date;
}

/** `events.events`: the event log, in the order in which readers see it. */
interface EventsTable {
  sequence: Generated<number>;
  workspace_id: string;
  type: string;
  subject: string;
  payload: JSONColumnType<object>;
  at: Date;
}

/** The tables of the schema `events`. */
export interface EventTables {
  recorded: RecordedTable;
  events: EventsTable;
}

/**
 * No tenant tables: events are numbered, delivered and deleted across workspaces, by sequence. What
 * a caller may read has a scope.
 */
export const tables = { tenant: [], shared: ['recorded', 'events'] } as const;
