import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';

/** A status change of a post, with its actor and time. */
export interface Engagement {
  /** Null clears an earlier status. */
  readonly status: string | null;
  readonly actor: string;
  readonly at: Date;
}

/** Records a status change; returns false if the workspace has no such post. */
export async function updateEngagement(
  scope: Scope<Tables>,
  id: string,
  { status, actor, at }: Engagement,
): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .updateTable('community_posts')
    .set({
      engagement_status: status,
      engagement_at: status === null ? null : at,
      engagement_actor: status === null ? null : actor,
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
