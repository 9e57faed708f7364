import { inTransaction, type Job, type Scope, type SubgraphServices } from '@tributary/kit';
import { ANALYSIS_VERSION, openAnalysis } from '../analysis/index.ts';
import { loadDatasets } from '../data/datasets.ts';
import { listOutdated, listWorkspacesToAnalyse } from '../data/kept-mentions.ts';
import type { Tables } from '../data/tables.ts';
import { lockWriting, updateMentions } from '../data/write-mentions.ts';
import { knownBrands, type TrackedBrand, trackedBrands } from '../known-brands.ts';
import type { KeptMention } from '../merge.ts';

const BATCH = 500;

/**
 * Analyses mentions again whose analysis is of an older version. Queued at every start; with nothing outdated it is one
 * query. Interrupted, the next run goes on where it stopped.
 */
export const reanalyse: Job<SubgraphServices<Tables>> = {
  name: 'mentions.reanalyse',
  atStart: true,
  async run({ db, graph }, { signal }) {
    for (const workspaceId of await listWorkspacesToAnalyse(db, ANALYSIS_VERSION)) {
      const scope = { db, workspaceId };
      const tracked = await trackedBrands(graph, workspaceId);
      for (let full = true; full && !signal.aborted; )
        full = await inTransaction(scope, async (inside) => {
          await lockWriting(inside);
          const outdated = await listOutdated(inside, ANALYSIS_VERSION, BATCH);
          await updateMentions(inside, await analysedAgain(inside, outdated, tracked));
          return outdated.length === BATCH;
        });
    }
  },
};

/** Each with the brands of the datasets that hold it, and those of the workspace. */
async function analysedAgain(
  scope: Scope<Tables>,
  outdated: readonly KeptMention[],
  tracked: readonly TrackedBrand[],
): Promise<KeptMention[]> {
  const datasets = await loadDatasets(scope, [...new Set(outdated.flatMap(({ datasetIds }) => datasetIds))]);
  const groups = Map.groupBy(outdated, ({ datasetIds }) => [...datasetIds].sort().join(' '));
  return [...groups.values()].flatMap((group) => {
    const brands = datasets
      .filter(({ id }) => group[0]!.datasetIds.includes(id))
      .flatMap((each) => each.brands);
    const analyses = openAnalysis({ brands: knownBrands(brands, tracked) })(
      group.map(({ mention }) => mention),
    );
    return group.map((kept, index) => ({ ...kept, analysis: analyses[index]! }));
  });
}
