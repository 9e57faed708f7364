import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { DeletedPart, DeletedTo } from '@tributary/listening';
import { sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import { WRITING_ORDER } from '../write-community-posts.ts';
import { eraseDerivedTexts } from './post-tombstones.ts';

/**
 * Deletes community posts from before a time, with their matches, the examples that were learned
 * from them, and the texts in their events. Returns the last one; null if there are no more.
 */
export function deleteOldPosts(scope: Scope<Tables>, part: DeletedPart): Promise<DeletedTo | null> {
  return inTransaction(scope, async (inside) => {
    const old = await listOldPosts(inside, part);
    const rows = await inside.db
      .selectFrom('community_posts')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', sql<string>`any(${old.map(({ id }) => id)}::uuid[])`)
      .where('posted_at', '<', part.before)
      .select('id')
      .orderBy(WRITING_ORDER)
      .forUpdate()
      .skipLocked()
      .execute();
    const ids = rows.map(({ id }) => id);
    await eraseDerivedTexts(inside, ids);
    await inside.db
      .deleteFrom('community_posts')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', sql<string>`any(${ids}::uuid[])`)
      .execute();
    return old.length === part.limit ? old.at(-1)! : null;
  });
}

/** Lists the posts of a part, oldest first, without locking them. */
function listOldPosts(
  { db, workspaceId }: Scope<Tables>,
  { platform, after, before, limit }: DeletedPart,
): Promise<DeletedTo[]> {
  return db
    .selectFrom('community_posts')
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
