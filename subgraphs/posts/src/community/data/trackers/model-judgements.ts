import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import type { Opinion } from '../../relevance/index.ts';

/** Lists the workspaces whose trackers listen. */
export async function listListeningWorkspaces(db: Kysely<Tables>): Promise<string[]> {
  const rows = await acrossWorkspaces(db, 'posts')
    .selectFrom('trackers')
    .where('status', '=', 'active')
    .select('workspace_id')
    .distinct()
    .execute();
  return rows.map((row) => row.workspace_id);
}

/** What the language model has judged of a match. */
export interface MatchOpinion {
  readonly postId: string;
  readonly trackerId: string;
  readonly opinion: Opinion;
}

/** Loads what the language model has judged of the matches of posts. */
export async function loadOpinions(
  scope: Scope<Tables>,
  postIds: readonly string[],
): Promise<MatchOpinion[]> {
  if (postIds.length === 0) return [];
  return (await scope.db
    .selectFrom('post_matches')
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', sql<string>`any(${postIds}::uuid[])`)
    .where('opinion', 'is not', null)
    .select(['post_id as postId', 'tracker_id as trackerId', 'opinion'])
    .execute()) as MatchOpinion[];
}

/** Lists the hashes of the judgements of posts in the cache of `@tributary/ai`. */
export async function listJudgementHashes(
  scope: Scope<Tables>,
  postIds: readonly string[],
): Promise<string[]> {
  return (await loadOpinions(scope, postIds)).map(({ opinion }) => opinion.hash);
}
