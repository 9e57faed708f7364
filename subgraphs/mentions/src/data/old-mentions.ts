import { eraseEventTexts } from '@tributary/kit/events';
import { acrossWorkspaces, inTransaction, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import { addToCount } from './datasets.ts';
import type { Tables } from './tables.ts';
import { lockWriting } from './write/write-mentions.ts';

/** Lists the workspaces that have mentions from before a time. */
export async function listWorkspacesWithOldMentions(db: Kysely<Tables>, before: Date): Promise<string[]> {
  const rows = await acrossWorkspaces(db, 'mentions')
    .selectFrom('mentions')
    .select('workspace_id')
    .distinct()
    .where('posted_at', '<', before)
    .execute();
  return rows.map((row) => row.workspace_id);
}

/**
 * Deletes up to `limit` mentions from before a time, with their readings and the texts in their
 * events, and subtracts them from the counts of their datasets. Returns whether there may be more.
 */
export function deleteOldMentions(
  scope: Scope<Tables>,
  { before, limit, now }: { readonly before: Date; readonly limit: number; readonly now: Date },
): Promise<boolean> {
  return inTransaction(scope, async (inside) => {
    await lockWriting(inside);
    const rows = await inside.db
      .deleteFrom('mentions')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('mentions')
          .where('workspace_id', '=', scope.workspaceId)
          .where('posted_at', '<', before)
          .select('id')
          .limit(limit),
      )
      .returning(['id', 'dataset_ids as datasetIds'])
      .execute();
    const ids = rows.map(({ id }) => id);
    await inside.db
      .deleteFrom('metric_readings')
      .where('workspace_id', '=', scope.workspaceId)
      .where('mention_id', '=', sql<string>`any(${ids}::text[])`)
      .execute();
    const byDataset = Map.groupBy(
      rows.flatMap(({ datasetIds }) => datasetIds),
      (id) => id,
    );
    for (const [id, { length }] of byDataset) await addToCount(inside, id, -length, now);
    await eraseEventTexts(inside, ids, ['title', 'text', 'author']);
    return ids.length === limit;
  });
}
