import { given, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import type { PostIdentity } from '../deletion/post-tombstones.ts';

/** New counts of a post; null if its platform does not publish them. */
export interface PostCounts extends PostIdentity {
  readonly points: number | null;
  readonly comments: number | null;
}

const COLUMNS = { source: 'text', external_id: 'text', points: 'bigint', comments: 'bigint' } as const;

/** Updates the counts of posts; a count that is not known any more stays. */
export async function updatePostCounts(scope: Scope<Tables>, counts: readonly PostCounts[]): Promise<void> {
  if (counts.length === 0) return;
  const rows = counts.map(({ externalId: external_id, ...rest }) => ({ external_id, ...rest }));
  await scope.db
    .updateTable('community_posts')
    .from(given(COLUMNS, rows))
    .set({
      points: sql<number | null>`coalesce(given.points, community_posts.points)`,
      comment_count: sql<number | null>`coalesce(given.comments, community_posts.comment_count)`,
    })
    .where('community_posts.workspace_id', '=', scope.workspaceId)
    .whereRef('community_posts.source', '=', 'given.source')
    .whereRef('community_posts.external_id', '=', 'given.external_id')
    .where('community_posts.deleted_at', 'is', null)
    .execute();
}
