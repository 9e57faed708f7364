import { connection, type PageArguments, pageRequest } from '@tributary/kit';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { newestFirst } from '../data/community-post-rows.ts';
import {
  type CommunityPostFilter,
  countCommunityPosts,
  listCommunityPosts,
  listCountedCommunityPosts,
} from '../data/community-posts.ts';
import { listTrackedKeywords } from '../data/tracked-keywords.ts';
import { checkFilter } from '../filter.ts';
import { columnsSelected, findCommunityPost } from './community-post.ts';
import { communityPostBrandCounts, communityPostTopicCounts } from './counts.ts';
import { imports } from './import.ts';
import { followedAccounts } from './x-account.ts';
import { xPost, xPosts } from './x-post.ts';

export const Query = {
  communityPosts(
    _: unknown,
    args: PageArguments & { filter?: CommunityPostFilter | null },
    context: Context,
    info: GraphQLResolveInfo,
  ) {
    const filter = checkFilter(args.filter ?? {});
    const columns = columnsSelected(info);
    return connection(pageRequest(args, ['time', 'text', 'uuid']), {
      list: (page) => listCommunityPosts(context.scope(), filter, page, columns),
      listCounted: (page) => listCountedCommunityPosts(context.scope(), filter, page, columns),
      count: (atMost) => countCommunityPosts(context.scope(), filter, atMost),
      sortValues: newestFirst,
    });
  },

  communityPost: (_: unknown, args: { id: string }, context: Context) => findCommunityPost(args, context),

  trackedKeywords: (_: unknown, __: unknown, context: Context) => listTrackedKeywords(context.scope()),

  communityPostBrandCounts,
  communityPostTopicCounts,
  followedAccounts,
  xPosts,
  xPost,
  imports,
};
