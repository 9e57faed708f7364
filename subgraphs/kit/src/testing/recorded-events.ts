import { Value } from 'typebox/value';
import { EVENTS, type EventType } from '../events/event-types.ts';
import type { Database } from '../postgres/connection/connect.ts';

/** An event that a test's code has recorded. */
export interface RecordedEvent {
  readonly type: EventType;
  readonly subject: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/**
 * Lists the events of a workspace, numbered or not, in the order of recording. Throws if a payload
 * does not match the schema of its type.
 */
export async function recordedEvents(
  { database }: { readonly database: Pick<Database, 'pool'> },
  workspaceId: string,
): Promise<RecordedEvent[]> {
  const { rows } = await database.pool.query<RecordedEvent>(
    `select type, subject, payload, at from (
       select 1 as stage, sequence as place, workspace_id, type, subject, payload, at from events.events
       union all
       select 2, id, workspace_id, type, subject, payload, at from events.recorded
     ) recorded
     where workspace_id = $1 order by stage, place`,
    [workspaceId],
  );
  for (const { type, payload } of rows) {
    const [error] = Value.Errors(EVENTS[type].payload, payload);
    if (error) throw new Error(`The payload of ${type} is invalid: ${JSON.stringify(error)}`);
  }
  return rows;
}
