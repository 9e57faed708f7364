import type { BrandTerms } from '@tributary/kit/brands';
import { turnAfter, type Written } from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import { openAnalysisThreads } from '../analysis/threads.ts';
import type { Dataset } from '../data/datasets.ts';
import type { Run } from '../data/runs/runs.ts';
import type { Tables } from '../data/tables.ts';
import { type Analysed, readyMention, type WritingRun, writeMentions } from '../data/write/write-mentions.ts';
import type { NewMention } from '../mention.ts';

/** Ingests mentions into a dataset as one run. */
export interface Ingestion {
  /** Analyses mentions if the run does, and prepares their rows; batches may overlap. */
  prepare(mentions: readonly NewMention[]): Promise<Analysed[]>;
  write(analysed: readonly Analysed[]): Promise<Written>;
  /** Must be called after the last batch. */
  end(): Promise<void>;
}

/** What an ingestion is opened with. */
export interface IngestionParts {
  readonly scope: Scope<Tables>;
  readonly clock: () => number;
}

/** Opens the ingestion of a run; an analysing run searches its mentions for `brands`. */
export function openIngestion(
  { scope, clock }: IngestionParts,
  run: Pick<Run, 'id' | 'createdAt' | 'analysis'>,
  dataset: Pick<Dataset, 'id'>,
  brands: readonly BrandTerms[],
): Ingestion {
  const threads = run.analysis ? openAnalysisThreads() : null;
  const writing = { id: run.id, datasetId: dataset.id, at: run.createdAt, clock };
  return {
    prepare: (mentions) => prepareMentions(threads, writing, brands, mentions),
    write: (analysed) => writeMentions(scope, writing, analysed),
    end: async () => threads?.end(),
  };
}

/**
 * Analyses mentions in the threads, or not at all without them, and prepares their rows without
 * holding up other work.
 */
export async function prepareMentions(
  threads: ReturnType<typeof openAnalysisThreads> | null,
  writing: WritingRun,
  brands: readonly BrandTerms[],
  mentions: readonly NewMention[],
): Promise<Analysed[]> {
  if (mentions.length === 0) return [];
  const words = mentions.map(({ title, text, language }) => ({ title, text, language }));
  const analyses = await threads?.run({ brands, mentions: words });
  const ready: Analysed[] = [];
  for (const [index, mention] of mentions.entries()) {
    const turn = turnAfter(index);
    if (turn) await turn;
    ready.push(readyMention(writing, { mention, analysis: analyses?.[index] ?? null }));
  }
  return ready;
}
