import {
  type Deferred,
  forgetJudgements,
  type Judge,
  type Judgement,
  joinParts,
  judgeWorkspaces,
} from '@tributary/ai';
import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import { lockLivingPosts } from '../data/deletion/post-tombstones.ts';
import {
  type JudgedMatch,
  listUnjudgedMatches,
  type NewJudgement,
  updateJudgements,
} from '../data/trackers/judged-matches.ts';
import { listListeningWorkspaces } from '../data/trackers/model-judgements.ts';
import { findRelevanceModel } from '../data/trackers/relevance-models.ts';
import { loadTrackers, type Tracker } from '../data/trackers/trackers.ts';
import {
  judge,
  type Opinion,
  RELEVANCE,
  type Relevance,
  relevanceContext,
  trackerWords,
  wordsHash,
} from '../relevance/index.ts';

/** Matches of a workspace per run, newest first. */
const MATCHES = 200;
/** Days after which a match that was not judged keeps the judgement of the rules. */
const RECENT_DAYS = 2;

/** What a job needs of the subgraph's resources. */
interface Resources {
  /** The language model; null if none is configured. */
  readonly judge: Judge | null;
}

/**
 * Lets the language model judge how relevant new matches are. Until then they have the judgement of
 * the rules, and keep it if the model gives no valid one or the workspace's tokens are used up.
 */
export const judgeByModel: Job<SubgraphServices<Tables>, Resources> = {
  name: 'posts.judge-by-model',
  schedule: '* * * * *',
  async run({ db, clock, log }, { signal }, { judge: engine }) {
    if (engine === null) return;
    const since = new Date(clock() - RECENT_DAYS * DAY);
    const run = { judge: engine, subject: 'matches', log, signal };
    await judgeWorkspaces(await listListeningWorkspaces(db), run, (workspaceId) =>
      judgeMatches({ db, workspaceId }, engine, since, signal),
    );
  },
};

/** Judges new matches of a workspace; returns why some of them were not judged. */
async function judgeMatches(
  scope: Scope<Tables>,
  engine: Judge,
  since: Date,
  signal: AbortSignal,
): Promise<Deferred | null> {
  const matches = await listUnjudgedMatches(scope, since, MATCHES);
  const byTracker = Map.groupBy(matches, ({ trackerId }) => trackerId);
  for (const tracker of await loadTrackers(scope, [...byTracker.keys()])) {
    if (signal.aborted) break;
    const deferred = await judgeMatchesOf(scope, engine, tracker, byTracker.get(tracker.id)!, signal);
    if (deferred) return deferred;
  }
  return null;
}

async function judgeMatchesOf(
  scope: Scope<Tables>,
  engine: Judge,
  tracker: Tracker,
  matches: readonly JudgedMatch[],
  signal: AbortSignal,
): Promise<Deferred | null> {
  const texts = matches.map(({ post: { title, body }, relevance }) => ({
    text: joinParts(title, body),
    embedded: relevance,
  }));
  const request = { task: RELEVANCE, context: relevanceContext(tracker), texts };
  const results = await engine.judge(scope, request, signal);
  const model = await findRelevanceModel(scope);
  const words = trackerWords(tracker);
  const judgements = matches.flatMap(({ postId, post }, index): NewJudgement[] => {
    const opinion = opinionOf(results[index]!, engine.engine, wordsHash(post));
    return opinion ? [{ postId, opinion, ...judge(post, words, model, opinion) }] : [];
  });
  await store(scope, tracker.id, judgements);
  return results.find((result) => result.state === 'deferred') ?? null;
}

/** Converts a result; null if the text was not judged. */
function opinionOf(result: Judgement<Relevance>, model: string, words: string): Opinion | null {
  if (result.state === 'deferred') return null;
  const { hash } = result;
  return result.state === 'dropped'
    ? { model, relevance: null, reason: '', hash, words }
    : { model, relevance: result.label, reason: result.reason, hash, words };
}

/** Stores judgements of posts that their platform has not deleted in the meantime. */
async function store(
  scope: Scope<Tables>,
  trackerId: string,
  judgements: readonly NewJudgement[],
): Promise<void> {
  if (judgements.length === 0) return;
  await inTransaction(scope, async (inside) => {
    const ids = judgements.map(({ postId }) => postId);
    const living = await lockLivingPosts(inside, ids);
    const { stored = [], erased = [] } = Object.groupBy(judgements, ({ postId }) =>
      living.has(postId) ? 'stored' : 'erased',
    );
    if (stored.length > 0) await updateJudgements(inside, trackerId, stored);
    await forgetJudgements(
      inside,
      erased.map(({ opinion }) => opinion!.hash),
    );
  });
}
