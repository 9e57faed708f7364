import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';

/** An account that may be asked of X. */
export interface DueAccount {
  internalId: number;
  username: string;
  externalId: string | null;
  /** X's id of the newest post that X returned of it; null when there is none. */
  newestPost: string | null;
}

/** Followed accounts, one or all, that nobody has asked since; those longest not asked first. */
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
        // X's ids are numbers that grow; as text, a longer one is greater.
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
 * Takes the right to ask X about an account; false when another, in whatever process, has had it
 * since. Of several at once PostgreSQL lets one pass: the others wait for its row and find the
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

/** What X says of an account: facts that all workspaces share. */
export interface AccountOfX {
  readonly id: string;
  /** As X spells it. */
  readonly username: string;
}

/**
 * Stores X's id and spelling of an account; an id that another account has (a name given on) stays
 * where it is.
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
