import { acrossWorkspaces, given, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import type { JudgedPost, Judgement } from '../../relevance/index.ts';
import { writeMatchTags } from './post-matches.ts';

/** A model that matches were not judged by yet. */
export interface NewModel {
  readonly workspaceId: string;
  readonly trainedAt: Date;
}

/** Lists the models of all workspaces that matches were not judged by yet, at most `limit`. */
export function listNewModels(db: Kysely<Tables>, limit: number): Promise<NewModel[]> {
  return acrossWorkspaces(db, 'posts')
    .selectFrom('relevance_models')
    .where(sql<boolean>`applied_at is distinct from trained_at`)
    .select(['workspace_id as workspaceId', 'trained_at as trainedAt'])
    .limit(limit)
    .execute();
}

/** Records that matches were judged by the model that was trained at a time. */
export async function recordApplied(scope: Scope<Tables>, trainedAt: Date): Promise<void> {
  await scope.db
    .updateTable('relevance_models')
    .set({ applied_at: trainedAt })
    .where('workspace_id', '=', scope.workspaceId)
    .execute();
}

/** A match with its judgement and what it is judged from. */
export interface JudgedMatch extends Judgement {
  readonly postId: string;
  readonly post: JudgedPost;
}

/** Lists the newest matches of a tracker with posts that are not deleted. */
export async function listNewestMatches(
  scope: Scope<Tables>,
  trackerId: string,
  limit: number,
): Promise<JudgedMatch[]> {
  const rows = await scope.db
    .selectFrom('post_matches as m')
    .innerJoin('community_posts as p', (join) =>
      join.onRef('p.workspace_id', '=', 'm.workspace_id').onRef('p.id', '=', 'm.post_id'),
    )
    .where('m.workspace_id', '=', scope.workspaceId)
    .where('m.tracker_id', '=', trackerId)
    .where('p.deleted_at', 'is', null)
    .select(['m.post_id as postId', 'm.relevance', 'm.reason', 'm.spans'])
    .select(['p.source', 'p.kind', 'p.title', 'p.body', 'p.author', 'p.subreddit as community', 'p.points'])
    .orderBy('m.found_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ postId, relevance, reason, spans, ...post }) => ({
    postId,
    relevance: relevance as Judgement['relevance'],
    reason,
    post: { ...post, spans: spans as JudgedPost['spans'] },
  }));
}

const COLUMNS = { post_id: 'uuid', relevance: 'text', reason: 'text' } as const;

/** Replaces the judgements of a tracker's matches, and the filter tags of their posts. */
export async function updateJudgements(
  scope: Scope<Tables>,
  trackerId: string,
  judgements: readonly (Judgement & { readonly postId: string })[],
): Promise<void> {
  const rows = judgements.map(({ postId, relevance, reason }) => ({ post_id: postId, relevance, reason }));
  await scope.db
    .updateTable('post_matches')
    .from(given(COLUMNS, rows))
    .set((eb) => ({ relevance: eb.ref('given.relevance'), reason: eb.ref('given.reason') }))
    .where('post_matches.workspace_id', '=', scope.workspaceId)
    .where('post_matches.tracker_id', '=', trackerId)
    .whereRef('post_matches.post_id', '=', 'given.post_id')
    .execute();
  await writeMatchTags(
    scope,
    rows.map(({ post_id }) => post_id),
  );
}
