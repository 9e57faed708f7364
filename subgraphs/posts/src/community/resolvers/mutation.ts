import { actorOf } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import type { CommunityContext } from '../context.ts';
import { updateEngagement } from '../data/engagement.ts';
import type { Marks } from '../data/trackers/post-marks.ts';
import { markPost } from '../tracking/mark-post.ts';
import { missing } from './failures.ts';
import { setRetention } from './retention.ts';
import { backfillTracker } from './trackers/tracker-backfill.ts';
import { trackerMutations } from './trackers/tracker-mutations.ts';

export const mutations = {
  ...trackerMutations,
  backfillTracker,
  setRetention,

  async setEngagementStatus(
    _: unknown,
    args: { postId: string; status?: string | null },
    context: CommunityContext,
  ) {
    const id = args.postId;
    const at = new Date(context.clock());
    const engagement = { status: args.status ?? null, actor: actorOf(context.principal), at };
    const found = isUuid(id) && (await updateEngagement(context.scope(), id, engagement));
    if (!found) return missing('community post');
    context.communityPosts.clear(id);
    return { __typename: 'EngagementStatusSet', post: await context.communityPosts.load(id) };
  },

  async markPost(_: unknown, { id, ...marks }: Marks & { id: string }, context: CommunityContext) {
    const by = { actor: actorOf(context.principal), at: new Date(context.clock()) };
    if (!isUuid(id) || !(await markPost(context.scope(), id, marks, by))) return missing('community post');
    context.communityPosts.clear(id);
    const [post, learnedFrom] = await Promise.all([
      context.communityPosts.load(id),
      context.corrections.load('all'),
    ]);
    return { __typename: 'PostMarked', post, learnedFrom };
  },
};
