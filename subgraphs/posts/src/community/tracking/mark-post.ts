import { inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import type { CommunityPost } from '../data/community-post-rows.ts';
import { loadCommunityPosts } from '../data/community-posts.ts';
import { type Marks, putMarks } from '../data/trackers/post-marks.ts';
import { loadPostMatches } from '../data/trackers/post-matches.ts';
import {
  deleteExample,
  listExamples,
  putExample,
  putRelevanceModel,
} from '../data/trackers/relevance-models.ts';
import { loadTrackers } from '../data/trackers/trackers.ts';
import {
  applyRules,
  featuresOf,
  type JudgedPost,
  LABELS,
  type Relevance,
  trackerWords,
  trainModel,
} from '../relevance/index.ts';

/**
 * Stores corrections of a post. A corrected relevance also trains the workspace's model, in the
 * same transaction. Returns false if the workspace has no such post.
 */
export function markPost(
  scope: Scope<Tables>,
  id: string,
  marks: Marks,
  by: { actor: string; at: Date },
): Promise<boolean> {
  return inTransaction(scope, async (inside) => {
    // Serializes training: two concurrent corrections would each train without the other.
    await lockInTransaction(inside.db, `posts.relevance_models ${scope.workspaceId}`);
    const [post] = await loadCommunityPosts(inside, [id]);
    if (!post || !(await putMarks(inside, id, marks, by))) return false;
    if (marks.relevance !== undefined) await learn(inside, post, marks.relevance as Relevance | null, by.at);
    return true;
  });
}

async function learn(
  scope: Scope<Tables>,
  post: CommunityPost,
  relevance: Relevance | null,
  now: Date,
): Promise<void> {
  if (relevance === null || post.deletedAt !== null) await deleteExample(scope, post.id);
  else await putExample(scope, post.id, await exampleOf(scope, post, relevance), now);
  // Without examples too: then the rules alone judge again.
  await putRelevanceModel(scope, trainModel(await listExamples(scope)), now);
}

/** Returns the example of a post, by its best match if it has one. */
async function exampleOf(scope: Scope<Tables>, post: CommunityPost, relevance: Relevance) {
  const [matches] = await loadPostMatches(scope, [post.id]);
  const [match] = matches!;
  const [tracker] = match ? await loadTrackers(scope, [match.trackerId]) : [];
  const judged = judgedPost(post, match?.spans ?? []);
  const { odds: prior } = applyRules(judged, trackerWords(tracker ?? { query: '', context: '' }));
  return { features: featuresOf(judged), prior, label: LABELS[relevance] };
}

/** Returns a stored post as relevance is judged from it. */
function judgedPost(post: CommunityPost, spans: JudgedPost['spans']): JudgedPost {
  const { source, title, body, author, subreddit: community, points } = post;
  return { source, kind: post.kind as 'p' | 'c', title, body, author, community, points, spans };
}
