import { asWorkspace, type Job, type Logger, type SubgraphServices } from '@tributary/kit';
import { BRAND_RIGHTS, type TrackedBrand, trackedBrands } from '@tributary/kit/brands';
import type { Scope } from '@tributary/kit/postgres';
import { ANALYSIS_VERSION } from '../analysis/index.ts';
import { analyseInThread } from '../analysis/threads.ts';
import { loadDatasets } from '../data/datasets.ts';
import type { Tables } from '../data/tables.ts';
import { isOutdated, listOutdated, listWorkspacesWithMentions } from '../data/write/stored-mentions.ts';
import { type NewAnalysis, updateAnalyses } from '../data/write/write-mentions.ts';
import { knownBrands } from '../known-brands.ts';
import type { MentionRecord } from '../merge.ts';

const BATCH = 500;

/**
 * Reanalyses mentions with an older analysis version. Queued at every start; costs one query if
 * nothing is outdated. After an interruption, the next run resumes with the remaining mentions.
 */
export const reanalyse: Job<SubgraphServices<Tables>> = {
  name: 'mentions.reanalyse',
  atStart: true,
  async run({ db, graph, log }, { signal }) {
    for (const workspaceId of await listWorkspacesWithMentions(db, isOutdated(ANALYSIS_VERSION))) {
      if (signal.aborted) return;
      const tracked = await trackedBrands(graph, asWorkspace(workspaceId, BRAND_RIGHTS));
      await reanalyseWorkspace({ db, workspaceId }, tracked, { signal, log });
    }
  },
};

interface Work {
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * Reanalyses a workspace in batches: reads, analyses in worker threads without holding locks, then
 * writes in one short transaction. A mention that a run changes in the meantime is either still
 * outdated or already reanalysed by that run.
 */
async function reanalyseWorkspace(
  scope: Scope<Tables>,
  tracked: readonly TrackedBrand[],
  { signal, log }: Work,
): Promise<void> {
  let mentions = 0;
  for (let after = ''; !signal.aborted; ) {
    const outdated = await listOutdated(scope, { version: ANALYSIS_VERSION, after, limit: BATCH });
    if (outdated.length === 0) return;
    await updateAnalyses(scope, await analysedAgain(scope, outdated, tracked));
    mentions += outdated.length;
    log.info({ workspaceId: scope.workspaceId, mentions }, 'mentions were analysed again');
    after = outdated.at(-1)!.id;
  }
}

/** Analyses each mention with the brands of its datasets and of the workspace. */
async function analysedAgain(
  scope: Scope<Tables>,
  outdated: readonly MentionRecord[],
  tracked: readonly TrackedBrand[],
): Promise<NewAnalysis[]> {
  const datasets = await loadDatasets(scope, [...new Set(outdated.flatMap(({ datasetIds }) => datasetIds))]);
  const groups = Map.groupBy(outdated, ({ datasetIds }) => [...datasetIds].sort().join(' '));
  const analysed = [...groups.values()].map(async (group) => {
    const brands = datasets
      .filter(({ id }) => group[0]!.datasetIds.includes(id))
      .flatMap((each) => each.brands);
    const mentions = group.map(({ mention: { title, text, language } }) => ({ title, text, language }));
    const analyses = await analyseInThread({ brands: knownBrands(brands, tracked), mentions });
    return group.map(({ id, mention }, index) => ({ id, mention, analysis: analyses[index]! }));
  });
  return (await Promise.all(analysed)).flat();
}
