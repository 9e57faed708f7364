import { connectionResolvers } from '@tributary/kit';
import type { XContext } from './context.ts';
import { importXPosts } from './import.ts';
import { fetchXPosts } from './jobs/fetch-x-posts.ts';
import { forgetX } from './jobs/forget-x.ts';
import * as enums from './resolvers/enums.ts';
import { Creator, findXAccount, followedAccounts, XAccount } from './resolvers/x-account.ts';
import { followAccount, unfollowAccount } from './resolvers/x-follow.ts';
import { XPost, XThread, xPost, xPosts } from './resolvers/x-post.ts';

export { createXContext, type XContext } from './context.ts';
export { deleteImportedXPosts } from './data/x-imports.ts';
export { demoXPosts as xDemo } from './demo/index.ts';

/** X accounts followed by a workspace, and their posts. */
export const x = {
  queries: { followedAccounts, xPosts, xPost },
  mutations: { followAccount, unfollowAccount },
  types: {
    ...enums,
    XAccount,
    XPost,
    XThread,
    XPostConnection: connectionResolvers,
    FollowedAccountConnection: connectionResolvers,
    Creator,
  },
  nodes: {
    XAccount: (id: string, context: XContext) => findXAccount({ id }, context),
    XPost: (id: string, context: XContext) => xPost(null, { id }, context),
  },
  jobs: [fetchXPosts, forgetX],
  imports: [importXPosts],
};
