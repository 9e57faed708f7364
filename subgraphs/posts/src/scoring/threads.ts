import { createThreads, type Threads } from '@tributary/kit';
import type { Analysis } from './analysis.ts';
import type { rulesEngine } from './engine.ts';

type Scored = Parameters<typeof rulesEngine.score>[0];

/** Scores posts beside the main thread: a batch of long posts keeps a core busy for half a second. */
export function openScoringThreads(): Threads<Scored, Analysis[]> {
  return createThreads(new URL('thread.ts', import.meta.url), null);
}
