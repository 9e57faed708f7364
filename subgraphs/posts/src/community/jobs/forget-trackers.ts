import type { Job, SubgraphServices } from '@tributary/kit';
import type { Tables } from '../../data/tables.ts';
import { deleteMatchesOf, forgetTracker, listDeletedTrackers } from '../data/trackers/deleted-trackers.ts';

const TRACKERS = 100;
const MATCHES = 500;

/**
 * Deletes the matches of deleted trackers in small transactions; the posts stay. After an
 * interruption, the next run resumes with the remaining ones.
 */
export const forgetTrackers: Job<SubgraphServices<Tables>> = {
  name: 'posts.forget-trackers',
  schedule: '*/5 * * * *',
  async run({ db }, { signal }) {
    for (const { workspaceId, id } of await listDeletedTrackers(db, TRACKERS)) {
      const scope = { db, workspaceId };
      for (let deleted = MATCHES; deleted === MATCHES && !signal.aborted; )
        deleted = await deleteMatchesOf(scope, id, MATCHES);
      if (signal.aborted) return;
      await forgetTracker(scope, id);
    }
  },
};
