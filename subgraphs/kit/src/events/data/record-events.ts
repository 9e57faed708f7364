import type { Kysely } from 'kysely';
import { jsonText } from '../../postgres/queries/given.ts';
import type { Scope } from '../../postgres/scope.ts';
import type { NewEvent } from '../event-types.ts';
import type { EventTables } from './tables.ts';

/**
 * Records what happened in a workspace at a time. Pass the scope of the transaction that makes the
 * change, so that the event exists exactly if the change does.
 */
export async function recordEvents<Tables>(
  { db, workspaceId }: Scope<Tables>,
  at: Date,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await (db as unknown as Kysely<EventTables>)
    .withSchema('events')
    .insertInto('recorded')
    .values(
      events.map(({ type, subject, payload }) => ({
        workspace_id: workspaceId,
        type,
        subject,
        payload: jsonText(payload),
        at,
      })),
    )
    .execute();
}
