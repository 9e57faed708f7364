import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../postgres/scope.ts';
import type { EventType } from '../event-types.ts';
import type { EventTables } from './tables.ts';

/** An event of the log. */
export interface LoggedEvent {
  /** Position in the log; ascending, with gaps. */
  readonly sequence: number;
  readonly workspaceId: string;
  readonly type: EventType;
  /** Id of the object that the event is about. */
  readonly subject: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

const COLUMNS = ['sequence', 'workspace_id as workspaceId', 'type', 'subject', 'payload', 'at'] as const;

/** Which events of a workspace to read. */
export interface EventSelection {
  /** Reads events after this sequence number. */
  readonly after: number;
  /** Reads events up to this sequence number. */
  readonly upTo?: number | undefined;
  /** Types to read; null for all. */
  readonly types: readonly EventType[] | null;
  /** Reads events that happened at this time or later. */
  readonly since?: Date | null | undefined;
  /** Reads events that happened before this time. */
  readonly before?: Date | undefined;
  readonly limit: number;
}

/** Lists events of a workspace in the order of the log. */
export async function listEvents<Tables>(
  { db, workspaceId }: Scope<Tables>,
  { after, upTo, types, since, before, limit }: EventSelection,
): Promise<LoggedEvent[]> {
  const rows = await log(db)
    .selectFrom('events')
    .where('workspace_id', '=', workspaceId)
    .where('sequence', '>', after)
    .$if(upTo !== undefined, (query) => query.where('sequence', '<=', upTo!))
    .$if(since != null, (query) => query.where('at', '>=', since!))
    .$if(before !== undefined, (query) => query.where('at', '<', before!))
    .$if(types !== null, (query) => query.where('type', '=', sql<string>`any(${types}::text[])`))
    .select(COLUMNS)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  return rows as LoggedEvent[];
}

/** Lists events of all workspaces in the order of the log. */
export async function listEventsOfAll<Tables>(
  db: Kysely<Tables>,
  after: number,
  limit: number,
): Promise<LoggedEvent[]> {
  const rows = await log(db)
    .selectFrom('events')
    .where('sequence', '>', after)
    .select(COLUMNS)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  return rows as LoggedEvent[];
}

/** Finds an event of a workspace; undefined if it is unknown or has expired. */
export async function findEvent<Tables>(
  scope: Scope<Tables>,
  sequence: number,
): Promise<LoggedEvent | undefined> {
  const [event] = await listEvents(scope, { after: sequence - 1, upTo: sequence, types: null, limit: 1 });
  return event;
}

/** Loads events of a workspace by sequence number, in any order. */
export async function loadEvents<Tables>(
  { db, workspaceId }: Scope<Tables>,
  sequences: readonly number[],
): Promise<LoggedEvent[]> {
  const rows = await log(db)
    .selectFrom('events')
    .where('workspace_id', '=', workspaceId)
    .where('sequence', '=', sql<number>`any(${sequences}::bigint[])`)
    .select(COLUMNS)
    .execute();
  return rows as LoggedEvent[];
}

/** Returns the sequence number of the newest event of all workspaces; 0 if there is none. */
export async function findLastSequence<Tables>(db: Kysely<Tables>): Promise<number> {
  const row = await log(db)
    .selectFrom('events')
    .select('sequence')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.sequence ?? 0;
}

/** How much the clocks of processes may differ, in milliseconds. */
const CLOCK_SKEW = 60_000;

/**
 * Returns a sequence number behind which all events of a workspace since a time are, and few older
 * ones: events are in the order of their commits, which is not exactly that of their times.
 */
export async function findSequenceBefore<Tables>(
  { db, workspaceId }: Scope<Tables>,
  time: Date,
): Promise<number> {
  const row = await log(db)
    .selectFrom('events')
    .where('workspace_id', '=', workspaceId)
    .where('at', '<', new Date(time.getTime() - CLOCK_SKEW))
    .select('sequence')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.sequence ?? 0;
}

/** Lists the workspaces with events after a sequence number, and the last number of each. */
export function listChangedWorkspaces(
  db: Kysely<EventTables>,
  after: number,
): Promise<{ workspaceId: string; sequence: number }[]> {
  return db
    .selectFrom('events')
    .where('sequence', '>', after)
    .groupBy('workspace_id')
    .select(['workspace_id as workspaceId', sql<number>`max(sequence)`.as('sequence')])
    .execute();
}

/**
 * Deletes the oldest events if they happened before a time, at most `limit`. Returns whether there
 * may be more.
 */
export async function deleteOldestEvents(
  db: Kysely<EventTables>,
  before: Date,
  limit: number,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('events')
    .where('sequence', 'in', (eb) =>
      eb
        .selectFrom(
          eb.selectFrom('events').select(['sequence', 'at']).orderBy('sequence').limit(limit).as('oldest'),
        )
        .where('oldest.at', '<', before)
        .select('oldest.sequence'),
    )
    .executeTakeFirst();
  return numDeletedRows === BigInt(limit);
}

function log<Tables>(db: Kysely<Tables>): Kysely<EventTables> {
  return (db as unknown as Kysely<EventTables>).withSchema('events');
}
