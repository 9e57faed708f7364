import type { Written } from '@tributary/kit/import';
import { given, namesOf, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';
import type { FromFile } from '../post.ts';
import { type AccountKey, REPLACED, toRow, WRITTEN } from './x-post-columns.ts';

const replaced = namesOf(REPLACED);
const written = namesOf(WRITTEN);

/** Posts from a file, for one account. */
export interface ImportedPosts {
  readonly importId: string;
  readonly account: AccountKey;
  readonly posts: readonly FromFile[];
  readonly at: Date;
}

/**
 * Upserts posts imported by the workspace, which no other workspace can read. Rejects a post that
 * the workspace already sees under another account, and names that account.
 */
export async function upsertImportedXPosts(
  scope: Scope<Tables>,
  { importId, account, posts, at }: ImportedPosts,
): Promise<Written> {
  const owners = await ownersOf(
    scope,
    posts.map(({ id }) => id),
  );
  const isForeign = ({ id }: FromFile) => {
    const owner = owners.get(id);
    return owner !== undefined && owner.accountId !== account.internalId;
  };
  const refused = posts.flatMap((post, index) =>
    isForeign(post)
      ? [
          {
            index,
            reason: `Post ${post.id} is by @${owners.get(post.id)!.username}, not by @${account.username}.`,
          },
        ]
      : [],
  );
  const accepted = posts.filter((post) => !isForeign(post));
  const rows = new Map(accepted.map((post) => [post.id, toRow(account, post, at)]));
  const done = rows.size > 0 ? await upsert(scope, importId, [...rows.values()]) : [];
  const inserted = done.filter((row) => row.inserted).length;
  await noteImport(scope, account, at);
  return {
    inserted,
    updated: done.length - inserted,
    unchanged: accepted.length - done.length,
    refused,
  };
}

function upsert(scope: Scope<Tables>, importId: string, rows: readonly ReturnType<typeof toRow>[]) {
  const all = (table: string) => sql.join(replaced.map((column) => sql.ref(`${table}.${column}`)));
  return scope.db
    .insertInto('x_imported_posts')
    .columns(['workspace_id', 'import_id', ...written] as never)
    .expression(
      scope.db
        .selectFrom(given(WRITTEN, rows))
        .select([
          sql<string>`${scope.workspaceId}::uuid`.as('workspace_id'),
          sql<string>`${importId}::uuid`.as('import_id'),
          ...written,
        ]) as never,
    )
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'post_id'])
        .doUpdateSet((eb) =>
          Object.fromEntries(
            [...replaced, 'fetched_at' as const].map((column) => [column, eb.ref(`excluded.${column}`)]),
          ),
        )
        .where(sql<boolean>`(${all('x_imported_posts')}) is distinct from (${all('excluded')})`),
    )
    .returning(sql<boolean>`xmax = 0`.as('inserted'))
    .execute();
}

/**
 * Finds the accounts of these posts as seen by the workspace: from its own imports, and from X for
 * followed accounts.
 */
async function ownersOf(scope: Scope<Tables>, ids: readonly string[]) {
  const given = sql<string>`any(${ids}::text[])`;
  const rows = await scope.db
    .selectFrom('x_imported_posts as p')
    .where('p.workspace_id', '=', scope.workspaceId)
    .where('p.post_id', '=', given)
    .innerJoin('x_accounts as a', 'a.id', 'p.account_id')
    .select([
      'p.post_id as id',
      'p.account_id as accountId',
      sql<string>`coalesce(a.username, a.folded)`.as('username'),
    ])
    .unionAll(
      scope.db
        .selectFrom('x_follows as f')
        .where('f.workspace_id', '=', scope.workspaceId)
        .innerJoin('x_posts as p', 'p.account_id', 'f.account_id')
        .where('p.post_id', '=', given)
        .innerJoin('x_accounts as a', 'a.id', 'p.account_id')
        .select([
          'p.post_id as id',
          'p.account_id as accountId',
          sql<string>`coalesce(a.username, f.username)`.as('username'),
        ]),
    )
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function noteImport(scope: Scope<Tables>, account: AccountKey, at: Date): Promise<void> {
  await scope.db
    .updateTable('x_follows')
    .where('workspace_id', '=', scope.workspaceId)
    .where('account_id', '=', account.internalId)
    .set({ imported_at: at })
    .execute();
}
