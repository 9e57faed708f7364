import type { Context } from '../context.ts';
import { listTrackedKeywords } from '../data/tracked-keywords.ts';
import { findCommunityPost } from './community-post.ts';
import { communityPostCounts, communityPosts } from './community-posts.ts';
import { communityPostBrandCounts, communityPostBusyHours, communityPostTopicCounts } from './counts.ts';
import { imports } from './import.ts';
import { followedAccounts } from './x-account.ts';
import { xPost, xPosts } from './x-post.ts';

export const Query = {
  communityPosts,
  communityPostCounts,

  communityPost: (_: unknown, args: { id: string }, context: Context) => findCommunityPost(args, context),

  trackedKeywords: (_: unknown, __: unknown, context: Context) => listTrackedKeywords(context.scope()),

  communityPostBrandCounts,
  communityPostBusyHours,
  communityPostTopicCounts,
  followedAccounts,
  xPosts,
  xPost,
  imports,
};
