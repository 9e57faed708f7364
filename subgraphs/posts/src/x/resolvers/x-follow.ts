import { withFailures } from '@tributary/kit';
import type { XContext } from '../context.ts';
import { deleteFollow, insertFollow, MOST_FOLLOWS } from '../data/x-accounts.ts';
import { queueFetch } from '../jobs/fetch-x-posts.ts';
import { readUsername } from '../username.ts';

/** `Mutation.followAccount`. */
export async function followAccount(_: unknown, args: { username: string }, context: XContext) {
  return withFailures(async () => {
    const username = readUsername('username', args.username);
    const followed = await insertFollow(context.scope(), username);
    if (!followed) {
      const message = `A workspace may follow at most ${MOST_FOLLOWS} accounts; unfollow one first.`;
      return { __typename: 'InvalidInput', message, field: 'username' };
    }
    const { account, isNew } = followed;
    context.xAccounts.clear(username.toLowerCase());
    // Queued rather than awaited: the mutation returns at once and posts arrive later.
    if (isNew && context.x) await queueFetch(context, account.internalId);
    return { __typename: 'AccountFollowed', account, isNew };
  });
}

/** `Mutation.unfollowAccount`. */
export async function unfollowAccount(_: unknown, args: { username: string }, context: XContext) {
  return withFailures(async () => {
    const folded = readUsername('username', args.username).toLowerCase();
    const account = await context.xAccounts.load(folded);
    const deleted = account && (await deleteFollow(context.scope(), account.internalId));
    context.xAccounts.clear(folded);
    return deleted
      ? { __typename: 'AccountUnfollowed', username: account.username }
      : { __typename: 'NotFound', message: 'The workspace does not follow this account.' };
  });
}
