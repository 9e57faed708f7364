import type { PageRequest } from '@tributary/kit';
import { inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';

/** An account of X that the workspace follows. */
export interface XAccount {
  /** Our internal id. */
  internalId: number;
  username: string;
  /** X's own id; null until fetched from X. */
  externalId: string | null;
  createdAt: Date;
  /** When X last returned its posts, or the workspace last imported some. */
  fetchedAt: Date | null;
  followedAt: Date;
}

/** Lists one page of followed accounts, latest follow first, plus one row. */
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

/** Counts the accounts that the workspace follows. */
export async function countFollowed(scope: Scope<Tables>): Promise<number> {
  const { count } = await scope.db
    .selectFrom('x_follows')
    .where('workspace_id', '=', scope.workspaceId)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Returns the cursor values of a followed account. */
export const latestFollowFirst = (account: XAccount) => [
  account.followedAt.toISOString(),
  account.internalId,
];

/** Returns followed accounts by lower-case username, for a loader. */
export async function loadFollowed(scope: Scope<Tables>, folded: readonly string[]): Promise<XAccount[]> {
  return followed(scope).where('a.folded', '=', sql<string>`any(${folded}::text[])`).execute();
}

/** Returns followed accounts by internal id, for a loader. */
export async function loadFollowedByNumber(
  scope: Scope<Tables>,
  numbers: readonly number[],
): Promise<XAccount[]> {
  return followed(scope).where('a.id', '=', sql<number>`any(${numbers}::bigint[])`).execute();
}

/** Finds a followed account by internal id; null if the workspace does not follow it. */
export async function findFollowed(scope: Scope<Tables>, internalId: number): Promise<XAccount | null> {
  const found = await followed(scope).where('a.id', '=', internalId).executeTakeFirst();
  return found ?? null;
}

/** Maximum number of accounts a workspace may follow. */
export const MOST_FOLLOWS = 1_000;

/** A followed account, and whether the follow is new. */
export interface Follow {
  readonly account: XAccount;
  readonly isNew: boolean;
}

/**
 * Follows an account, creating it if necessary. Idempotent. Returns null if the workspace has
 * reached its limit.
 */
export function insertFollow(scope: Scope<Tables>, username: string): Promise<Follow | null> {
  const folded = username.toLowerCase();
  return inTransaction(scope, async (inside) => {
    // Serializes concurrent follows, which could otherwise exceed the limit together.
    await lockInTransaction(inside.db, `posts.x_follows ${scope.workspaceId}`);
    const [known] = await loadFollowed(inside, [folded]);
    if (known) return { account: known, isNew: false };
    if ((await countFollowed(inside)) >= MOST_FOLLOWS) return null;
    await inside.db
      .insertInto('x_accounts')
      .values({ username: null, folded, external_id: null, fetched_at: null })
      // Locks an existing account, so that the job that deletes unused accounts skips it.
      .onConflict((conflict) => conflict.column('folded').doUpdateSet({ folded }))
      .execute();
    await inside.db
      .insertInto('x_follows')
      .columns(['workspace_id', 'username', 'account_id'])
      .expression(
        inside.db
          .selectFrom('x_accounts')
          .where('folded', '=', folded)
          .select([
            sql<string>`${scope.workspaceId}::uuid`.as('workspace_id'),
            sql<string>`${username}::text`.as('username'),
            'id',
          ]),
      )
      .execute();
    const [account] = await loadFollowed(inside, [folded]);
    return { account: account!, isNew: true };
  });
}

/**
 * Unfollows an account; returns false if the workspace did not follow it. The account itself and
 * the workspace's imported posts are kept.
 */
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
      sql<string>`coalesce(a.username, f.username)`.as('username'),
      'a.external_id as externalId',
      'a.created_at as createdAt',
      sql<Date | null>`greatest(a.fetched_at, f.imported_at)`.as('fetchedAt'),
      'f.followed_at as followedAt',
    ]);
}
