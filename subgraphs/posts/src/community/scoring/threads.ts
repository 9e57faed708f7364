import type { TrackedBrand } from '@tributary/kit/brands';
import { createThreads } from '@tributary/kit/text';
import type { Analysis, ScorablePost } from './analysis.ts';
import { rulesEngine } from './rules-engine.ts';

/** Posts to score together, and the brands that their workspace tracks. */
export interface ScoringBatch {
  readonly posts: readonly ScorablePost[];
  readonly brands: readonly TrackedBrand[];
}

/** Worker threads that score posts. */
export interface ScoringThreads {
  /** Scores posts of one workspace with the brands that it tracks, once a thread is free. */
  run(posts: readonly ScorablePost[], brands?: readonly TrackedBrand[]): Promise<Analysis[]>;
  /** Stops the threads; waiting and running work fails. */
  end(): Promise<void>;
}

/**
 * Maximum number of characters scored on the main thread: that takes a few milliseconds, starting a
 * thread a hundred.
 */
const SMALL = 20_000;

/**
 * Opens worker threads for scoring, because a batch of long posts keeps a core busy for seconds.
 */
export function openScoringThreads(): ScoringThreads {
  const threads = createThreads<ScoringBatch, Analysis[]>(new URL('thread.ts', import.meta.url), null);
  return {
    async run(posts, brands = []) {
      const characters = posts.reduce((sum, { title, body }) => sum + title.length + body.length, 0);
      return characters <= SMALL ? rulesEngine.score(posts, { brands }) : threads.run({ posts, brands });
    },
    end: () => threads.end(),
  };
}
