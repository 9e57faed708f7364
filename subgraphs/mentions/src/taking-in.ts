import { turnAfter } from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import type { BrandTerms } from '@tributary/kit/text';
import { openAnalysisThreads } from './analysis/threads.ts';
import type { Dataset } from './data/datasets.ts';
import type { Run } from './data/runs.ts';
import type { Tables } from './data/tables.ts';
import { type Analysed, madeReady, type Written, writeMentions } from './data/write-mentions.ts';
import type { NewMention } from './mention.ts';

/** Takes mentions into a dataset as one run of it. */
export interface TakingIn {
  /** Analyses, where the run does, and makes ready to be written; of several batches at once. */
  prepare(mentions: readonly NewMention[]): Promise<Analysed[]>;
  write(analysed: readonly Analysed[]): Promise<Written>;
  /** To be called when there are no more. */
  end(): Promise<void>;
}

/** What a run takes its mentions in by; `brands` are what they are searched for, where the run analyses. */
export function takeIn(
  scope: Scope<Tables>,
  run: Pick<Run, 'id' | 'createdAt' | 'analysis'>,
  dataset: Pick<Dataset, 'id'>,
  brands: readonly BrandTerms[],
): TakingIn {
  const threads = run.analysis ? openAnalysisThreads() : null;
  const writing = { id: run.id, datasetId: dataset.id, at: run.createdAt };
  return {
    async prepare(mentions) {
      const words = mentions.map(({ title, text }) => ({ title, text }));
      const analyses = await threads?.run({ brands, mentions: words });
      const ready: Analysed[] = [];
      for (const [index, mention] of mentions.entries()) {
        const turn = turnAfter(index);
        if (turn) await turn;
        ready.push(madeReady(writing, { mention, analysis: analyses?.[index] ?? null }));
      }
      return ready;
    },
    write: (analysed) => writeMentions(scope, writing, analysed),
    end: async () => threads?.end(),
  };
}
