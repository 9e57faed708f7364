import { invalidResult, TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { type AccountServices, type ConnectInput, connectAccount } from '../accounts/index.ts';
import { loadAccounts, updateAccountStatus } from '../data/accounts.ts';
import type { Tables } from '../data/tables.ts';

/** What these resolvers need of a request. */
interface AccountContext extends AccountServices {
  readonly signal: AbortSignal;
  scope(): Scope<Tables>;
  lasting(): Scope<Tables>;
}

/** Mutations of accounts. */
export const accountMutations = {
  async connectAccount(_: unknown, { input }: { input: ConnectInput }, context: AccountContext) {
    try {
      // Also for a caller who is gone: renewed credentials that are not kept are lost.
      const account = await connectAccount(context, context.lasting(), input, context.signal);
      return { __typename: 'AccountConnected', account };
    } catch (error) {
      const unreachable = error instanceof TributaryError && error.code === 'UPSTREAM_FAILED';
      if (!unreachable) return invalidResult(error);
      return { __typename: 'PlatformUnreachable', message: error.message };
    }
  },

  async disconnectAccount(_: unknown, { id }: { id: string }, context: AccountContext) {
    const scope = context.scope();
    const [account] = await loadAccounts(scope, [id]);
    if (!account) return { __typename: 'NotFound', message: 'The account was not found.' };
    if (account.status === 'disconnected')
      return { __typename: 'Conflict', message: 'The account is disconnected already.' };
    await updateAccountStatus(scope, id, 'disconnected');
    return { __typename: 'AccountDisconnected', account: { ...account, status: 'disconnected' } };
  },
};
