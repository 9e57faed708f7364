import { connectionResolvers } from '@tributary/kit';
import { retentionJob } from '@tributary/listening';
import type { CommunityContext } from './context.ts';
import { deleteOldPosts } from './data/deletion/old-posts.ts';
import { isPostedBefore, listWorkspacesWithPosts } from './data/outdated-posts.ts';
import { importPosts } from './import.ts';
import { emitSamples } from './jobs/emit-samples.ts';
import { findSpikes } from './jobs/find-spikes.ts';
import { forgetTrackers } from './jobs/forget-trackers.ts';
import { judgeAgain } from './jobs/judge-again.ts';
import { judgeByModel } from './jobs/judge-by-model.ts';
import { rescore } from './jobs/rescore.ts';
import { rescoreBrands } from './jobs/rescore-brands.ts';
import { takeMatches } from './jobs/take-matches.ts';
import { Brand, TrendingTopic } from './resolvers/brand.ts';
import { CommunityPost, findCommunityPost } from './resolvers/community-post.ts';
import * as enums from './resolvers/enums.ts';
import { mutations } from './resolvers/mutation.ts';
import { PostMatch } from './resolvers/post-match.ts';
import { queries } from './resolvers/query.ts';
import { findTracker, Tracker } from './resolvers/trackers/tracker.ts';

export { type CommunityContext, createCommunityContext } from './context.ts';
export { deleteImportedPosts } from './data/community-imports.ts';
export { demo as communityDemo } from './demo/fill.ts';

/** Community posts, their scoring, and the trackers that find them. */
export const community = {
  queries,
  mutations,
  types: {
    ...enums,
    CommunityPost,
    CommunityPostConnection: connectionResolvers,
    Brand,
    TrendingTopic,
    PostMatch,
    Tracker,
  },
  nodes: {
    CommunityPost: (id: string, context: CommunityContext) => findCommunityPost({ id }, context),
    Tracker: (id: string, context: CommunityContext) => findTracker({ id }, context),
  },
  jobs: [
    rescore,
    rescoreBrands,
    takeMatches,
    judgeAgain,
    judgeByModel,
    forgetTrackers,
    emitSamples,
    findSpikes,
    retentionJob('posts.delete-old', {
      listWorkspaces: (db, before) => listWorkspacesWithPosts(db, isPostedBefore(before)),
      deletePart: deleteOldPosts,
    }),
  ],
  imports: [importPosts],
};
