import type { BrandTerms, Scope } from '@tributary/kit';
import { type Analyse, openAnalysis } from './analysis/index.ts';
import type { Dataset } from './data/datasets.ts';
import type { Run } from './data/runs.ts';
import type { Tables } from './data/tables.ts';
import { type Written, writeMentions } from './data/write-mentions.ts';
import type { NewMention } from './mention.ts';

/** Takes mentions into a dataset as one run of it. */
export interface TakingIn {
  /** Analyses, where the run does, and writes. */
  take(mentions: readonly NewMention[]): Promise<Written>;
}

/** What a run takes its mentions in by; `brands` are what they are searched for, where the run analyses. */
export function takeIn(
  scope: Scope<Tables>,
  run: Pick<Run, 'id' | 'createdAt' | 'analysis'>,
  dataset: Pick<Dataset, 'id'>,
  brands: readonly BrandTerms[],
): TakingIn {
  const analyse: Analyse | null = run.analysis ? openAnalysis({ brands }) : null;
  const writing = { id: run.id, datasetId: dataset.id, at: run.createdAt };
  return {
    async take(mentions) {
      const analyses = analyse?.(mentions);
      return writeMentions(
        scope,
        writing,
        mentions.map((mention, index) => ({ mention, analysis: analyses?.[index] ?? null })),
      );
    },
  };
}
