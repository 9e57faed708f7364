import { given, inTransaction, namesOf, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';
import type { FromX } from '../post.ts';
import { type AccountKey, REPLACED, toRow, WRITTEN } from './x-post-columns.ts';

const replaced = namesOf(REPLACED);
const written = namesOf(WRITTEN);

/**
 * Upserts posts that the X API returned for one account: facts shared by all workspaces. A post
 * stays with the account it was first returned for.
 */
export function upsertFactsOfX(
  scope: Scope<Tables>,
  account: AccountKey,
  posts: readonly FromX[],
  fetchedAt: Date,
): Promise<void> {
  const rows = new Map(posts.map((post) => [post.id, toRow(account, post, fetchedAt)]));
  const all = (table: string) => sql.join(replaced.map((column) => sql.ref(`${table}.${column}`)));
  return inTransaction(scope, async ({ db }) => {
    if (rows.size > 0)
      await db
        .insertInto('x_posts')
        .columns(written as never)
        .expression(db.selectFrom(given(WRITTEN, [...rows.values()])).select(written) as never)
        .onConflict((conflict) =>
          conflict
            .column('post_id')
            .doUpdateSet((eb) =>
              Object.fromEntries(
                [...replaced, 'fetched_at' as const].map((column) => [column, eb.ref(`excluded.${column}`)]),
              ),
            )
            .where(
              sql<boolean>`x_posts.account_id = excluded.account_id
                and (${all('x_posts')}) is distinct from (${all('excluded')})`,
            ),
        )
        .execute();
    await db
      .updateTable('x_accounts')
      .set({ fetched_at: fetchedAt })
      .where('id', '=', account.internalId)
      .execute();
  });
}
