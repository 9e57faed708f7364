import type { TrackedBrand } from '@tributary/kit/brands';
import { createThreads } from '@tributary/kit/text';
import type { Analysis, ScorablePost } from './analysis.ts';
import { rulesEngine } from './rules-engine.ts';

/** Posts to score together, and the brands that their workspace tracks. */
export interface ScoringBatch {
  readonly posts: readonly ScorablePost[];
  readonly brands: readonly TrackedBrand[];
}

/**
 * Maximum number of characters scored on the main thread: that takes a few milliseconds, starting a
 * thread a hundred.
 */
const SMALL = 20_000;

const threads = createThreads<ScoringBatch, Analysis[]>(new URL('thread.ts', import.meta.url), null);

/**
 * Scores posts of one workspace with the brands that it tracks, many of them in a worker thread,
 * once one is free: a batch of long posts keeps a core busy for seconds. All work of the process
 * shares the threads.
 */
export async function scoreInThread(
  posts: readonly ScorablePost[],
  brands: readonly TrackedBrand[],
): Promise<Analysis[]> {
  const characters = posts.reduce((sum, { title, body }) => sum + title.length + body.length, 0);
  return characters <= SMALL ? rulesEngine.score(posts, { brands }) : threads.run({ posts, brands });
}
