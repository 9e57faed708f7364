import type { BrandTerms } from '@tributary/kit/brands';
import { createThreads } from '@tributary/kit/text';
import type { Analysis } from '../mention.ts';
import type { AnalysableMention } from './index.ts';

/** Mentions to analyse together, and the brands to search them for. */
export interface AnalysisBatch {
  readonly brands: readonly BrandTerms[];
  readonly mentions: readonly AnalysableMention[];
}

const threads = createThreads<AnalysisBatch, Analysis[]>(new URL('thread.ts', import.meta.url), null);

/**
 * Analyses mentions in a worker thread, once one is free, because a batch keeps a core busy for a
 * tenth of a second. All work of the process shares the threads: they stay warm from one import to
 * the next, and many imports use no more of them than one.
 */
export function analyseInThread(batch: AnalysisBatch): Promise<Analysis[]> {
  return threads.run(batch);
}
