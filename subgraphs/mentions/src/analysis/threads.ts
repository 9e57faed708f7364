import { type BrandTerms, createThreads, type Threads } from '@tributary/kit';
import type { Analysis, NewMention } from '../mention.ts';

/** The words of a mention: what the analysis reads. */
type Words = Pick<NewMention, 'title' | 'text'>;

/** The analysis as `openAnalysis` gives it, beside the main thread: a batch keeps a core busy for half a second. */
export function openAnalysisThreads(brands: readonly BrandTerms[]): Threads<readonly Words[], Analysis[]> {
  return createThreads(new URL('thread.ts', import.meta.url), { brands });
}
