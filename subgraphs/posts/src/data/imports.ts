import { recordedImports } from '@tributary/kit';
import type { Tables } from './tables.ts';

/** The kinds of imports that are recorded. */
export type RecordedKind = 'posts' | 'x-posts';

/** Imports into the workspace; undone, the rows that they brought are deleted. */
export const imports = recordedImports<Tables, RecordedKind>({
  async posts({ db, workspaceId }, importId, limit) {
    const { numDeletedRows } = await db
      .deleteFrom('community_posts')
      .where('workspace_id', '=', workspaceId)
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('community_posts')
          .where('workspace_id', '=', workspaceId)
          .where('import_id', '=', importId)
          .select('id')
          .limit(limit),
      )
      .executeTakeFirst();
    return Number(numDeletedRows);
  },
  async 'x-posts'({ db, workspaceId }, importId, limit) {
    const { numDeletedRows } = await db
      .deleteFrom('x_imported_posts')
      .where('workspace_id', '=', workspaceId)
      .where('post_id', 'in', (eb) =>
        eb
          .selectFrom('x_imported_posts')
          .where('workspace_id', '=', workspaceId)
          .where('import_id', '=', importId)
          .select('post_id')
          .limit(limit),
      )
      .executeTakeFirst();
    return Number(numDeletedRows);
  },
});
