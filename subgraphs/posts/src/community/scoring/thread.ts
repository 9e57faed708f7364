import { serveThread } from '@tributary/kit/text';
import { rulesEngine } from './rules-engine.ts';
import type { ScoringBatch } from './threads.ts';

// Worker thread entry point of `scoreInThread`.
serveThread(
  () =>
    ({ posts, brands }: ScoringBatch) =>
      rulesEngine.score(posts, { brands }),
);
