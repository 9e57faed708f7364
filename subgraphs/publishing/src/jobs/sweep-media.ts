import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import { acrossWorkspaces } from '@tributary/kit/postgres';
import type { AssistanceTables } from '../data/assistance-tables.ts';
import { deleteOrphans } from '../media/data/media-assets.ts';
import type { MediaStore } from '../media/store.ts';

/** Deletes uploads that were not confirmed within a day, and bytes without a row. */
export const sweepMedia: Job<SubgraphServices<AssistanceTables>, { readonly store: MediaStore }> = {
  name: 'publishing.sweep-media',
  schedule: '41 * * * *',
  run: ({ db, clock }, _, { store }) => sweep(db, store, new Date(clock())),
};

/** Runs one sweep as of `now`. */
export async function sweep(
  db: SubgraphServices<AssistanceTables>['db'],
  store: MediaStore,
  now: Date,
): Promise<void> {
  const before = new Date(now.getTime() - DAY);
  for (const orphan of await deleteOrphans(acrossWorkspaces(db, 'publishing'), before))
    await store.remove(orphan);
  await store.sweep(before);
}
