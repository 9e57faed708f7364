import { type BrandTerms, createThreads, type Threads } from '@tributary/kit/text';
import type { Analysis, NewMention } from '../mention.ts';

/** Mentions to analyse together, and the brands that they are searched for. */
export interface AnalysisBatch {
  readonly brands: readonly BrandTerms[];
  readonly mentions: readonly Pick<NewMention, 'title' | 'text'>[];
}

/**
 * The analysis as `openAnalysis` gives it, beside the main thread: a batch keeps a core busy for
 * half a second.
 */
export function openAnalysisThreads(): Threads<AnalysisBatch, Analysis[]> {
  return createThreads(new URL('thread.ts', import.meta.url), null);
}
