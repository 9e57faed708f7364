import type { PageRequest, Scope } from '@tributary/kit';
import { sql } from 'kysely';
import type { Tables } from './tables.ts';

/** An account of X that the workspace follows. */
export interface XAccount {
  /** Our own number of it. */
  internalId: number;
  username: string;
  /** X's id of it; null until X has told it. */
  externalId: string | null;
  createdAt: Date;
  fetchedAt: Date | null;
  followedAt: Date;
}

/** The accounts that the workspace follows, the latest follow first, and one row more. */
export async function listFollowed(scope: Scope<Tables>, page: PageRequest): Promise<XAccount[]> {
  return followed(scope)
    .$if(page.after !== null, (query) =>
      query.where(
        sql<boolean>`(f.followed_at, f.account_id) < (${page.after![0]}::timestamptz, ${page.after![1]}::bigint)`,
      ),
    )
    .orderBy('f.followed_at', 'desc')
    .orderBy('f.account_id', 'desc')
    .limit(page.limit + 1)
    .$if(page.skip > 0, (query) => query.offset(page.skip))
    .execute();
}

/** How many accounts the workspace follows. */
export async function countFollowed(scope: Scope<Tables>): Promise<number> {
  const { count } = await scope.db
    .selectFrom('x_follows')
    .where('workspace_id', '=', scope.workspaceId)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Sort values of a followed account, for its cursor. */
export const latestFollowFirst = (account: XAccount) => [
  account.followedAt.toISOString(),
  account.internalId,
];

/** The followed accounts of these names, in lower case; for a loader. */
export async function loadFollowed(scope: Scope<Tables>, folded: readonly string[]): Promise<XAccount[]> {
  return followed(scope).where('a.folded', '=', sql<string>`any(${folded}::text[])`).execute();
}

/** The followed account of this number; null when the workspace follows none. */
export async function findFollowed(scope: Scope<Tables>, internalId: number): Promise<XAccount | null> {
  const found = await followed(scope).where('a.id', '=', internalId).executeTakeFirst();
  return found ?? null;
}

/** Follows an account, which is made when nobody follows it yet; following again changes nothing. */
export async function insertFollow(
  scope: Scope<Tables>,
  username: string,
): Promise<{ account: XAccount; isNew: boolean }> {
  const folded = username.toLowerCase();
  await scope.db
    .insertInto('x_accounts')
    .values({ username, folded, external_id: null, fetched_at: null })
    .onConflict((conflict) => conflict.column('folded').doNothing())
    .execute();
  const { numInsertedOrUpdatedRows } = await scope.db
    .insertInto('x_follows')
    .columns(['workspace_id', 'account_id'])
    .expression(
      scope.db
        .selectFrom('x_accounts')
        .where('folded', '=', folded)
        .select([sql<string>`${scope.workspaceId}::uuid`.as('workspace_id'), 'id']),
    )
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  const [account] = await loadFollowed(scope, [folded]);
  return { account: account!, isNew: Number(numInsertedOrUpdatedRows) > 0 };
}

/** Follows no more; false when the workspace did not. The account and its posts stay for others. */
export async function deleteFollow(scope: Scope<Tables>, internalId: number): Promise<boolean> {
  const { numDeletedRows } = await scope.db
    .deleteFrom('x_follows')
    .where('workspace_id', '=', scope.workspaceId)
    .where('account_id', '=', internalId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

function followed(scope: Scope<Tables>) {
  return scope.db
    .selectFrom('x_follows as f')
    .innerJoin('x_accounts as a', 'a.id', 'f.account_id')
    .where('f.workspace_id', '=', scope.workspaceId)
    .select([
      'a.id as internalId',
      'a.username',
      'a.external_id as externalId',
      'a.created_at as createdAt',
      'a.fetched_at as fetchedAt',
      'f.followed_at as followedAt',
    ]);
}
