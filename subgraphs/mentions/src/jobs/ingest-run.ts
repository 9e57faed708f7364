import { invalidInput, type Job, type SubgraphServices, TributaryError } from '@tributary/kit';
import type { TrackedBrand } from '@tributary/kit/brands';
import {
  charactersOf,
  createBatches,
  type MappedRecord,
  PREPARED_BATCHES,
  runImport,
} from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import { isUnicode } from '@tributary/kit/text';
import { loadDatasets } from '../data/datasets.ts';
import { deleteRunInput, findRunInput } from '../data/runs/run-inputs.ts';
import { endRun, updateRun } from '../data/runs/run-progress.ts';
import { findRun, type Run } from '../data/runs/runs.ts';
import type { Tables } from '../data/tables.ts';
import type { Analysed } from '../data/write/write-mentions.ts';
import { type Ingestion, type IngestionParts, openIngestion } from '../ingest/ingest.ts';
import { fields, toMention } from '../ingest/record.ts';
import { allSteps, stepsAt } from '../ingest/run-steps.ts';
import { knownBrands } from '../known-brands.ts';
import type { NewMention } from '../mention.ts';
import { brandsForRun, isFinal, noteFailure, type RunJobData, type RunOptions } from './run-outcome.ts';

/** Maximum number of rejections and notes that a run reports. */
const MOST_REASONS = 5;

/**
 * Ingests one run: reads its records, then analyses and writes them in batches. A failed or
 * interrupted run is retried from the beginning, which is idempotent; it is marked as failed only
 * after the last attempt or a final error.
 */
export const ingestRun: Job<SubgraphServices<Tables>> = {
  name: 'mentions.ingest-run',
  formerName: 'mentions.take-in-run',
  async run({ db, log, graph, clock }, options) {
    const { workspaceId, runId } = options.data as RunJobData;
    const scope = { db, workspaceId };
    const run = await findRun(scope, runId);
    if (!run || run.status === 'completed' || run.status === 'failed') return;
    try {
      await ingest({ scope, clock }, run, options, () => brandsForRun(workspaceId, graph, log, options));
      await deleteRunInput(scope, runId);
    } catch (error) {
      await noteFailure({ scope, clock }, run, error, options.lastAttempt);
      if (isFinal(error)) return log.warn({ err: error, runId }, 'a run has failed');
      throw error;
    }
  },
};

async function ingest(
  { scope, clock }: IngestionParts,
  run: Run,
  { signal }: RunOptions,
  brandsOfWorkspace: () => Promise<TrackedBrand[]>,
): Promise<void> {
  const [dataset] = await loadDatasets(scope, [run.datasetId]);
  if (!dataset) throw new TributaryError('NOT_FOUND', 'The dataset was deleted.');
  const ndjson = await findRunInput(scope, run.id);
  if (ndjson === null) throw new TributaryError('INVALID_INPUT', 'The run has no records.');
  const startedAt = new Date(clock());
  await updateRun(scope, run.id, {
    status: 'working',
    steps: stepsAt(run.steps, 'read', 'working'),
    startedAt,
  });
  const rejected: string[] = [];
  const notes: string[] = [];
  const mentions = await read(ndjson, run, { rejected, notes }, signal);
  const brands = run.analysis ? knownBrands(dataset.brands, await brandsOfWorkspace()) : [];
  await ingestAll(scope, run, openIngestion({ scope, clock }, run, dataset, brands), mentions);
  await endRun(scope, run.id, {
    status: 'completed',
    steps: allSteps(run.steps, 'completed'),
    mentionsCount: mentions.length,
    rejectedCount: rejected.length,
    error: [...rejected, ...notes].slice(0, MOST_REASONS).join('\n') || null,
    finishedAt: new Date(clock()),
  });
}

/** Analyses and writes in batches, and records the progress after each. */
async function ingestAll(
  scope: Scope<Tables>,
  run: Run,
  ingestion: Ingestion,
  mentions: readonly NewMention[],
): Promise<void> {
  let mentionsCount = 0;
  const batches = createBatches<NewMention, Analysed>({
    ...PREPARED_BATCHES,
    characters: (mention) => charactersOf(mention),
    prepare: ingestion.prepare,
    async write(analysed) {
      const written = await ingestion.write(analysed);
      mentionsCount += analysed.length;
      const steps = stepsAt(run.steps, run.analysis ? 'analyse' : 'write', 'working');
      await updateRun(scope, run.id, { steps, mentionsCount });
      return written;
    },
  });
  try {
    for (const mention of mentions) if (batches.add(mention)) await batches.flush();
    await batches.flush();
  } finally {
    await batches.idle();
  }
}

/** Reasons for rejected records, and notes on values omitted from others. */
interface Remarks {
  readonly rejected: string[];
  readonly notes: string[];
}

/** Parses the input's mentions; adds problems to the remarks. */
async function read(
  ndjson: string,
  run: Run,
  { rejected, notes }: Remarks,
  signal: AbortSignal,
): Promise<NewMention[]> {
  const mentions: NewMention[] = [];
  async function* bytes() {
    yield Buffer.from(ndjson);
  }
  await runImport<NewMention>({
    file: bytes(),
    format: 'ndjson',
    fields,
    signal,
    parse: (record) => toMention(checkUnicode(record), run),
    async write(rows) {
      mentions.push(...rows);
      return { inserted: rows.length, updated: 0, unchanged: 0 };
    },
    onReject: ({ line, reason }) => void rejected.push(`Line ${line}: ${reason}`),
    onNote: ({ line, reason }) => void notes.push(`Line ${line}: ${reason}`),
  });
  if (mentions.length === 0)
    throw new TributaryError(
      'INVALID_INPUT',
      `None of the records is a valid mention. ${rejected.slice(0, MOST_REASONS).join(' ')}`,
    );
  return mentions;
}

/**
 * Rejects half a surrogate pair, which JSON bodies reject as well. Files keep such records, because
 * exports that cut text after a number of UTF-16 units are common.
 */
function checkUnicode(record: MappedRecord): MappedRecord {
  const field = Object.keys(record).find((name) => !isUnicode(record[name]));
  if (field === undefined) return record;
  throw invalidInput(field, `${field} contains half a surrogate pair (U+D800 to U+DFFF).`);
}
