import { createThreads, type Threads } from '@tributary/kit/text';
import type { Analysis } from './analysis.ts';
import { rulesEngine } from './rules-engine.ts';

type Scored = Parameters<typeof rulesEngine.score>[0];

/**
 * Maximum number of characters scored on the main thread: that takes a few milliseconds, starting a
 * thread a hundred.
 */
const SMALL = 20_000;

/**
 * Opens worker threads for scoring, because a batch of long posts keeps a core busy for seconds.
 */
export function openScoringThreads(): Threads<Scored, Analysis[]> {
  const threads = createThreads<Scored, Analysis[]>(new URL('thread.ts', import.meta.url), null);
  return {
    async run(posts) {
      const characters = posts.reduce((sum, { title, body }) => sum + title.length + body.length, 0);
      return characters <= SMALL ? rulesEngine.score(posts) : threads.run(posts);
    },
    end: () => threads.end(),
  };
}
