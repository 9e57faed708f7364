import type { Scope } from '@tributary/kit/postgres';
import { openAnalysis } from '../analysis/index.ts';
import { insertDataset } from '../data/datasets.ts';
import { updateRun } from '../data/runs/run-progress.ts';
import { insertRun } from '../data/runs/runs.ts';
import type { Tables } from '../data/tables.ts';
import { writeMentions } from '../data/write/write-mentions.ts';
import { newId } from '../ids.ts';
import { allSteps, newSteps } from '../ingest/run-steps.ts';
import { knownBrands } from '../known-brands.ts';
import { DEMO_BRANDS, demoMentions, documented } from './mentions.ts';

/** The dataset id used in the documentation's examples. */
const DATASET = 'ds_01H...';

/**
 * Fills a demo workspace: the documented dataset with the documentation's example, seen by one run,
 * and sample mentions seen by two runs a day apart and analysed like any others.
 */
export async function demo(scope: Scope<Tables>, now: Date): Promise<void> {
  const made = { id: DATASET, name: 'cold brew', brands: DEMO_BRANDS };
  const dataset = await insertDataset(scope, { ...made, at: new Date(documented.runAt.getTime() - 1_000) });
  const writing = { datasetId: DATASET, clock: () => now.getTime() };
  const example = await completedRun(scope, documented.runAt, false, 1);
  await writeMentions(scope, { ...writing, id: example.id, at: documented.runAt }, [documented]);
  const analyse = openAnalysis({ brands: knownBrands(dataset.brands) });
  for (const { at, mentions } of demoMentions(now)) {
    const run = await completedRun(scope, at, true, mentions.length);
    // A few sample mentions need no worker threads.
    const analyses = analyse(mentions);
    const seen = mentions.map((mention, index) => ({ mention, analysis: analyses[index]! }));
    await writeMentions(scope, { ...writing, id: run.id, at }, seen);
  }
}

async function completedRun(scope: Scope<Tables>, at: Date, analysis: boolean, mentionsCount: number) {
  const id = newId('dr', at.getTime());
  const plan = {
    id,
    datasetId: DATASET,
    type: 'import' as const,
    file: null,
    source: null,
    commentsPerPost: 0,
    analysis,
    createdAt: at,
  };
  const run = await insertRun(scope, plan, newSteps(analysis), null);
  const steps = allSteps(run.steps, 'completed');
  await updateRun(scope, id, { status: 'completed', steps, mentionsCount, startedAt: at, finishedAt: at });
  return run;
}
