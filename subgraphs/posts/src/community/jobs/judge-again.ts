import type { Job, SubgraphServices } from '@tributary/kit';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import {
  listNewestMatches,
  listNewModels,
  recordApplied,
  updateJudgements,
} from '../data/trackers/judged-matches.ts';
import { findRelevanceModel } from '../data/trackers/relevance-models.ts';
import { listTrackers, type Tracker } from '../data/trackers/trackers.ts';
import { judge, type LearnedModel, trackerWords } from '../relevance/index.ts';

/** Workspaces per run. */
const WORKSPACES = 100;
/** Newest matches of a tracker that are judged again; older ones keep their judgement. */
const MATCHES = 200;

/**
 * Judges the newest matches of a workspace again after it has learned from corrections. Costs one
 * query if nothing was learned.
 */
export const judgeAgain: Job<SubgraphServices<Tables>> = {
  name: 'posts.judge-again',
  schedule: '* * * * *',
  async run({ db }, { signal }) {
    for (const { workspaceId, trainedAt } of await listNewModels(db, WORKSPACES)) {
      const scope = { db, workspaceId };
      const model = await findRelevanceModel(scope);
      for (const tracker of await listTrackers(scope)) {
        if (signal.aborted) return;
        await judgeTracker(scope, tracker, model);
      }
      await recordApplied(scope, trainedAt);
    }
  },
};

async function judgeTracker(
  scope: Scope<Tables>,
  tracker: Tracker,
  model: LearnedModel | null,
): Promise<void> {
  const words = trackerWords(tracker);
  const matches = await listNewestMatches(scope, tracker.id, MATCHES);
  const changed = matches.flatMap(({ postId, post, relevance, reason, opinion }) => {
    const judgement = judge(post, words, model, opinion);
    const isSame = judgement.relevance === relevance && judgement.reason === reason;
    return isSame ? [] : [{ postId, opinion, ...judgement }];
  });
  if (changed.length === 0) return;
  await inTransaction(scope, (inside) => updateJudgements(inside, tracker.id, changed));
}
