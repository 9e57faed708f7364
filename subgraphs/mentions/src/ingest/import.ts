import { asWorkspace, invalidInput } from '@tributary/kit';
import { BRAND_RIGHTS, trackedBrands } from '@tributary/kit/brands';
import { type ImportContext, type ImportKind, type ImportOutcome, importTarget } from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import { MENTION_PLATFORMS, platformName } from '@tributary/platforms';
import { findDatasetByName, insertDataset } from '../data/datasets.ts';
import { endRun, updateRun } from '../data/runs/run-progress.ts';
import { insertRun, type Run } from '../data/runs/runs.ts';
import type { Tables } from '../data/tables.ts';
import { newId } from '../ids.ts';
import { knownBrands } from '../known-brands.ts';
import { type Ingestion, openIngestion } from './ingest.ts';
import { presets } from './presets.ts';
import { fields, toMention } from './record.ts';
import { allSteps, newSteps } from './run-steps.ts';

const LONGEST_NAME = 255;

/** `tributary import mentions`: imports mentions into a dataset as one run. */
export const importMentions: ImportKind<Tables> = {
  name: 'mentions',
  description:
    'Imports mentions into a dataset and analyses them. Importing the same mentions again adds a reading of their metrics.',
  options: [
    { name: 'dataset', description: 'name of the dataset; created if there is none' },
    {
      name: 'source',
      description: `platform of records that do not name one: ${MENTION_PLATFORMS.join(', ')}`,
    },
    { name: 'analysis', description: 'whether to analyse the mentions: on (default) or off' },
    { name: 'comments', description: 'number of comments to store with each mention: 0 (default) to 100' },
  ],
  fields,
  presets,
  begin(scope, options, context) {
    const settings = settingsOf(options, context.preset?.source);
    let started: Promise<StartedRun> | undefined;
    const run = () => (started ??= startRun(scope, settings, context));
    return importTarget({
      parse: (record) => toMention(record, settings),
      prepare: async (mentions) => (await run()).ingestion.prepare(mentions),
      write: async (analysed) => (await run()).ingestion.write(analysed),
      finish: async (outcome) =>
        started ? finishRun(scope, await started, outcome, new Date(context.clock())) : undefined,
    });
  },
};

interface ImportSettings {
  dataset: string;
  source: string | null;
  analysis: boolean;
  commentsPerPost: number;
}

interface StartedRun {
  run: Run;
  ingestion: Ingestion;
}

function settingsOf(options: Readonly<Record<string, string | undefined>>, preset?: string): ImportSettings {
  const dataset = options['dataset']?.trim() ?? '';
  if (dataset.length === 0 || isLongerThan(dataset, LONGEST_NAME))
    throw invalidInput('dataset', `The option dataset must be a name of 1 to ${LONGEST_NAME} characters.`);
  const named = options['source'] ?? preset ?? null;
  const source = named === null ? null : platformName(named, MENTION_PLATFORMS);
  if (named !== null && source === null)
    throw invalidInput('source', `The option source must be one of ${MENTION_PLATFORMS.join(', ')}.`);
  const analysis = options['analysis'] ?? 'on';
  if (analysis !== 'on' && analysis !== 'off')
    throw invalidInput('analysis', 'The option analysis must be on or off.');
  const comments = options['comments'] ?? '0';
  if (!/^\d{1,2}$|^100$/.test(comments))
    throw invalidInput('comments', 'The option comments must be a number from 0 to 100.');
  return { dataset, source, analysis: analysis === 'on', commentsPerPost: Number(comments) };
}

/**
 * Finds or creates the dataset and inserts the run. Called at the first batch, so that a file
 * without mentions creates nothing.
 */
async function startRun(
  scope: Scope<Tables>,
  settings: ImportSettings,
  { file: given, graph, clock }: ImportContext,
): Promise<StartedRun> {
  const at = new Date(clock());
  const tracked = settings.analysis
    ? await trackedBrands(graph, asWorkspace(scope.workspaceId, BRAND_RIGHTS))
    : [];
  const dataset =
    (await findDatasetByName(scope, settings.dataset)) ??
    (await insertDataset(scope, { id: newId('ds', at.getTime()), name: settings.dataset, brands: [], at }));
  const { source, analysis, commentsPerPost } = settings;
  const file = given.slice(0, LONGEST_NAME).toWellFormed();
  const plan = {
    id: newId('dr', at.getTime()),
    datasetId: dataset.id,
    type: 'import' as const,
    file,
    createdAt: at,
  };
  const run = await insertRun(
    scope,
    { ...plan, source, analysis, commentsPerPost },
    newSteps(analysis),
    null,
  );
  const steps = allSteps(run.steps, 'working');
  await updateRun(scope, run.id, { status: 'working', steps, startedAt: at });
  return {
    run: { ...run, steps },
    ingestion: openIngestion({ scope, clock }, run, dataset, knownBrands(dataset.brands, tracked)),
  };
}

async function finishRun(
  scope: Scope<Tables>,
  { run }: StartedRun,
  outcome: ImportOutcome,
  finishedAt: Date,
): Promise<void> {
  if ('error' in outcome) {
    const error = (outcome.error as Error).message;
    await endRun(scope, run.id, {
      status: 'failed',
      steps: allSteps(run.steps, 'failed'),
      error,
      finishedAt,
    });
    return;
  }
  const { inserted, updated, unchanged, rejected, aborted } = outcome.report;
  const status = aborted ? 'failed' : 'completed';
  await endRun(scope, run.id, {
    status,
    steps: allSteps(run.steps, status),
    error: aborted ? 'The import was interrupted.' : null,
    mentionsCount: inserted + updated + unchanged,
    rejectedCount: rejected,
    finishedAt,
  });
}
