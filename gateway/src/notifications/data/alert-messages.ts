import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Digest, Tables } from './tables.ts';

/** A message that is not sent yet. */
export interface PendingMessage {
  readonly id: string;
  readonly destinationId: string;
  readonly digest: Digest;
  /** Attempts so far. */
  readonly tries: number;
}

/** Inserts messages of one digest. */
export async function insertAlertMessages(
  scope: Scope<Tables>,
  messages: readonly Omit<PendingMessage, 'tries'>[],
  now: Date,
): Promise<void> {
  if (messages.length === 0) return;
  await scope.db
    .insertInto('alert_messages')
    .values(
      messages.map(({ id, destinationId, digest }) => ({
        workspace_id: scope.workspaceId,
        id,
        destination_id: destinationId,
        digest: JSON.stringify(digest),
        tries: 0,
        created_at: now,
      })),
    )
    .execute();
}

/** Finds a message; undefined if it was sent or dropped. */
export function findAlertMessage(scope: Scope<Tables>, id: string): Promise<PendingMessage | undefined> {
  return scope.db
    .selectFrom('alert_messages')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .select(['id', 'destination_id as destinationId', 'digest', 'tries'])
    .executeTakeFirst();
}

/** Counts a failed attempt. */
export async function countTry(scope: Scope<Tables>, id: string): Promise<void> {
  await scope.db
    .updateTable('alert_messages')
    .set({ tries: sql<number>`tries + 1` })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Deletes a message that was sent or is not sent again; without an id, all of a destination. */
export async function deleteAlertMessages(
  scope: Scope<Tables>,
  destinationId: string,
  id?: string,
): Promise<void> {
  await scope.db
    .deleteFrom('alert_messages')
    .where('workspace_id', '=', scope.workspaceId)
    .where('destination_id', '=', destinationId)
    .$if(id !== undefined, (query) => query.where('id', '=', id!))
    .execute();
}
