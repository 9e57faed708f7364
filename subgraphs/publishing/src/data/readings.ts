import { readForEach, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Metrics of a post at an account, as fetched at one time. */
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

/** Maximum rows per statement, to stay below PostgreSQL's limit on parameters. */
const MOST_ROWS = 1_000;

/** Inserts readings of posts; existing ones are left unchanged. */
export async function insertReadings(
  scope: Scope<Tables>,
  readings: readonly (Reading & { readonly postId: string })[],
): Promise<void> {
  for (let start = 0; start < readings.length; start += MOST_ROWS)
    await scope.db
      .insertInto('target_readings')
      .values(
        readings
          .slice(start, start + MOST_ROWS)
          .map(({ postId, accountId, fetchedAt, impressions, likes, comments, shares }) => ({
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

/** Returns the newest reading of each post at each account; for a loader. */
export async function loadNewestReadings(
  scope: Scope<Tables>,
  postIds: readonly string[],
): Promise<Reading[][]> {
  const rows = await scope.db
    .selectFrom('target_readings')
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', sql<string>`any(${postIds}::text[])`)
    .distinctOn(['post_id', 'account_id'])
    .select(['post_id as postId', ...COLUMNS])
    .orderBy('post_id')
    .orderBy('account_id')
    .orderBy('fetched_at', 'desc')
    .execute();
  const byPost = Map.groupBy(rows, ({ postId }) => postId);
  return postIds.map((id) => (byPost.get(id) ?? []).map(({ postId: _, ...reading }) => reading));
}

/** A request for the newest readings of a post. */
export interface ReadingsRequest {
  readonly postId: string;
  readonly limit: number;
}

/** Returns readings of each post, newest first; for a loader. */
export function loadReadings(
  scope: Scope<Tables>,
  requests: readonly ReadingsRequest[],
): Promise<Reading[][]> {
  const query = scope.db
    .selectFrom('target_readings')
    .where('workspace_id', '=', scope.workspaceId)
    .where(sql<boolean>`post_id = wanted.post_id`)
    .select(COLUMNS)
    .orderBy('fetched_at', 'desc')
    .orderBy('account_id')
    .limit(sql<number>`wanted.row_limit`);
  const keys = requests.map(({ postId, limit }) => ({ post_id: postId, row_limit: limit }));
  return readForEach(scope.db, { post_id: 'text', row_limit: 'integer' }, keys, query);
}
