import { type Job, type SubgraphServices, TributaryError } from '@tributary/kit';
import { type Collecting, collectPart } from '../collect/collect-part.ts';
import { nextPart } from '../collect/run-parts.ts';
import type { Resources } from '../context.ts';
import { loadDatasets } from '../data/datasets.ts';
import { endRun, updateRun } from '../data/runs/run-progress.ts';
import { findRun, type Run } from '../data/runs/runs.ts';
import type { RunPart, Tables } from '../data/tables.ts';
import { type IngestionParts, openIngestion } from '../ingest/ingest.ts';
import { allSteps } from '../ingest/run-steps.ts';
import { knownBrands } from '../known-brands.ts';
import { brandsForRun, isFinal, noteFailure, type RunJobData, type RunOptions } from './run-outcome.ts';

/** Pages and posts that a run reads before it is queued again, behind the runs that wait. */
const TURN = 10;
/** Maximum number of problems that a run reports. */
const MOST_PROBLEMS = 5;

type Services = SubgraphServices<Tables>;

/**
 * Reads platforms for one run, a few pages at a time, and queues itself again until every part has
 * ended. The progress is stored with what was found, so that an interrupted run continues.
 */
export const collectRun: Job<Services, Resources> = {
  name: 'mentions.collect-run',
  async run(services, options, resources) {
    const { db, log, clock, queue } = services;
    const data = options.data as RunJobData;
    const scope = { db, workspaceId: data.workspaceId };
    const run = await findRun(scope, data.runId);
    if (!run?.request || run.status === 'completed' || run.status === 'failed') return;
    try {
      const parts = await collectTurn(services, resources, run, options);
      const { part, after } = nextPart(parts, clock());
      const startAfter = after ? { startAfter: after } : {};
      if (part || after) await queue.send(collectRun.name, data, { key: run.id, ...startAfter });
      else await finish({ scope, clock }, run, parts);
    } catch (error) {
      // The process is stopping: the queue runs the job again, and the progress is stored.
      if (options.signal.aborted) throw error;
      await noteFailure({ scope, clock }, run, error, options.lastAttempt);
      if (!isFinal(error)) throw error;
      log.warn({ err: error, runId: run.id }, 'a run has failed');
    }
  },
};

async function collectTurn(
  { db, log, clock, graph }: Services,
  { listening }: Resources,
  run: Run,
  options: RunOptions,
): Promise<readonly RunPart[]> {
  const { workspaceId } = options.data as RunJobData;
  const scope = { db, workspaceId };
  const [dataset] = await loadDatasets(scope, [run.datasetId]);
  if (!dataset) throw new TributaryError('NOT_FOUND', 'The dataset was deleted.');
  await updateRun(scope, run.id, {
    status: 'working',
    steps: allSteps(run.steps, 'working'),
    ...(run.startedAt ? {} : { startedAt: new Date(clock()) }),
  });
  const tracked = run.analysis ? await brandsForRun(workspaceId, graph, log, options) : [];
  const ingestion = openIngestion({ scope, clock }, run, dataset, knownBrands(dataset.brands, tracked));
  const { request, readingId } = run;
  const collecting: Collecting = {
    scope,
    clock,
    log,
    run: { ...run, request: request!, readingId: readingId! },
    reader: listening.readerFor(workspaceId),
    ingestion,
  };
  let parts: readonly RunPart[] = run.parts;
  for (let readings = 0; readings < TURN; readings++) {
    const { part } = nextPart(parts, clock());
    if (!part) break;
    options.signal.throwIfAborted();
    parts = await collectPart(collecting, parts, part, options.signal);
  }
  return parts;
}

/** Completes a run, with the problems of its parts; it has failed if every part has. */
async function finish({ scope, clock }: IngestionParts, run: Run, parts: readonly RunPart[]): Promise<void> {
  const status = parts.every(({ state }) => state === 'failed') ? 'failed' : 'completed';
  const problems = new Set(
    parts.flatMap(({ platform, problem }) => (problem ? `${platform}: ${problem}` : [])),
  );
  await endRun(scope, run.id, {
    status,
    steps: allSteps(run.steps, status),
    rejectedCount: parts.filter(({ kind, found }) => kind === 'post' && found === 0).length,
    error: [...problems].slice(0, MOST_PROBLEMS).join('\n') || null,
    finishedAt: new Date(clock()),
  });
}
