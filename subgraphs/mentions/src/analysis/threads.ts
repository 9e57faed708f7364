import type { BrandTerms } from '@tributary/kit/brands';
import { createThreads, type Threads } from '@tributary/kit/text';
import type { Analysis } from '../mention.ts';
import type { AnalysableMention } from './index.ts';

/** Mentions to analyse together, and the brands to search them for. */
export interface AnalysisBatch {
  readonly brands: readonly BrandTerms[];
  readonly mentions: readonly AnalysableMention[];
}

/**
 * Opens worker threads that run `openAnalysis`, because a batch keeps a core busy for half a
 * second.
 */
export function openAnalysisThreads(): Threads<AnalysisBatch, Analysis[]> {
  return createThreads(new URL('thread.ts', import.meta.url), null);
}
