import type { PageRequest } from '@tributary/kit';
import { inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';

/** An account of X that the workspace follows. */
export interface XAccount {
  /** Our own number of it. */
  internalId: number;
  username: string;
  /** X's id of it; null until X has been asked. */
  externalId: string | null;
  createdAt: Date;
  /** When posts of it were last returned by X, or imported by the workspace. */
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

/** The followed accounts of these numbers of our own; for a loader. */
export async function loadFollowedByNumber(
  scope: Scope<Tables>,
  numbers: readonly number[],
): Promise<XAccount[]> {
  return followed(scope).where('a.id', '=', sql<number>`any(${numbers}::bigint[])`).execute();
}

/** The followed account of this number; null when the workspace follows none. */
export async function findFollowed(scope: Scope<Tables>, internalId: number): Promise<XAccount | null> {
  const found = await followed(scope).where('a.id', '=', internalId).executeTakeFirst();
  return found ?? null;
}

/** The most accounts that one workspace may follow. */
export const MOST_FOLLOWS = 1_000;

/** An account that the workspace follows now, and whether it did not before. */
export interface Follow {
  readonly account: XAccount;
  readonly isNew: boolean;
}

/**
 * Follows an account, which is created when nobody follows it yet; following again changes nothing.
 * Null when the workspace follows as many as it may.
 */
export function insertFollow(scope: Scope<Tables>, username: string): Promise<Follow | null> {
  const folded = username.toLowerCase();
  return inTransaction(scope, async (inside) => {
    // Two that are followed at once must not both be the last that fits.
    await lockInTransaction(inside.db, `posts.x_follows ${scope.workspaceId}`);
    const [known] = await loadFollowed(inside, [folded]);
    if (known) return { account: known, isNew: false };
    if ((await countFollowed(inside)) >= MOST_FOLLOWS) return null;
    await inside.db
      .insertInto('x_accounts')
      .values({ username: null, folded, external_id: null, fetched_at: null })
      // Locks an account that exists, so that the job that deletes unused ones leaves it.
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
 * Follows no more; false when the workspace did not. The account stays for others; so do the
 * workspace's own imports.
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
