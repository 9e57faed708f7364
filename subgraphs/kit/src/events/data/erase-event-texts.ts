import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../postgres/scope.ts';
import type { EventTables } from './tables.ts';

/**
 * Empties members of the payloads of all events about some subjects, for example the text of a
 * post that its platform has deleted. Pass the scope of the transaction that deletes it elsewhere.
 */
export async function eraseEventTexts<Tables>(
  { db, workspaceId }: Scope<Tables>,
  subjects: readonly string[],
  members: readonly string[],
): Promise<void> {
  if (subjects.length === 0) return;
  const log = (db as unknown as Kysely<EventTables>).withSchema('events');
  const empty = sql<string>`payload || coalesce((select jsonb_object_agg(member, '')
    from unnest(${members}::text[]) member where payload ? member), '{}')`;
  // In this order: the job that numbers events moves rows from the first table to the second.
  for (const table of ['recorded', 'events'] as const)
    await log
      .updateTable(table)
      .set({ payload: empty })
      .where('workspace_id', '=', workspaceId)
      .where('subject', '=', sql<string>`any(${subjects}::text[])`)
      .execute();
}
