import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';

/** An account that is due for a refresh from X. */
export interface DueAccount {
  internalId: number;
  username: string;
  externalId: string | null;
  /** X's id of the newest post that X returned for it; null if there is none. */
  newestPost: string | null;
}

/**
 * Lists followed accounts (one or all) not requested after `since`, least recently requested first.
 */
export function listDue(
  scope: Scope<Tables>,
  accountId: number | null,
  since: Date,
  limit: number,
): Promise<DueAccount[]> {
  return scope.db
    .selectFrom('x_follows as f')
    .innerJoin('x_accounts as a', 'a.id', 'f.account_id')
    .where('f.workspace_id', '=', scope.workspaceId)
    .$if(accountId !== null, (query) => query.where('a.id', '=', accountId!))
    .where((eb) => eb.or([eb('a.asked_at', 'is', null), eb('a.asked_at', '<=', since)]))
    .select((eb) => [
      'a.id as internalId',
      sql<string>`coalesce(a.username, f.username)`.as('username'),
      'a.external_id as externalId',
      eb
        .selectFrom('x_posts as p')
        .whereRef('p.account_id', '=', 'a.id')
        .orderBy('p.posted_at', 'desc')
        // X's ids are increasing numbers stored as text, so a longer id is greater.
        .orderBy(sql`length(p.post_id)`, 'desc')
        .orderBy('p.post_id', 'desc')
        .limit(1)
        .select('p.post_id')
        .as('newestPost'),
    ])
    .orderBy(sql`a.asked_at asc nulls first`)
    .orderBy('a.id')
    .limit(limit)
    .execute();
}

/**
 * Claims the refresh of an account; returns false if another process has claimed it after `since`.
 * PostgreSQL serializes concurrent claims: the others wait for the row lock and then find the
 * condition false.
 */
export async function claimRefresh(
  db: Kysely<Tables>,
  accountId: number,
  { now, since }: { now: Date; since: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('x_accounts')
    .set({ asked_at: now })
    .where('id', '=', accountId)
    .where((eb) => eb.or([eb('asked_at', 'is', null), eb('asked_at', '<=', since)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** An account as returned by X: facts shared by all workspaces. */
export interface AccountOfX {
  readonly id: string;
  /** Spelled as on X. */
  readonly username: string;
}

/**
 * Stores X's id and spelling of an account. An id that another account already has (after a
 * username changed hands) stays with that account.
 */
export async function updateAccount(
  db: Kysely<Tables>,
  accountId: number,
  { id, username }: AccountOfX,
): Promise<void> {
  await db
    .updateTable('x_accounts')
    .set({ username })
    .where('id', '=', accountId)
    .where('folded', '=', username.toLowerCase())
    .execute();
  await db
    .updateTable('x_accounts')
    .set({ external_id: id })
    .where('id', '=', accountId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('x_accounts as other').where('other.external_id', '=', id).select('other.id'),
        ),
      ),
    )
    .execute();
}
