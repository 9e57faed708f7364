import type { Job, SubgraphServices } from '@tributary/kit';
import { listOutdatedPosts, listWorkspacesToRescore } from '../data/outdated-posts.ts';
import type { Tables } from '../data/tables.ts';
import { updateAnalyses } from '../data/write-community-posts.ts';
import { rulesEngine } from '../scoring/index.ts';

const BATCH = 500;

/**
 * Scores posts again whose analysis is of an older version of the engine. Queued at every start; with nothing
 * outdated it is one query. Interrupted, the next run goes on where it stopped.
 */
export const rescore: Job<SubgraphServices<Tables>> = {
  name: 'posts.rescore',
  atStart: true,
  async run({ db }, { signal }) {
    const outdated = { engine: rulesEngine.name, version: rulesEngine.version };
    for (const workspaceId of await listWorkspacesToRescore(db, outdated)) {
      const scope = { db, workspaceId };
      for (let full = true; full && !signal.aborted; ) {
        const posts = await listOutdatedPosts(scope, outdated, BATCH);
        const analyses = await rulesEngine.score(posts);
        if (posts.length > 0)
          await updateAnalyses(
            scope,
            posts.map(({ id }, index) => ({ id, analysis: analyses[index]! })),
          );
        full = posts.length === BATCH;
      }
    }
  },
};
