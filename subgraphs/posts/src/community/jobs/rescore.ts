import { asWorkspace, type GraphPort, type Job, type Logger, type SubgraphServices } from '@tributary/kit';
import { BRAND_RIGHTS, trackedBrands } from '@tributary/kit/brands';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import { isOutdated, listOutdatedPosts, listWorkspacesWithPosts } from '../data/outdated-posts.ts';
import { type LockedRows, updateAnalyses } from '../data/write-community-posts.ts';
import { rulesEngine } from '../scoring/index.ts';
import { scoreInThread } from '../scoring/threads.ts';

const OUTDATED = { engine: rulesEngine.name, version: rulesEngine.version };

/**
 * First all posts that no other transaction has locked, in batches. Then the others one by one: a
 * statement that waits for one lock while it holds none cannot deadlock.
 */
const PASSES: readonly { readonly limit: number; readonly locked: LockedRows }[] = [
  { limit: 500, locked: 'skip' },
  { limit: 1, locked: 'wait' },
];

/**
 * Rescores posts whose analysis is by an older version of the engine. Queued at every start; costs
 * one query if nothing is outdated. After an interruption, the next run resumes with the remaining
 * posts.
 */
export const rescore: Job<SubgraphServices<Tables>> = {
  name: 'posts.rescore',
  atStart: true,
  async run({ db, log, graph }, { signal }) {
    for (const workspaceId of await listWorkspacesWithPosts(db, isOutdated(OUTDATED)))
      await rescoreWorkspace({ db, workspaceId }, { signal, log, graph });
  },
};

interface Work {
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly graph: GraphPort;
}

/** Rescores a workspace: reads a batch, scores it in a thread without locks, and then writes it. */
async function rescoreWorkspace(scope: Scope<Tables>, { signal, log, graph }: Work): Promise<void> {
  const brands = await trackedBrands(graph, asWorkspace(scope.workspaceId, BRAND_RIGHTS));
  let scored = 0;
  for (const { limit, locked } of PASSES)
    for (let after: string | null = null; !signal.aborted; ) {
      const posts = await listOutdatedPosts(scope, OUTDATED, { after, limit });
      if (posts.length === 0) break;
      const analyses = await scoreInThread(posts, brands);
      const rescored = posts.map((post, index) => ({ ...post, analysis: analyses[index]! }));
      scored += await updateAnalyses(scope, rescored, locked);
      log.info({ workspaceId: scope.workspaceId, scored }, 'posts scored again');
      after = posts.at(-1)!.id;
    }
}
