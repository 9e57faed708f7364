import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { Tables } from '../../data/tables.ts';

/** Selects outdated analyses: those by this engine with a lower version. */
export interface Outdated {
  readonly engine: string;
  readonly version: number;
}

/**
 * Lists the workspaces that have posts with an outdated analysis. Posts that were deleted on their
 * platform have no text to score.
 */
export async function listWorkspacesToRescore(db: Kysely<Tables>, outdated: Outdated): Promise<string[]> {
  const rows = await acrossWorkspaces(db, 'posts')
    .selectFrom('community_posts')
    .select('workspace_id')
    .distinct()
    .where('analysis_version', '<', outdated.version)
    .where('analysis_engine', '=', outdated.engine)
    .where('deleted_at', 'is', null)
    .execute();
  return rows.map((row) => row.workspace_id);
}

/**
 * Lists up to `limit` posts with an outdated analysis in the order of their ids, with the columns
 * that scoring needs.
 */
export function listOutdatedPosts(
  scope: Scope<Tables>,
  outdated: Outdated,
  { after, limit }: { readonly after: string | null; readonly limit: number },
) {
  return scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where('analysis_version', '<', outdated.version)
    .where('analysis_engine', '=', outdated.engine)
    .where('deleted_at', 'is', null)
    .$if(after !== null, (query) => query.where('id', '>', after!))
    .select(['id', 'title', 'body', 'source', 'kind', 'points', 'comment_count as comments'])
    .orderBy('id')
    .limit(limit)
    .execute();
}
