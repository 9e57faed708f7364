import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../tables.ts';

/** Returns the records a run has yet to ingest; null after ingestion or for a run from a file. */
export async function findRunInput(scope: Scope<Tables>, id: string): Promise<string | null> {
  const row = await scope.db
    .selectFrom('run_inputs')
    .where('workspace_id', '=', scope.workspaceId)
    .where('run_id', '=', id)
    .select('ndjson')
    .executeTakeFirst();
  return row?.ndjson ?? null;
}

/** Deletes the records of a run once they are ingested. */
export async function deleteRunInput(scope: Scope<Tables>, id: string): Promise<void> {
  await scope.db
    .deleteFrom('run_inputs')
    .where('workspace_id', '=', scope.workspaceId)
    .where('run_id', '=', id)
    .execute();
}
