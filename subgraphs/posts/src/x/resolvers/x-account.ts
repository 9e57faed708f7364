import { boundId, connection, type PageArguments, pageRequest, readBoundId } from '@tributary/kit';
import type { XContext } from '../context.ts';
import {
  type XAccount as Account,
  countFollowed,
  latestFollowFirst,
  listFollowed,
} from '../data/x-accounts.ts';
import type { XPostSort } from '../data/x-posts.ts';
import { postsPage } from './x-post.ts';

/** X's value in the creators' platform enum. */
const PLATFORM = 'X';

/** `Query.followedAccounts`. */
export function followedAccounts(_: unknown, args: PageArguments, context: XContext) {
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

/** Finds a followed account by id; null for unknown ids. */
export async function findXAccount({ id }: { id: string }, context: XContext): Promise<Account | null> {
  const number = readBoundId('xaccount', context.scope().workspaceId, id);
  return number === null ? null : context.xAccountsByNumber.load(Number(number));
}

export const XAccount = {
  __resolveReference: ({ id, username }: { id?: string; username?: string }, context: XContext) =>
    id === undefined ? context.xAccounts.load(username!.toLowerCase()) : findXAccount({ id }, context),
  id: ({ internalId }: Account, _: unknown, context: XContext) =>
    boundId('xaccount', context.scope().workspaceId, String(internalId)),
  creator: ({ username }: Account) => ({ __typename: 'Creator', platform: PLATFORM, username }),
  posts: ({ internalId }: Account, args: PageArguments & { sort: XPostSort }, context: XContext) =>
    postsPage(context, { accountId: internalId }, args),
};

export const Creator = {
  __resolveReference: (reference: { platform: string; username: string }) => reference,
  xAccount: (
    { platform, username }: { platform: string; username: string },
    _: unknown,
    context: XContext,
  ) => (platform === PLATFORM ? context.xAccounts.load(username.toLowerCase()) : null),
};
