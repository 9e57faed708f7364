import type { Job, SubgraphServices } from '@tributary/kit';
import { type BrandCache, brandsHash, loadBrands, type TrackedBrand } from '@tributary/kit/brands';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import { listPostsAfter } from '../data/outdated-posts.ts';
import {
  listBrandsToCheck,
  recordNewBrands,
  recordScoredTo,
  type ScoredBrands,
} from '../data/scored-brands.ts';
import { updateAnalyses } from '../data/write-community-posts.ts';
import { rulesEngine } from '../scoring/index.ts';
import { scoreInThread } from '../scoring/threads.ts';

/**
 * How often the brands of a workspace are compared with those that its posts were scored with, in
 * milliseconds.
 */
const CHECK_EVERY = 300_000;
/** Workspaces that a run checks. */
const WORKSPACES = 200;
/** Posts of a workspace per statement, and statements per run. */
const BATCH = 500;
const BATCHES = 20;

/** What the job needs of the subgraph's resources. */
interface Resources {
  readonly brands: BrandCache;
}

/**
 * Scores the posts of a workspace again when its tracked brands have changed: they decide which
 * competitor a post names. A change is recorded by one run and followed by the next, when the
 * brands cached by all processes have expired, so that no post keeps the old ones.
 */
export const rescoreBrands: Job<SubgraphServices<Tables>, Resources> = {
  name: 'posts.rescore-brands',
  schedule: '* * * * *',
  async run({ db, clock, log }, { signal }, { brands }) {
    const now = new Date(clock());
    for (const scored of await listBrandsToCheck(db, new Date(now.getTime() - CHECK_EVERY), WORKSPACES)) {
      if (signal.aborted) return;
      const { workspaceId, scoredTo } = scored;
      const scope = { db, workspaceId };
      const tracked = (await loadBrands(brands, [workspaceId], log)).get(workspaceId);
      if (tracked) await follow(scope, scored, { tracked, signal, now });
      else await recordScoredTo(scope, scoredTo, now);
    }
  },
};

interface Check {
  readonly tracked: readonly TrackedBrand[];
  readonly signal: AbortSignal;
  readonly now: Date;
}

/** Compares brands with those that posts were scored with, and continues to score posts again. */
async function follow(scope: Scope<Tables>, { hash, scoredTo }: ScoredBrands, check: Check): Promise<void> {
  const current = brandsHash(check.tracked);
  if (current !== hash) return recordNewBrands(scope, current, check.now);
  const next = scoredTo === null ? null : await rescoreAfter(scope, scoredTo, check);
  await recordScoredTo(scope, next, check.now);
}

/** Scores some of the posts after one again; returns the last of them, or null after the last. */
async function rescoreAfter(
  scope: Scope<Tables>,
  scoredTo: string,
  { tracked, signal }: Check,
): Promise<string | null> {
  let after = scoredTo;
  for (let batch = 0; batch < BATCHES && !signal.aborted; batch++) {
    const posts = await listPostsAfter(scope, rulesEngine.name, { after, limit: BATCH });
    if (posts.length === 0) return null;
    const analyses = await scoreInThread(posts, tracked);
    const rescored = posts.map((post, index) => ({ ...post, analysis: analyses[index]! }));
    await updateAnalyses(scope, rescored, 'wait');
    after = posts.at(-1)!.id;
  }
  return after;
}
