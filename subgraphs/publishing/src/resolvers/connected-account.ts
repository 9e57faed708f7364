import { type CreatorReference, creatorOf } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import type { ConnectedAccount as Account } from '../data/accounts.ts';
import { isId } from '../ids.ts';

/** Finds an account of the workspace by id; null if unknown. */
export function findAccount({ id }: { id: string }, { accounts }: Context) {
  return isId(id) ? accounts.load(id) : null;
}

export const ConnectedAccount = {
  __resolveReference: findAccount,
  creator(account: Account) {
    const creator = creatorOf(account);
    return creator && { __typename: 'Creator', ...creator };
  },
  async analytics(account: Account, _: unknown, { audiences, publishers, clock, scope }: Context) {
    const publisher = publishers.get(account.platform);
    if (publisher?.audience) {
      const now = new Date(clock());
      return { ...(await publisher.audience(scope().workspaceId, now)), fetchedAt: now };
    }
    const creator = creatorOf(account);
    return creator && audiences.load(creator satisfies CreatorReference);
  },
};
