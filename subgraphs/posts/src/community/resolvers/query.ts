import type { CommunityContext } from '../context.ts';
import { communityPostBrandTopics } from './brand-topics.ts';
import { findCommunityPost } from './community-post.ts';
import { communityPostCounts, communityPosts } from './community-posts.ts';
import { communityPostBrandCounts, communityPostBusyHours, communityPostTopicCounts } from './counts.ts';
import { retention } from './retention.ts';
import { findTracker, trackerSources, trackers } from './trackers/tracker.ts';
import { previewTracker } from './trackers/tracker-preview.ts';

export const queries = {
  communityPosts,
  communityPostCounts,
  communityPost: (_: unknown, args: { id: string }, context: CommunityContext) =>
    findCommunityPost(args, context),
  trackers,
  trackerSources,
  tracker: (_: unknown, args: { id: string }, context: CommunityContext) => findTracker(args, context),
  previewTracker,
  retention,
  communityPostBrandCounts,
  communityPostBrandTopics,
  communityPostBusyHours,
  communityPostTopicCounts,
};
