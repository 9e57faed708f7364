import { connectionResolvers } from '@tributary/kit';
import type { CommunityContext } from './context.ts';
import { importPosts } from './import.ts';
import { rescore } from './jobs/rescore.ts';
import { Brand, TrendingTopic } from './resolvers/brand.ts';
import { CommunityPost, findCommunityPost } from './resolvers/community-post.ts';
import * as enums from './resolvers/enums.ts';
import { mutations } from './resolvers/mutation.ts';
import { queries } from './resolvers/query.ts';
import { findTrackedKeyword, TrackedKeyword } from './resolvers/tracked-keyword.ts';

export { type CommunityContext, createCommunityContext } from './context.ts';
export { deleteImportedPosts } from './data/community-imports.ts';
export { demo as communityDemo } from './demo.ts';

/** Community posts, their scoring, and the tracked keywords of a workspace. */
export const community = {
  queries,
  mutations,
  types: {
    ...enums,
    CommunityPost,
    CommunityPostConnection: connectionResolvers,
    Brand,
    TrendingTopic,
    TrackedKeyword,
  },
  nodes: {
    CommunityPost: (id: string, context: CommunityContext) => findCommunityPost({ id }, context),
    TrackedKeyword: (id: string, context: CommunityContext) => findTrackedKeyword({ id }, context),
  },
  jobs: [rescore],
  imports: [importPosts],
};
