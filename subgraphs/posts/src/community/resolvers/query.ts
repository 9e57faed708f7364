import type { CommunityContext } from '../context.ts';
import { listTrackedKeywords } from '../data/tracked-keywords.ts';
import { findCommunityPost } from './community-post.ts';
import { communityPostCounts, communityPosts } from './community-posts.ts';
import { communityPostBrandCounts, communityPostBusyHours, communityPostTopicCounts } from './counts.ts';

export const queries = {
  communityPosts,
  communityPostCounts,
  communityPost: (_: unknown, args: { id: string }, context: CommunityContext) =>
    findCommunityPost(args, context),
  trackedKeywords: (_: unknown, __: unknown, context: CommunityContext) =>
    listTrackedKeywords(context.scope()),
  communityPostBrandCounts,
  communityPostBusyHours,
  communityPostTopicCounts,
};
