import { eraseEventTexts } from '@tributary/kit/events';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { DeletedPart, DeletedTo } from '@tributary/listening';
import { sql } from 'kysely';
import { forgetDays } from './counts/days/forget-days.ts';
import { addToCount } from './datasets.ts';
import type { Tables } from './tables.ts';
import { lockWriting } from './write/lock-writing.ts';

/**
 * Deletes mentions from before a time, with their readings and the texts in their events, and
 * subtracts them from the counts of their datasets. Returns the last one; null if there are no
 * more.
 */
export function deleteOldMentions(scope: Scope<Tables>, part: DeletedPart): Promise<DeletedTo | null> {
  return inTransaction(scope, async (inside) => {
    const old = await listOldMentions(inside, part);
    if (old.length === 0) return null;
    await lockWriting(inside);
    // Not a subquery of the deletion: the planner, which expects no old mentions, would compare
    // each mention with each of them.
    const rows = await inside.db
      .selectFrom('mentions')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', sql<string>`any(${old.map(({ id }) => id)}::text[])`)
      .where('posted_at', '<', part.before)
      .select(['id', 'dataset_ids as datasetIds'])
      .forUpdate()
      .skipLocked()
      .execute();
    const ids = rows.map(({ id }) => id);
    await forgetDays(inside, { ids });
    await inside.db
      .deleteFrom('mentions')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', sql<string>`any(${ids}::text[])`)
      .execute();
    await inside.db
      .deleteFrom('metric_readings')
      .where('workspace_id', '=', scope.workspaceId)
      .where('mention_id', '=', sql<string>`any(${ids}::text[])`)
      .execute();
    const byDataset = Map.groupBy(
      rows.flatMap(({ datasetIds }) => datasetIds),
      (id) => id,
    );
    for (const [id, { length }] of byDataset) await addToCount(inside, id, -length, part.now);
    await eraseEventTexts(inside, ids, ['title', 'text', 'author']);
    return old.length === part.limit ? old.at(-1)! : null;
  });
}

/** Lists the mentions of a part, oldest first, without locking them. */
function listOldMentions(
  { db, workspaceId }: Scope<Tables>,
  { platform, after, before, limit }: DeletedPart,
): Promise<DeletedTo[]> {
  return db
    .selectFrom('mentions')
    .where('workspace_id', '=', workspaceId)
    .where('posted_at', '<', before)
    .$if(platform !== null, (query) => query.where('source', '=', platform!))
    .$if(after !== null, (query) =>
      query
        .where('posted_at', '>=', after!.postedAt)
        .where((eb) => eb.or([eb('posted_at', '>', after!.postedAt), eb('id', '>', after!.id)])),
    )
    .select(['id', 'posted_at as postedAt'])
    .orderBy('posted_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}
