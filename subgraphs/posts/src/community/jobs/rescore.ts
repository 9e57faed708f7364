import type { Job, SubgraphServices } from '@tributary/kit';
import type { Tables } from '../../data/tables.ts';
import { listOutdatedPosts, listWorkspacesToRescore } from '../data/outdated-posts.ts';
import { updateAnalyses } from '../data/write-community-posts.ts';
import { rulesEngine } from '../scoring/index.ts';
import { openScoringThreads } from '../scoring/threads.ts';

const BATCH = 500;

/**
 * Rescores posts whose analysis is by an older version of the engine. Queued at every start; costs
 * one query if nothing is outdated. After an interruption, the next run resumes with the remaining
 * posts.
 */
export const rescore: Job<SubgraphServices<Tables>> = {
  name: 'posts.rescore',
  atStart: true,
  async run({ db, log }, { signal }) {
    const outdated = { engine: rulesEngine.name, version: rulesEngine.version };
    const threads = openScoringThreads();
    try {
      for (const workspaceId of await listWorkspacesToRescore(db, outdated)) {
        const scope = { db, workspaceId };
        let scored = 0;
        for (let full = true; full && !signal.aborted; ) {
          const posts = await listOutdatedPosts(scope, outdated, BATCH);
          full = posts.length === BATCH;
          if (posts.length === 0) break;
          const analyses = await threads.run(posts);
          await updateAnalyses(
            scope,
            posts.map(({ id }, index) => ({ id, analysis: analyses[index]! })),
          );
          scored += posts.length;
          log.info({ workspaceId, scored }, 'posts scored again');
        }
      }
    } finally {
      await threads.end();
    }
  },
};
