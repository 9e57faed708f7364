import { createThreads, type Threads } from '@tributary/kit/text';
import type { Analysis } from './analysis.ts';
import { rulesEngine } from './engine.ts';

type Scored = Parameters<typeof rulesEngine.score>[0];

/**
 * Characters that are scored at once: they take a few milliseconds, and starting a thread takes a
 * hundred.
 */
const SMALL = 20_000;

/** Scores posts beside the main thread: a batch of long posts keeps a core busy for seconds. */
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
