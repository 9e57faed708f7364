import type { Scope } from '@tributary/kit';
import type { Tables } from './tables.ts';

/** What a post did at an account, as it was read. */
export interface Reading {
  accountId: string;
  fetchedAt: Date;
  impressions: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
}

const COLUMNS = [
  'account_id as accountId',
  'fetched_at as fetchedAt',
  'impressions',
  'likes',
  'comments',
  'shares',
] as const;

/** Keeps readings of a post; one that is kept already stays. */
export async function insertReadings(
  scope: Scope<Tables>,
  postId: string,
  readings: readonly Reading[],
): Promise<void> {
  if (readings.length === 0) return;
  await scope.db
    .insertInto('target_readings')
    .values(
      readings.map(({ accountId, fetchedAt, impressions, likes, comments, shares }) => ({
        workspace_id: scope.workspaceId,
        post_id: postId,
        account_id: accountId,
        fetched_at: fetchedAt,
        impressions,
        likes,
        comments,
        shares,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The newest reading of a post at each account. */
export function listNewestReadings(scope: Scope<Tables>, postId: string): Promise<Reading[]> {
  return readings(scope, postId)
    .distinctOn('account_id')
    .select(COLUMNS)
    .orderBy('account_id')
    .orderBy('fetched_at', 'desc')
    .execute();
}

/** All readings of a post, newest first. */
export function listReadings(scope: Scope<Tables>, postId: string, limit: number): Promise<Reading[]> {
  return readings(scope, postId)
    .select(COLUMNS)
    .orderBy('fetched_at', 'desc')
    .orderBy('account_id')
    .limit(limit)
    .execute();
}

function readings(scope: Scope<Tables>, postId: string) {
  return scope.db
    .selectFrom('target_readings')
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', postId);
}
