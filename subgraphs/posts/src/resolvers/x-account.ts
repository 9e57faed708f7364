import { connection, type PageArguments, pageRequest } from '@tributary/kit';
import type { Context } from '../context.ts';
import {
  type XAccount as Account,
  countFollowed,
  latestFollowFirst,
  listFollowed,
} from '../data/x-accounts.ts';
import type { XPostSort } from '../data/x-posts.ts';
import { postsPage } from './x-post.ts';

/** X among the platforms of creators. */
const PLATFORM = 'X';

/** `Query.followedAccounts`. */
export function followedAccounts(_: unknown, args: PageArguments, context: Context) {
  return connection(pageRequest(args, ['time', 'number']), {
    list: async (page) =>
      (await listFollowed(context.scope(), page)).map((account) => ({
        account,
        followedAt: account.followedAt,
      })),
    count: () => countFollowed(context.scope()),
    sortValues: ({ account }) => latestFollowFirst(account),
  });
}

export const XAccount = {
  __resolveReference: ({ username }: { username: string }, context: Context) =>
    context.xAccounts.load(username.toLowerCase()),
  creator: ({ username }: Account) => ({ __typename: 'Creator', platform: PLATFORM, username }),
  posts: ({ internalId }: Account, args: PageArguments & { sort: XPostSort }, context: Context) =>
    postsPage(context, { accountId: internalId }, args),
};

export const Creator = {
  __resolveReference: (reference: { platform: string; username: string }) => reference,
  xAccount: ({ platform, username }: { platform: string; username: string }, _: unknown, context: Context) =>
    platform === PLATFORM ? context.xAccounts.load(username.toLowerCase()) : null,
};
