import type { BrandTerms } from '@tributary/kit/brands';
import { turnAfter, type Written } from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import { analyseInThread } from '../analysis/threads.ts';
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
  const writing = { id: run.id, datasetId: dataset.id, at: run.createdAt, clock };
  return {
    prepare: (mentions) => prepareMentions(writing, run.analysis ? brands : null, mentions),
    write: (analysed) => writeMentions(scope, writing, analysed),
  };
}

/**
 * Analyses mentions and searches them for brands, unless `brands` is null, and prepares their rows
 * without holding up other work.
 */
export async function prepareMentions(
  writing: WritingRun,
  brands: readonly BrandTerms[] | null,
  mentions: readonly NewMention[],
  analyse = analyseInThread,
): Promise<Analysed[]> {
  if (mentions.length === 0) return [];
  const words = mentions.map(({ title, text, language }) => ({ title, text, language }));
  const analyses = brands && (await analyse({ brands, mentions: words }));
  const ready: Analysed[] = [];
  for (const [index, mention] of mentions.entries()) {
    const turn = turnAfter(index);
    if (turn) await turn;
    ready.push(readyMention(writing, { mention, analysis: analyses?.[index] ?? null }));
  }
  return ready;
}
