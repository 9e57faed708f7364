import { actorOf, withFailures } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import { checkKeyword } from '../../keyword.ts';
import type { CommunityContext } from '../context.ts';
import { updateEngagement } from '../data/engagement.ts';
import { deleteTrackedKeyword, insertTrackedKeyword, MOST_KEYWORDS } from '../data/tracked-keywords.ts';

export const mutations = {
  async createTrackedKeyword(_: unknown, args: { keyword: string }, context: CommunityContext) {
    return withFailures(async () => {
      const keyword = checkKeyword('keyword', args.keyword);
      const trackedKeyword = await insertTrackedKeyword(context.scope(), keyword);
      if (trackedKeyword) return { __typename: 'TrackedKeywordCreated', trackedKeyword };
      const message = `A workspace may track at most ${MOST_KEYWORDS} keywords; delete one first.`;
      return { __typename: 'InvalidInput', message, field: 'keyword' };
    });
  },

  async deleteTrackedKeyword(_: unknown, { id }: { id: string }, context: CommunityContext) {
    const deleted = isUuid(id) && (await deleteTrackedKeyword(context.scope(), id));
    return deleted ? { __typename: 'TrackedKeywordDeleted', id } : missing('tracked keyword');
  },

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
};

function missing(what: string) {
  return { __typename: 'NotFound', message: `The workspace has no ${what} with this id.` };
}
