import { acrossWorkspaces } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';

/**
 * Deletes accounts that no workspace follows or has imported posts of, with their posts from X;
 * returns the number of accounts deleted. Keeps accounts created or requested since `before`,
 * because a request may be using them.
 */
export function deleteUnusedAccounts(db: Kysely<Tables>, before: Date, limit: number): Promise<number> {
  return acrossWorkspaces(db, 'posts')
    .transaction()
    .execute(async (all) => {
      const unused = all
        .selectFrom('x_accounts as a')
        .where('a.created_at', '<', before)
        .where((eb) => eb.or([eb('a.asked_at', 'is', null), eb('a.asked_at', '<', before)]))
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(selectFrom('x_follows as f').whereRef('f.account_id', '=', 'a.id').select('f.account_id')),
          ),
        )
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('x_imported_posts as p')
                .whereRef('p.account_id', '=', 'a.id')
                .select('p.account_id'),
            ),
          ),
        )
        .select('a.id');
      // Following locks the account. Re-check the locked accounts with a new statement, which sees
      // follows committed in the meantime.
      const locked = await unused.orderBy('a.id').limit(limit).forUpdate('a').skipLocked().execute();
      if (locked.length === 0) return 0;
      const ids = sql<number>`any(${locked.map(({ id }) => id)}::bigint[])`;
      const still = (await unused.where('a.id', '=', ids).execute()).map(({ id }) => id);
      const gone = sql<number>`any(${still}::bigint[])`;
      await all.deleteFrom('x_posts').where('account_id', '=', gone).execute();
      await all.deleteFrom('x_accounts').where('id', '=', gone).execute();
      return still.length;
    });
}

/** Deletes spending before `day` and expired holds, of all workspaces. */
export async function deleteOldSpending(db: Kysely<Tables>, day: string, now: Date): Promise<void> {
  const all = acrossWorkspaces(db, 'posts');
  await all.deleteFrom('x_spending').where('day', '<', sql<string>`${day}::date`).execute();
  await all.deleteFrom('x_holds').where('expires_at', '<=', now).execute();
}

/** Deletes reads before `day`: X charges for those resources again. */
export async function deleteOldReads(db: Kysely<Tables>, day: string): Promise<void> {
  await db.deleteFrom('x_reads').where('day', '<', sql<string>`${day}::date`).execute();
}
