import { acrossWorkspaces, inTransaction, type Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import { writeMatchTags } from './post-matches.ts';

/** A deleted tracker whose matches may still be stored. */
export interface DeletedTracker {
  readonly workspaceId: string;
  readonly id: string;
}

/** Lists deleted trackers of all workspaces, at most `limit`. */
export function listDeletedTrackers(db: Kysely<Tables>, limit: number): Promise<DeletedTracker[]> {
  return acrossWorkspaces(db, 'posts')
    .selectFrom('trackers')
    .where('status', '=', 'deleted')
    .select(['workspace_id as workspaceId', 'id'])
    .limit(limit)
    .execute();
}

/**
 * Deletes up to `limit` matches of a tracker, with the tags of their posts. Returns the number of
 * deleted matches.
 */
export function deleteMatchesOf(scope: Scope<Tables>, trackerId: string, limit: number): Promise<number> {
  return inTransaction(scope, async (inside) => {
    const gone = await inside.db
      .deleteFrom('post_matches')
      .where('workspace_id', '=', scope.workspaceId)
      .where('tracker_id', '=', trackerId)
      .where('post_id', 'in', (eb) =>
        eb
          .selectFrom('post_matches')
          .where('workspace_id', '=', scope.workspaceId)
          .where('tracker_id', '=', trackerId)
          .select('post_id')
          .limit(limit),
      )
      .returning('post_id')
      .execute();
    await writeMatchTags(
      inside,
      gone.map(({ post_id }) => post_id),
    );
    return gone.length;
  });
}

/** Deletes the row of a deleted tracker, whose matches are gone. */
export async function forgetTracker(scope: Scope<Tables>, id: string): Promise<void> {
  await scope.db
    .deleteFrom('trackers')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('status', '=', 'deleted')
    .execute();
}
