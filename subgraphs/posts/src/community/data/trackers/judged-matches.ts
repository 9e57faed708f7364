import { acrossWorkspaces, given, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import type { JudgedPost, Judgement, Opinion } from '../../relevance/index.ts';
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
  readonly trackerId: string;
  readonly post: JudgedPost;
  /** What the language model has judged; null before it has. */
  readonly opinion: Opinion | null;
}

/** Lists the newest matches of a tracker with posts that are not deleted. */
export async function listNewestMatches(
  scope: Scope<Tables>,
  trackerId: string,
  limit: number,
): Promise<JudgedMatch[]> {
  const matches = newestMatches(scope, limit).where('m.tracker_id', '=', trackerId);
  return (await matches.execute()).map(judgedMatch);
}

/**
 * Lists the newest matches since a time that the language model has not judged. Made-up and
 * corrected posts are left out: judging them would cost tokens and change nothing.
 */
export async function listUnjudgedMatches(
  scope: Scope<Tables>,
  since: Date,
  limit: number,
): Promise<JudgedMatch[]> {
  const matches = newestMatches(scope, limit)
    .where('m.opinion', 'is', null)
    .where('m.found_at', '>=', since)
    .where('m.origin', '<>', 'sample')
    .where('p.marked_relevance', 'is', null);
  return (await matches.execute()).map(judgedMatch);
}

function newestMatches({ db, workspaceId }: Scope<Tables>, limit: number) {
  return db
    .selectFrom('post_matches as m')
    .innerJoin('community_posts as p', (join) =>
      join.onRef('p.workspace_id', '=', 'm.workspace_id').onRef('p.id', '=', 'm.post_id'),
    )
    .where('m.workspace_id', '=', workspaceId)
    .where('p.deleted_at', 'is', null)
    .select(['m.post_id as postId', 'm.tracker_id as trackerId', 'm.relevance', 'm.reason', 'm.spans'])
    .select(['m.opinion', 'p.source', 'p.kind', 'p.title', 'p.body', 'p.author', 'p.points'])
    .select('p.subreddit as community')
    .orderBy('m.found_at', 'desc')
    .limit(limit);
}

type Row = Awaited<ReturnType<ReturnType<typeof newestMatches>['execute']>>[number];

function judgedMatch({ postId, trackerId, relevance, reason, spans, opinion, ...post }: Row): JudgedMatch {
  return {
    postId,
    trackerId,
    relevance: relevance as Judgement['relevance'],
    reason,
    opinion: opinion as Opinion | null,
    post: { ...post, spans: spans as JudgedPost['spans'] },
  };
}

const COLUMNS = { post_id: 'uuid', relevance: 'text', reason: 'text', opinion: 'jsonb' } as const;

/** A new judgement of a match of a post. */
export interface NewJudgement extends Judgement {
  readonly postId: string;
  readonly opinion: Opinion | null;
}

/** Replaces the judgements of a tracker's matches, and the filter tags of their posts. */
export async function updateJudgements(
  scope: Scope<Tables>,
  trackerId: string,
  judgements: readonly NewJudgement[],
): Promise<void> {
  const rows = judgements.map(({ postId, relevance, reason, opinion }) => ({
    post_id: postId,
    relevance,
    reason,
    opinion,
  }));
  await scope.db
    .updateTable('post_matches')
    .from(given(COLUMNS, rows))
    .set((eb) => ({
      relevance: eb.ref('given.relevance'),
      reason: eb.ref('given.reason'),
      opinion: eb.ref('given.opinion'),
    }))
    .where('post_matches.workspace_id', '=', scope.workspaceId)
    .where('post_matches.tracker_id', '=', trackerId)
    .whereRef('post_matches.post_id', '=', 'given.post_id')
    .execute();
  await writeMatchTags(
    scope,
    rows.map(({ post_id }) => post_id),
  );
}
