import type { BrandTerms } from '@tributary/kit/brands';
import { createThreads } from '@tributary/kit/text';
import type { Analysis } from '../mention.ts';
import type { AnalysableMention } from './index.ts';

/** Mentions to analyse together, and the brands to search them for. */
export interface AnalysisBatch {
  readonly brands: readonly BrandTerms[];
  readonly mentions: readonly AnalysableMention[];
}

const module = new URL('thread.ts', import.meta.url);
const threads = createThreads<AnalysisBatch, Analysis[]>(module, null);
/** A thread of its own, so that what has just been found does not wait for imports. */
const liveThread = createThreads<AnalysisBatch, Analysis[]>(module, null, { limit: 1 });

/**
 * Analyses mentions in a worker thread, once one is free, because a batch keeps a core busy for a
 * tenth of a second or more. All imports of the process share the threads: they stay warm from one
 * to the next, and many use no more of them than one.
 */
export function analyseInThread(batch: AnalysisBatch): Promise<Analysis[]> {
  return threads.run(batch);
}

/** Analyses mentions that listening has found, in a thread that no import uses. */
export function analyseLive(batch: AnalysisBatch): Promise<Analysis[]> {
  return liveThread.run(batch);
}
