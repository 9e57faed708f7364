import { recordedImports } from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import { deleteOwnAnswers } from './answers.ts';
import { deleteImportedCreators } from './known-creators.ts';
import type { Tables } from './tables.ts';

/** The kinds of imports that are recorded. */
export type RecordedKind = 'creators' | 'creator-posts';

type Table = 'catalogue_creators' | 'catalogue_posts' | 'catalogue_history';

/** Imports into the workspace's catalogue. Undoing one deletes its rows and their history. */
export const imports = recordedImports<Tables, RecordedKind>({
  async creators(scope, importId, limit) {
    const deleted = await deleteBatch(scope, 'catalogue_creators', importId, limit);
    await deleteWhole(scope, importId, limit);
    while ((await deleteImportedCreators(scope, importId, limit)) === limit);
    return deleted;
  },
  async 'creator-posts'(scope, importId, limit) {
    const deleted = await deleteBatch(scope, 'catalogue_posts', importId, limit);
    await deleteWhole(scope, importId, limit);
    return deleted;
  },
});

/** Deletes the history of an import and the cached catalogue answers. */
async function deleteWhole(scope: Scope<Tables>, importId: string, limit: number): Promise<void> {
  while ((await deleteBatch(scope, 'catalogue_history', importId, limit)) === limit);
  await deleteOwnAnswers(scope);
}

async function deleteBatch(
  { db, workspaceId }: Scope<Tables>,
  table: Table,
  importId: string,
  limit: number,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom(table)
    .where('workspace_id', '=', workspaceId)
    .where('import_id', '=', importId)
    // `ctid` identifies a row within the statement, because the tables have different keys.
    .where(sql<string>`ctid`, 'in', (eb) =>
      eb
        .selectFrom(table)
        .where('workspace_id', '=', workspaceId)
        .where('import_id', '=', importId)
        .select(sql<string>`ctid`.as('ctid'))
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
